// Find and replace: what would change is shown first, row by row, and a person chooses which of it does.
import { post } from "./doors.js";
import { clock, say, tell } from "./said.js";
import { uuid } from "./outbox.js";

export class Finding {
  #dialog = document.querySelector("[data-find]"); #form; #list; #go; #found = []; #rows; #outbox; #asked = null;

  constructor(rows, outbox) {
    [this.#rows, this.#outbox] = [rows, outbox];
    this.#form = this.#dialog.querySelector("form");
    this.#list = this.#dialog.querySelector("[data-found]");
    this.#go = this.#dialog.querySelector("[data-replace]");
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#preview();
    });
    this.#form.addEventListener("input", () => this.#show([]));
    this.#go.addEventListener("click", () => this.#replace());
    this.#list.addEventListener("change", () => this.#count());
  }

  open(selected = "") {
    if (selected) this.#form.elements.find.value = selected;
    this.#told("");
    this.#show([]);
    this.#dialog.showModal();
    this.#form.elements.find.select();
  }

  get #wish() {
    const { find, replace, whole_words: whole, match_case: cased } = this.#form.elements;
    return { find: find.value, replace: replace.value, whole_words: whole.checked, match_case: cased.checked };
  }

  async #preview() {
    await this.#outbox.flush();
    this.#asked = this.#wish;
    const answer = await post("replace/", { ...this.#asked, preview: true, chosen: [], stroke: uuid() });
    if (answer.kind !== "done") return this.#told(answer.error ?? say(`not_${answer.kind}`));
    this.#show(answer.matches);
    this.#told(answer.matches.length ? say("found", { count: answer.matches.length }) : say("found_nothing"));
    return undefined;
  }

  #show(found) {
    this.#found = found;
    this.#list.replaceChildren(...found.map((one, index) => line(one, index, this.#rows.byId.get(one.id))));
    this.#count();
  }

  #count() {
    const chosen = this.#list.querySelectorAll(":checked").length;
    this.#go.disabled = !chosen;
    this.#go.textContent = say("replace_chosen", { count: chosen });
  }

  async #replace() {
    const chosen = [...this.#list.querySelectorAll(":checked")].map((box) => this.#found[Number(box.value)]);
    const answer = await this.#outbox.ask("replace/", () => ({ ...this.#asked, preview: false, chosen: chosen.map(({ id, version }) => [id, version]) }));
    if (answer.kind !== "done") {
      if (answer.current) this.#rows.take({ segments: [answer.current] }, (row) => row.draft !== null);
      return this.#told(answer.error ?? say(`not_${answer.kind}`));
    }
    this.#dialog.close();
    tell(say("replaced", { count: answer.segments.length }));
    return undefined;
  }

  #told(sentence) {
    this.#dialog.querySelector("[data-find-told]").textContent = sentence;
  }
}

/** A row as it is and as it would be, to be chosen. */
function line({ before, after, start_ms }, index, row) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true, value: index });
  const text = document.createElement("span");
  text.append(Object.assign(document.createElement("span"), { className: "clock soft small", textContent: clock(start_ms ?? row?.start ?? 0) }), " ");
  for (const [name, content] of [["del", before], ["ins", after]]) {
    const element = Object.assign(document.createElement(name), { textContent: content, lang: row?.language ?? "", dir: row?.dir ?? "auto" });
    element.className = "words";
    text.append(element, " ");
  }
  label.append(box, text);
  item.append(label);
  return item;
}
