// All rows of the transcript in order, and what an answer of the archive changes in them.
import { Row } from "./row.js";

export class Rows extends EventTarget {
  #all; #starts = null; #list;

  constructor(list) {
    super();
    this.#list = list;
    this.#all = Array.from(list.querySelectorAll(".desk-row"), (element) => new Row(element));
    this.byId = new Map(this.#all.map((row) => [row.id, row]));
    this.byElement = new WeakMap(this.#all.map((row) => [row.element, row]));
  }

  get all() {
    return this.#all;
  }

  of(element) {
    return this.byElement.get(element?.closest("[data-row]")) ?? null;
  }

  indexOf(row) {
    return this.#all.indexOf(row);
  }

  after(row, steps = 1) {
    return this.#all[this.indexOf(row) + steps] ?? null;
  }

  /** The row that is heard at a moment, in ms: the last that began. */
  at(ms) {
    this.#starts ??= this.#all.map((row) => row.start);
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle] <= ms) low = middle + 1;
      else high = middle;
    }
    return this.#all[low - 1] ?? null;
  }

  /** Take over what the archive answered. `but`: a row's number → whether it must stay as it is (somebody types in it). */
  take({ segments = [], removed = [] }, but = () => false) {
    const changed = [];
    for (const id of removed) this.#remove(id);
    for (const facts of segments) {
      const row = this.byId.get(facts.id);
      if (row && (row.version > facts.version || but(row, facts))) continue;
      if (row) this.#change(row, facts);
      else this.#insert(Row.from(facts));
      changed.push(this.byId.get(facts.id));
    }
    this.#starts = null;
    for (const row of changed) this.#speakers(row);
    for (const row of changed) this.dispatchEvent(new CustomEvent("changed", { detail: row }));
    if (changed.length || removed.length) this.dispatchEvent(new Event("counted"));
    return changed;
  }

  #change(row, facts) {
    const moved = row.start !== facts.start_ms;
    row.become(facts);
    if (!moved) return;
    this.#all.splice(this.indexOf(row), 1);
    this.#insert(row);
  }

  #insert(row) {
    const index = this.#all.findIndex((one) => one.start > row.start || (one.start === row.start && one.id > row.id));
    const at = index < 0 ? this.#all.length : index;
    const before = this.#all[at - 1]?.element;
    if (before) before.after(row.element);
    else this.#list.firstElementChild.prepend(row.element);
    this.#all.splice(at, 0, row);
    this.byId.set(row.id, row);
    this.byElement.set(row.element, row);
  }

  #remove(id) {
    const row = this.byId.get(id);
    if (!row) return;
    const next = this.after(row);
    this.dispatchEvent(new CustomEvent("removing", { detail: row }));
    this.#all.splice(this.indexOf(row), 1);
    this.byId.delete(id);
    row.element.remove();
    if (next) this.#speakers(next);
  }

  /** A speaker is named where they begin to speak. */
  #speakers(row) {
    for (const one of [row, this.after(row)]) {
      const before = one && this.after(one, -1);
      one?.element.classList.toggle("goes-on", Boolean(before) && before.speaker === one.speaker);
    }
  }
}
