// Passages: the list beside the words, the sheet on which one begins, and what the archive suggests.
import { get } from "./doors.js";
import { clock, desk, say } from "./said.js";
import { SpanSheet } from "./spans.js";

export class Passages {
  #sheet; #rows; #sound; #list = document.querySelector("[data-passages] ol"); #form; #suggested;

  constructor(rows, outbox, sound) {
    [this.#rows, this.#sound] = [rows, sound];
    const dialog = document.querySelector("[data-passage-sheet]");
    this.#form = dialog.querySelector("form");
    this.#sheet = new SpanSheet(dialog, sound, {
      done: "passage_made",
      send: async (form, from, until) => {
        const answer = await outbox.ask("passages/", () => wish(form, from, until));
        if (answer.kind === "done") this.#show(answer.passages);
        if (answer.kind === "done") form.reset();
        return answer;
      },
    });
    this.#suggested = dialog.querySelector("[data-suggested]");
    this.#suggested.addEventListener("toggle", () => { if (this.#suggested.open) this.#suggest(); });
    this.#list.addEventListener("click", (event) => {
      const from = event.target.closest("[data-from]")?.dataset.from;
      if (from && !event.target.closest("a")) sound.from(Number(from));
    });
  }

  open(row) {
    this.#suggested.open = false;
    this.#sheet.open(row, [row.start, this.#endOf(row)]);
  }

  /** As the archive has them now: after an undo, and when others made one. */
  async refresh() {
    const answer = await get("passages.json");
    if (answer.kind === "done") this.#show(answer.passages);
  }

  /** Until the next passage begins, else until the last words end. */
  #endOf(row) {
    const begins = [...this.#list.querySelectorAll("[data-from]")].map((one) => Number(one.dataset.from));
    return begins.sort((one, other) => one - other).find((from) => from > row.start) ?? this.#rows.all.at(-1).end;
  }

  #show(passages) {
    const language = document.documentElement.lang;
    this.#list.replaceChildren(...passages.map((one) => {
      const tag = language in one.titles ? language : Object.keys(one.titles)[0];
      return line(one.start_ms, one.titles[tag] ?? "", tag ?? "");
    }));
  }

  async #suggest() {
    const place = this.#suggested.querySelector("ol");
    const answer = await get("passages/suggestions/");
    const some = answer.kind === "done" ? answer.suggestions : [];
    place.replaceChildren(...some.map((one) => {
      const item = document.createElement("li");
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button small" });
      const times = Object.assign(document.createElement("bdi"), { textContent: `${clock(one.start_ms)}–${clock(one.end_ms)}`, dir: "ltr" });
      button.append(times, " ", [...one.themes, ...one.countries].map(([, label]) => label).join(", "));
      button.addEventListener("click", () => this.#fill(one));
      item.append(button);
      return item;
    }));
    if (!some.length) place.replaceChildren(Object.assign(document.createElement("li"), { textContent: say("no_suggestion") }));
  }

  #fill({ start_ms: from, end_ms: until, themes, countries }) {
    this.#form.elements.start_ms.value = clock(from, true);
    this.#form.elements.end_ms.value = clock(until, true);
    const wanted = new Set(themes.map(([slug]) => slug));
    for (const box of this.#form.querySelectorAll("[name=themes]")) box.checked = wanted.has(box.value);
    this.#form.elements.country.value = countries[0]?.[0] ?? "";
    this.#form.elements.title.focus();
    if (this.#sound.paused) this.#sound.from(from, { until: Math.min(until, from + 8_000) });
  }
}

function wish(form, start_ms, end_ms) {
  const { title, synopsis, language, country, role, first_year: first, last_year: last } = form.elements;
  const ticked = (name) => [...form.querySelectorAll(`[name=${name}]:checked`)].map((box) => box.value);
  return {
    start_ms, end_ms, themes: ticked("themes"), articles: ticked("articles").map(Number),
    countries: country.value ? [[country.value, role.value]] : [],
    years: first.value ? [Number(first.value), Number(last.value || first.value)] : null,
    titles: { [language.value]: title.value }, synopsis: synopsis.value ? { [language.value]: synopsis.value } : {},
  };
}

function line(from, title, language) {
  const item = document.createElement("li");
  item.dataset.from = from;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "clock time", textContent: clock(from) });
  button.setAttribute("aria-label", say("passage_play", { time: clock(from) }));
  item.append(desk.audible ? button : clock(from), " ", Object.assign(document.createElement("span"), { textContent: title, lang: language, dir: "auto" }));
  return item;
}
