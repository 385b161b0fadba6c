// How it stands: what is saved and what still waits in this browser, how far the transcript is, what is amiss in a row.
import { say } from "./said.js";

export class Standing {
  #rows; #outbox; #hand;
  #saved = document.querySelector("[data-saved]"); #line = document.querySelector("[data-line]"); #progress = document.querySelector("[data-done]");

  constructor(rows, outbox, hand) {
    [this.#rows, this.#outbox, this.#hand] = [rows, outbox, hand];
    outbox.addEventListener("state", () => this.#stands());
    outbox.addEventListener("refused", ({ detail }) => this.#amiss(detail));
    outbox.addEventListener("settled", () => this.#stands());
    rows.addEventListener("counted", () => this.#count());
    addEventListener("beforeunload", (event) => {
      if (outbox.volatile && outbox.strokes.length) event.preventDefault();
    });
    this.#stands();
    this.#count();
  }

  #stands() {
    const { state, strokes, volatile } = this.#outbox;
    this.#saved.dataset.saved = state;
    this.#saved.textContent = say(`saved_${state}`);
    const amiss = state === "no_line" || state === "signed_out" || state === "gone";
    const told = amiss ? say(volatile ? `line_${state}_volatile` : `line_${state}`, { count: strokes.length }) : "";
    const sentence = this.#line.querySelector("[data-line-sentence]");
    if (sentence.textContent !== told) sentence.textContent = told;
    this.#line.hidden = !amiss;
    this.#line.querySelector("[data-log-in]").hidden = state !== "signed_out";
  }

  /** What the archive would not take stays in the row, with the reason, until it is mended. */
  #amiss({ stroke, error }) {
    const row = this.#rows.byId.get(stroke.segment);
    if (!row || stroke.kind !== "write") return;
    row.element.querySelector(".amiss")?.remove();
    row.element.append(Object.assign(document.createElement("p"), { className: "amiss", textContent: error, dir: document.documentElement.dir }));
    const cleared = () => {
      if (this.#outbox.strokes.includes(stroke) && stroke.refused) return;
      row.element.querySelector(".amiss")?.remove();
      this.#outbox.removeEventListener("state", cleared);
    };
    this.#outbox.addEventListener("state", cleared);
  }

  #count() {
    const all = this.#rows.all;
    const done = all.filter((row) => row.state !== "machine").length;
    const [bar, told] = [this.#progress.querySelector("progress"), this.#progress.querySelector("[data-done-told]")];
    [bar.max, bar.value] = [all.length || 1, done];
    told.textContent = say("looked_after", { done, all: all.length });
  }
}
