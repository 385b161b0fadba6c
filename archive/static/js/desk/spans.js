// The sheets that concern a span of the sound: keeping it back, a passage that begins there, the times of a row.
import { clock, millisecondsOf, say, tell } from "./said.js";

/** A sheet with two times, which can be heard; `send(form, from, until)` answers as doors.js does, `done` says what was done. */
class SpanSheet {
  #sound; #row = null;

  constructor(dialog, sound, { send, done }) {
    this.dialog = dialog;
    this.form = dialog.querySelector("form");
    this.#sound = sound;
    const hear = dialog.querySelector("[data-hear]");
    hear.hidden = !sound.is;
    hear.addEventListener("click", () => {
      const span = this.#span();
      if (span) sound.from(span[0], { until: span[1] });
    });
    for (const button of dialog.querySelectorAll("[data-now]")) {
      button.hidden = !sound.is;
      button.addEventListener("click", () => { this.form.elements[button.dataset.now].value = clock(sound.at, true); });
    }
    this.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const span = this.#span();
      if (!span) return this.#fault(say("times_wrong"));
      const answer = await send(this.form, ...span, this.#row);
      if (answer.kind !== "done") return this.#fault(answer.error ?? say(`not_${answer.kind}`));
      dialog.close();
      tell(say(done));
      return undefined;
    });
  }

  open(row, [from, until]) {
    this.#row = row;
    this.#fault("");
    this.form.elements.start_ms.value = clock(from, true);
    this.form.elements.end_ms.value = clock(until, true);
    this.dialog.showModal();
  }

  #span() {
    const [from, until] = [this.form.elements.start_ms, this.form.elements.end_ms].map((field) => millisecondsOf(field.value));
    return from !== null && until !== null && until > from ? [from, until] : null;
  }

  #fault(sentence) {
    const place = this.dialog.querySelector("[data-fault]");
    [place.textContent, place.hidden] = [sentence, !sentence];
  }
}

export function sheets({ rows, outbox, sound }) {
  const dialog = (name) => document.querySelector(`[data-${name}]`);
  const redact = new SpanSheet(dialog("redact-sheet"), sound, {
    done: "redacted",
    send: (form, start_ms, end_ms) => outbox.ask("redact/", () => ({
      start_ms, end_ms, reason: form.elements.reason.value, open_to: form.elements.open_to.value, note: form.elements.note.value,
    })),
  });
  const times = new SpanSheet(dialog("times-sheet"), sound, {
    done: "timed",
    send: (form, start_ms, end_ms, row) => outbox.ask(`segments/${row.id}/times/`, () => ({ version: row.version, start_ms, end_ms }), [row]),
  });
  const passage = new SpanSheet(dialog("passage-sheet"), sound, {
    done: "passage_made",
    send: async (form, start_ms, end_ms) => {
      const { title, synopsis, language } = form.elements;
      const countries = form.elements.country.value ? [[form.elements.country.value, form.elements.role.value]] : [];
      const [themes, articles] = ["themes", "articles"].map((name) => [...form.querySelectorAll(`[name=${name}]:checked`)].map((box) => box.value));
      const answer = await outbox.ask("passages/", () => ({
        start_ms, end_ms, themes, countries, articles: articles.map(Number),
        titles: { [language.value]: title.value }, synopsis: synopsis.value ? { [language.value]: synopsis.value } : {},
      }));
      if (answer.kind === "done") listPassage(start_ms, title.value, language.value);
      if (answer.kind === "done") form.reset();
      return answer;
    },
  });
  return {
    redact: (row, span) => redact.open(row, span),
    times: (row) => times.open(row, [row.start, row.end]),
    passage: (row) => passage.open(row, [row.start, endOfPassage(row)]),
  };

  /** Until the next passage begins, else until the last words end. */
  function endOfPassage(row) {
    const begins = [...document.querySelectorAll("[data-passages] [data-from]")].map((one) => Number(one.dataset.from));
    return begins.sort((one, other) => one - other).find((from) => from > row.start) ?? rows.all.at(-1).end;
  }
}

function listPassage(from, title, language) {
  const list = document.querySelector("[data-passages] ol");
  const item = document.createElement("li");
  item.dataset.from = from;
  const time = Object.assign(document.createElement("span"), { className: "clock soft", textContent: clock(from) });
  item.append(time, " ", Object.assign(document.createElement("span"), { textContent: title, lang: language, dir: "auto" }));
  list.insertBefore(item, [...list.children].find((one) => Number(one.dataset.from) > from) ?? null);
  document.querySelector("[data-passages]").hidden = false;
}
