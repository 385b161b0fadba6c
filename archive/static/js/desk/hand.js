// The row in hand: a plain text field over a picture of the same words.
//
// A textarea, because the browser itself then knows caret, selection, input methods, undo and reading direction, and a
// screen reader knows what it is. What a textarea cannot show (the word being heard, doubts) is drawn behind it.
import { clock, nameOf, say } from "./said.js";
import { pieces } from "./row.js";
import { surviving, tidy, wordAt } from "./words.js";

const TYPING_MS = 4_000;

/** Events: "typed" {row, text}, "left" {row}, "taken" {row}. */
export class Hand extends EventTarget {
  row = null;
  #element; #field; #mirror; #words = []; #typedAt = -Infinity;

  constructor(element) {
    super();
    this.#element = element;
    this.#field = element.querySelector("textarea");
    this.#mirror = element.querySelector(".mirror");
    this.#field.addEventListener("input", () => this.#typed());
  }

  get field() {
    return this.#field;
  }

  get hasFocus() {
    return document.activeElement === this.#field;
  }

  /** Whether somebody typed a moment ago: nothing may move under their hands. */
  get isTyping() {
    return this.hasFocus && performance.now() - this.#typedAt < TYPING_MS;
  }

  get words() {
    return this.#words;
  }

  /** The word at the caret. */
  get word() {
    return wordAt(this.#words, this.#field.selectionStart);
  }

  /** From the first word of the selection to its last; of the word at the caret where nothing is selected. In ms. */
  get span() {
    const [from, until] = [this.#field.selectionStart, this.#field.selectionEnd];
    const touched = this.#words.filter((word) => word.from < until && from < word.to);
    const some = touched.length ? touched : [this.word].filter(Boolean);
    if (!some.length) return [this.row.start, this.row.end];
    return [some[0].start, Math.max(some.at(-1).end, some[0].start + 1)];
  }

  /** Take a row in hand. `caret`: a place in the text, [from, until] to select, or nothing to begin at the beginning. */
  take(row, { caret = 0, focus = true } = {}) {
    if (row !== this.row) {
      this.leave();
      this.row = row;
      row.alive = false;
      row.element.classList.add("in-hand");
      row.element.querySelector(".said").after(this.#element);
      this.#element.hidden = false;
      this.refresh();
      this.dispatchEvent(new CustomEvent("taken", { detail: { row } }));
    }
    if (focus) this.#field.focus({ preventScroll: true });
    const [from, until] = Array.isArray(caret) ? caret : [caret, caret];
    this.#field.setSelectionRange(from, until);
  }

  leave() {
    const { row } = this;
    if (!row) return;
    row.element.classList.remove("in-hand");
    this.row = null;
    this.dispatchEvent(new CustomEvent("left", { detail: { row } }));
  }

  /** Show the row as it is now; the caret stays where it was. */
  refresh() {
    const { row } = this;
    const begun = this.hasFocus && tidy(this.#field.value) === row.shown; // the space before the next word stays
    if (this.#field.value !== row.shown && !begun) {
      const [from, until] = [this.#field.selectionStart, this.#field.selectionEnd];
      this.#field.value = row.shown;
      this.#field.setSelectionRange(Math.min(from, row.shown.length), Math.min(until, row.shown.length));
    }
    this.#field.readOnly = Boolean(row.kept); // a part of it is kept from this person too: nobody writes over what they cannot see
    for (const element of [this.#field.parentElement, this.#field, this.#mirror]) [element.lang, element.dir] = [row.language, row.dir];
    this.#field.setAttribute("aria-label", say("words_from", {
      time: clock(row.start), speaker: nameOf(row.speaker), state: say(`state_${row.state}`),
    }));
    this.#draw();
  }

  /** Mark a word as being heard. */
  hear(word) {
    const heard = word && this.#mirror.querySelector(`[data-at="${word.from}"]`);
    const before = this.#mirror.querySelector(".spoken");
    if (heard === before) return;
    before?.classList.remove("spoken");
    heard?.classList.add("spoken");
  }

  #typed() {
    this.#typedAt = performance.now();
    const { value } = this.#field;
    if (/[\r\n]/.test(value)) this.#unbroken();
    const text = this.#field.value;
    this.dispatchEvent(new CustomEvent("typed", { detail: { row: this.row, text } }));
    this.#draw();
  }

  /** A segment is one paragraph: what was pasted over several lines stands in one. */
  #unbroken() {
    const place = this.#field.selectionStart;
    const before = this.#field.value.slice(0, place).replace(/\s*[\r\n]+\s*/g, " ");
    this.#field.value = before + this.#field.value.slice(place).replace(/\s*[\r\n]+\s*/g, " ");
    this.#field.setSelectionRange(before.length, before.length);
  }

  #draw() {
    const text = this.#field.value;
    this.#words = surviving(this.row.words, this.row.text, text);
    this.#mirror.replaceChildren(pieces(text, this.#words, this.row, true), "\u200b");
  }
}
