// One row: what the page says of a segment, and how it is drawn anew when that changes.
import { clock, desk, nameOf, say } from "./said.js";
import { decoded, doubtOf, placed, surviving } from "./words.js";

const model = document.querySelector("#desk-row");

export class Row {
  /** What the person at the desk wrote and the archive does not hold yet; null where there is no such thing. */
  #draft = null;
  #words = null;
  #alive = false;
  #facts = null;

  /** From a row of the page. Of 1,500 rows few are ever looked at: what stands in it is read when it is asked for. */
  constructor(element) {
    this.element = element;
    this.id = Number(element.dataset.row);
  }

  /** From a row of an answer. */
  static from(facts) {
    const made = new Row(model.content.firstElementChild.cloneNode(true));
    made.become(facts);
    return made;
  }

  get version() { return Number(this.element.dataset.version); }
  get start() { return Number(this.element.dataset.start); }
  get end() { return Number(this.element.dataset.end); }
  get state() { return this.element.dataset.state; }
  get speaker() { return this.element.dataset.speaker ?? ""; }

  get text() { return this.#read.text; }
  get language() { return this.#read.language; }
  get dir() { return this.#read.dir; }
  get doubts() { return this.#read.doubts; }
  get reasons() { return this.#read.reasons; }
  get redacted() { return this.#read.redacted; }
  get kept() { return this.#read.kept; }
  get by() { return this.#read.by; }

  get words() {
    this.#words ??= decoded(this.text, this.element.dataset.words ?? "", this.start);
    return this.#words;
  }

  become({ id, version, start_ms: start, end_ms: end, text, words, speaker, language, dir, state, doubts, reasons, by, redacted, kept }) {
    this.id = id;
    Object.assign(this.element.dataset, { row: id, version, start, end, state, speaker });
    this.#facts = {
      text, dir, by, kept, language: language || desk.language, doubts: doubts ?? [], reasons: reasons ?? "", redacted: redacted ?? [],
    };
    this.#words = placed(text, words);
    this.draw();
  }

  get #read() {
    this.#facts ??= factsOf(this.element);
    return this.#facts;
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
    element.classList.toggle("doubtful", this.doubtful);
    element.classList.toggle("kept", Boolean(this.kept));
    const time = element.querySelector(".time");
    time.textContent = clock(this.start);
    time.href = `#s-${this.id}`;
    element.querySelector(".desk-who").textContent = nameOf(this.speaker);
    const [shown, name] = [element.querySelector(".desk-state"), say(`state_${this.state}`)];
    shown.setAttribute("aria-label", name);
    shown.title = this.by ? say("state_by", { state: name, name: this.by }) : name;
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

/** What a row of the page says beside what it says of itself in its attributes. */
function factsOf(element) {
  const { redacted = "", doubts = "", reasons = "" } = element.dataset;
  const said = element.querySelector(".said");
  return {
    text: said.textContent, language: said.lang, dir: said.dir, by: "", reasons, doubts: doubts.split(" ").filter(Boolean),
    kept: element.classList.contains("kept"),
    redacted: redacted.split(";").filter(Boolean).map((span) => span.split(",").map(Number)),
  };
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
