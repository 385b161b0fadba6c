// What the desk knows from its page, its sentences in the language of the page, and how it tells what happened.
export const desk = JSON.parse(document.querySelector("#desk-facts").textContent);

const polite = document.querySelector("[data-told]");
const urgent = document.querySelector("[data-urgent]");
const SHOWN_MS = 8_000;
const SHOWN_LONGER_MS = 20_000;
let fading = null;

/** The sentence of that name; `{…}` in it is filled with what is given. */
export function say(name, filled = {}) {
  return desk.said[name].replace(/\{(\w+)\}/g, (whole, key) => filled[key] ?? whole);
}

/** Tell it: everybody sees it, screen readers say it. `pressing` interrupts what they are saying. */
export function tell(sentence, pressing = false) {
  const place = pressing ? urgent : polite;
  (pressing ? polite : urgent).textContent = "";
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = sentence; }); // the same sentence twice is said twice
  clearTimeout(fading);
  fading = setTimeout(() => { place.textContent = ""; }, pressing ? SHOWN_LONGER_MS : SHOWN_MS);
}

/** “Speaker 2” for a number, a name as it is, and a word for nobody. */
export function nameOf(speaker) {
  if (/^[1-9]$/.test(speaker)) return say("speaker_number", { number: speaker });
  return speaker || say("speaker_nobody");
}

/** 75_500 → "1:15", with `exact` "1:15.500", as the forms of the archive understand it. */
export function clock(ms, exact = false) {
  const whole = Math.max(0, Math.round(ms));
  const [hours, minutes, seconds] = [Math.floor(whole / 3_600_000), Math.floor(whole / 60_000) % 60, Math.floor(whole / 1000) % 60];
  const two = (number) => String(number).padStart(2, "0");
  const shown = hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
  return exact ? `${shown}.${String(whole % 1000).padStart(3, "0")}` : shown;
}

/** "1:15.5" → 75_500; null for what is no time. */
export function millisecondsOf(text) {
  const found = /^(?:(?:(\d+):)?(\d+):)?(\d+)(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (!found) return null;
  const [, hours = 0, minutes = 0, seconds, fraction = "0"] = found;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, "0"));
}
