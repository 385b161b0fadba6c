// What this device was asked to remember, and nothing else: the places in recordings, after somebody pressed the button
// that says so. Whoever leaves quickly leaves nothing here.
const KEY = "voices-places";
const MOST = 20;

/** The places by recording, `{uuid: seconds}`; null where nobody asked to remember any. */
export function places() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null; // a browser that keeps nothing
  }
}

/** Remember a place, where somebody asked for it (`begin`: asks for it now). */
export function remember(uuid, seconds, begin = false) {
  const known = places() ?? (begin ? {} : null);
  if (!known) return;
  delete known[uuid];
  const newest = Object.entries({ ...known, [uuid]: Math.floor(seconds) }).slice(-MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(newest)));
  } catch { /* a browser that keeps nothing */ }
}

export function forgetAll() {
  try {
    localStorage.removeItem(KEY);
  } catch { /* a browser that keeps nothing */ }
}
