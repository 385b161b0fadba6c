// Times as people read them, and as the address of a moment writes them.

/** 751.4 → "12:31"; from one hour on "1:02:03". */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** The moment that an address names, `{position, seconds}`, or null. `#t=75.2`, `#r=2&t=75.2`, `#t-75200`, `#r2-p-75200`. */
export function momentOf(hash) {
  const line = /^#(?:r(\d+)-)?[tp]-(\d+)$/.exec(hash);
  if (line) return { position: Number(line[1] ?? 1), seconds: Number(line[2]) / 1000 };
  const named = new URLSearchParams(hash.slice(1));
  const seconds = Number.parseFloat(named.get("t"));
  return seconds >= 0 ? { position: Number(named.get("r") ?? 1), seconds } : null;
}

/** The address of a moment: the first recording needs no number. */
export function addressOf(position, seconds) {
  const time = `t=${Math.floor(seconds * 100 + 1e-6) / 100}`;
  return Number(position) === 1 ? `#${time}` : `#r=${position}&${time}`;
}

export function recordingAt(position) {
  return document.querySelector(`[data-recording="${Number(position)}"]`);
}

/** Let the sound wait at a moment. Before anything of it was fetched no browser tells that it moved: this does. */
export function place(audio, seconds) {
  audio.currentTime = seconds;
  audio.dispatchEvent(new Event("placed"));
}

/** Play a recording from a moment, and let the address say so. */
export function playFrom(recording, seconds) {
  const audio = recording.querySelector("audio");
  if (!audio) return;
  place(audio, seconds);
  audio.play().catch(() => {}); // a browser that wants to be asked first is asked by the play button
  history.replaceState(history.state, "", addressOf(recording.dataset.recording, seconds));
}
