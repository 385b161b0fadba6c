// What the device has left: space, battery, a lit screen; and whether the browser promises to keep what lies here.
const BYTES_PER_MS = 16; // twice the sound's own: the database keeps room to work
const LOW_MS = 30 * 60_000;
const NONE_MS = 60_000;
const LOW_BATTERY = 0.2;

/** How much recording fits, in ms, and whether that is "enough", "low" or "none"; nothing where nobody knows. */
export async function space() {
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
  if (!quota) return null;
  const ms = Math.max(0, quota - usage) / BYTES_PER_MS;
  return { ms, state: ms < NONE_MS ? "none" : ms < LOW_MS ? "low" : "enough" };
}

/** Whether the browser has promised not to clear away what is kept. Asking may show the browser's own question. */
export const promised = async () => Boolean(await navigator.storage?.persisted?.().catch(() => false));
export const askPromise = async () => Boolean(await navigator.storage?.persist?.().catch(() => false));

/** Tell `onLow(share)` when the battery runs low and is not charged, `onLow(null)` when it is well again. */
export async function watchBattery(onLow) {
  const battery = await navigator.getBattery?.().catch(() => null);
  if (!battery) return;
  const look = () => onLow(battery.level < LOW_BATTERY && !battery.charging ? battery.level : null);
  battery.addEventListener("levelchange", look);
  battery.addEventListener("chargingchange", look);
  look();
}

let awake = null;
let wanted = false;

/** Keep the screen lit, as the browser lets us; answers false where it does not. */
export async function stayAwake() {
  wanted = true;
  try {
    awake ??= await navigator.wakeLock.request("screen");
    awake.addEventListener("release", () => { awake = null; });
    return true;
  } catch {
    return false;
  }
}

export function mayRest() {
  wanted = false;
  awake?.release();
  awake = null;
}

document.addEventListener("visibilitychange", () => {
  if (wanted && !document.hidden) stayAwake();
});
