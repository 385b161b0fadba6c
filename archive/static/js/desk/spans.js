// The sheets that concern a span of the sound: keeping it back, who speaks in it, and the times of a row.
import { clock, millisecondsOf, say, tell } from "./said.js";

/** A sheet with two times, which can be heard; `send(form, from, until)` answers as doors.js does, `done` says what was done. */
export class SpanSheet {
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

export function sheets({ outbox, sound, people }) {
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
  const speaker = new SpanSheet(dialog("speaker-sheet"), sound, {
    done: "span_assigned",
    send: (form, start_ms, end_ms) => outbox.ask("speaker/", () => ({
      segments: [], start_ms, end_ms, speaker: form.elements.speaker.value,
    })),
  });
  return {
    speakerSpan: (row) => {
      people.offer(speaker.form.elements.speaker);
      speaker.open(row, [row.start, row.end]);
    },
    redact: (row, span) => redact.open(row, span),
    times: (row) => times.open(row, [row.start, row.end]),
  };
}
