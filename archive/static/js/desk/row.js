// One row: what the page says of a segment, and how it is drawn anew when that changes.
import { clock, desk, nameOf, say } from "./said.js";
import { decoded, doubtOf, placed, surviving } from "./words.js";

const model = document.querySelector("#desk-row");

export class Row {
  /** What the person at the desk wrote and the archive does not hold yet; null where there is no such thing. */
  #draft = null;
  #words = null;
  #alive = false;

  /** From a row of the page. */
  static of(element) {
    const { row, version, start, end, state, speaker = "", redacted = "", doubts = "", reasons = "" } = element.dataset;
    const said = element.querySelector(".said");
    const made = new Row();
    Object.assign(made, {
      element, id: Number(row), version: Number(version), start: Number(start), end: Number(end), state, speaker,
      text: said.textContent, language: said.lang, dir: said.dir, by: "", reasons, doubts: doubts.split(" ").filter(Boolean),
      kept: element.classList.contains("kept"),
      redacted: redacted.split(";").filter(Boolean).map((span) => span.split(",").map(Number)),
    });
    return made;
  }

  /** From a row of an answer. */
  static from(facts) {
    const made = new Row();
    made.element = model.content.firstElementChild.cloneNode(true);
    made.become(facts);
    return made;
  }

  get words() {
    this.#words ??= decoded(this.text, this.element.dataset.words ?? "", this.start);
    return this.#words;
  }

  become({ id, version, start_ms, end_ms, text, words, speaker, language, dir, state, doubts, reasons, by, redacted, kept }) {
    Object.assign(this, { id, version, text, speaker, dir, state, by, kept, start: start_ms, end: end_ms });
    this.language = language || desk.language;
    Object.assign(this, { doubts: doubts ?? [], reasons: reasons ?? "", redacted: redacted ?? [] });
    this.#words = placed(text, words);
    this.draw();
  }

  get doubtful() {
    return this.state === "machine" && this.doubts.length > 0;
  }

  get draft() {
    return this.#draft;
  }

  set draft(text) {
    this.#draft = text;
    this.element.classList.toggle("waiting", text !== null);
    this.#fill();
  }

  /** What is to be read here: the draft, else what the archive holds. */
  get shown() {
    return this.#draft ?? this.text;
  }

  /** Its words with their places in what is shown: those that were changed since have no times yet. */
  get shownWords() {
    return surviving(this.words, this.text, this.shown);
  }

  /** With an element for each word (`alive`), or with as few as can be. */
  set alive(on) {
    if (on === this.#alive) return;
    this.#alive = on;
    this.#fill();
  }

  draw() {
    const { element } = this;
    element.id = `s-${this.id}`;
    Object.assign(element.dataset, {
      row: this.id, version: this.version, start: this.start, end: this.end, state: this.state, speaker: this.speaker,
    });
    element.classList.toggle("doubtful", this.doubtful);
    element.classList.toggle("kept", Boolean(this.kept));
    const time = element.querySelector(".time");
    time.textContent = clock(this.start);
    time.href = `#s-${this.id}`;
    element.querySelector(".desk-who").textContent = nameOf(this.speaker);
    element.querySelector(".desk-state .unseen").textContent = say(`state_${this.state}`);
    element.querySelector(".desk-state").title = this.by ? say("state_by", { state: say(`state_${this.state}`), name: this.by }) : say(`state_${this.state}`);
    const said = element.querySelector(".said");
    [said.lang, said.dir] = [this.language, this.dir];
    this.#fill();
  }

  #fill() {
    this.element.querySelector(".said").replaceChildren(pieces(this.shown, this.shownWords, this, this.#alive));
  }

  /** The element of a word, where the row is alive. */
  elementOf(word) {
    return word && this.element.querySelector(`.said [data-at="${word.from}"]`);
  }
}

/** A text in pieces: marks where words are doubted or kept back; with `each` an element for every word. */
export function pieces(text, words, { state, redacted }, each) {
  const made = document.createDocumentFragment();
  let cursor = 0;
  for (const word of words) {
    const doubt = doubtOf(word, state);
    const kept = redacted.some(([from, until]) => from < word.end && word.start < until);
    if (!each && !doubt && !kept) continue;
    const element = document.createElement(kept ? "mark" : "span");
    element.className = kept ? "word kept-back" : "word";
    if (doubt) element.classList.add("doubted");
    if (doubt) element.dataset.doubt = doubt;
    element.dataset.at = word.from;
    element.textContent = text.slice(word.from, word.to);
    made.append(text.slice(cursor, word.from), element);
    cursor = word.to;
  }
  if (!words.length && redacted.length && text) {
    made.append(Object.assign(document.createElement("mark"), { className: "kept-back", textContent: text }));
    return made;
  }
  made.append(text.slice(cursor));
  return made;
}
