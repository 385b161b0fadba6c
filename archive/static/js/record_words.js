// The recorder's sentences, in the language of the page, and how it writes times, sizes and days.
const said = JSON.parse(document.querySelector("#said").textContent);
const language = document.documentElement.lang;

/** The sentence of that name; `{…}` in it is filled with what is given. */
export function say(name, filled = {}) {
  return said[name].replace(/\{(\w+)\}/g, (whole, key) => filled[key] ?? whole);
}

/** 0:07, 12:30, 1:02:03. */
export function clock(ms) {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** About how long, in words: hours from two hours on, minutes below. */
export function roughly(ms) {
  const minutes = Math.floor(ms / 60_000);
  return minutes < 120 ? unit(minutes, "minute") : unit(Math.floor(minutes / 60), "hour");
}

export function size(bytes) {
  return bytes < 1e6 ? unit(bytes / 1e3, "kilobyte", "short") : unit(bytes / 1e6, "megabyte", "short", bytes < 1e7 ? 1 : 0);
}

export const percent = (share) => new Intl.NumberFormat(language, { style: "percent" }).format(share);

export const day = (at) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(at);

function unit(number, name, unitDisplay = "long", maximumFractionDigits = 0) {
  return new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay, maximumFractionDigits }).format(number);
}
