// Sizes, speeds and times of an upload, in the language of the page.
const OVER_MS = 8_000;
const TOO_EARLY_MS = 700;
const LANGUAGE = document.documentElement.lang;

export function bytes(number) {
  const [unit, size] = number < 1e6 ? ["kilobyte", 1e3] : number < 1e9 ? ["megabyte", 1e6] : ["gigabyte", 1e9];
  const maximumFractionDigits = unit === "kilobyte" ? 0 : 1;
  return new Intl.NumberFormat(LANGUAGE, { style: "unit", unit, maximumFractionDigits }).format(number / size);
}

export function duration(seconds) {
  const [unit, size] = seconds < 90 ? ["second", 1] : seconds < 5400 ? ["minute", 60] : ["hour", 3600];
  const maximumFractionDigits = unit === "hour" ? 1 : 0;
  const number = unit === "hour" ? seconds / size : Math.ceil(seconds / size);
  return new Intl.NumberFormat(LANGUAGE, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits }).format(number);
}

export function percent(share) {
  return new Intl.NumberFormat(LANGUAGE, { style: "percent" }).format(Math.floor(100 * share) / 100);
}

export function day(date) {
  return new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "long" }).format(date);
}

/** How fast it went lately: `note(bytes)` says how many have gone by now; `perSecond` is 0 as long as nobody can say. */
export class Speed {
  #seen = [];

  note(sentBytes) {
    const now = performance.now();
    const last = this.#seen.at(-1);
    if (last && sentBytes < last[1]) this.#seen = [];
    this.#seen.push([now, sentBytes]);
    while (this.#seen.length > 2 && now - this.#seen[0][0] > OVER_MS) this.#seen.shift();
  }

  get perSecond() {
    if (this.#seen.length < 2) return 0;
    const [[began, first], [ended, last]] = [this.#seen[0], this.#seen.at(-1)];
    return ended - began < TOO_EARLY_MS ? 0 : (1000 * (last - first)) / (ended - began);
  }

  forget() {
    this.#seen = [];
  }
}
