// Who speaks: nine names under nine keys, and the sheet on which a name is changed for all that they say.
import { desk, nameOf, say, tell } from "./said.js";

export class People {
  #names = [...desk.speakers]; #dialog; #rows; #outbox;

  constructor(rows, outbox) {
    [this.#rows, this.#outbox] = [rows, outbox];
    this.#dialog = document.querySelector("[data-speakers]");
    for (const list of document.querySelectorAll("[data-legend]")) list.hidden = false;
    this.#dialog.querySelector("form").addEventListener("submit", (event) => this.#submitted(event));
    rows.addEventListener("counted", () => this.draw());
    this.draw();
  }

  /** The name under a key, 1 to 9. */
  at(number) {
    return this.#names[number - 1] ?? String(number);
  }

  open() {
    const list = this.#dialog.querySelector("[data-names]");
    list.replaceChildren(...Array.from({ length: 9 }, (_, index) => this.#line(index + 1)));
    this.#fault("");
    this.#dialog.showModal();
    list.querySelector("input").focus();
  }

  /** Puts the nine into a field for choosing. */
  offer(field) {
    const before = field.value;
    field.replaceChildren(...Array.from({ length: 9 }, (_, index) => {
      const name = this.at(index + 1);
      return Object.assign(document.createElement("option"), { value: name, textContent: `${index + 1} · ${nameOf(name)}` });
    }));
    if ([...field.options].some((one) => one.value === before)) field.value = before;
  }

  /** The names that somebody speaks under here, beside the list. */
  draw() {
    const spoken = new Set(this.#rows.all.map((row) => row.speaker));
    for (const list of document.querySelectorAll("[data-legend] ol")) {
      const shown = this.#names.map((name, index) => [name, index + 1]).filter(([name, key]) => name && (spoken.has(name) || key <= desk.speakers.length));
      list.replaceChildren(...shown.map(([name, key]) => {
        const item = document.createElement("li");
        const button = Object.assign(document.createElement("button"), { type: "button", className: "button small speaker-key" });
        button.dataset.command = `speakers.${key}`;
        button.append(Object.assign(document.createElement("kbd"), { textContent: key }), " ", Object.assign(document.createElement("bdi"), { textContent: nameOf(name) }));
        item.append(button);
        return item;
      }));
    }
  }

  #line(number) {
    const item = document.createElement("li");
    const label = document.createElement("label");
    const field = Object.assign(document.createElement("input"), { type: "text", maxLength: 60, dir: "auto", autocomplete: "off" });
    field.value = nameOf(this.at(number)) === this.at(number) ? this.at(number) : "";
    field.placeholder = nameOf(this.at(number));
    field.dataset.number = number;
    label.append(Object.assign(document.createElement("kbd"), { textContent: number }), Object.assign(document.createElement("span"), { className: "unseen", textContent: say("speaker_number", { number }) }), field);
    item.append(label);
    return item;
  }

  async #submitted(event) {
    event.preventDefault();
    for (const field of this.#dialog.querySelectorAll("[data-names] input")) {
      const number = Number(field.dataset.number);
      const [old, now] = [this.at(number), field.value.trim()];
      if (!now || now === old) continue;
      if (this.#rows.all.some((row) => row.speaker === old)) {
        const answer = await this.#outbox.ask("speakers/", () => ({ old, new: now }));
        if (answer.kind !== "done") return this.#fault(answer.error ?? say(`not_${answer.kind}`));
      }
      while (this.#names.length < number) this.#names.push(String(this.#names.length + 1));
      this.#names[number - 1] = now;
    }
    this.draw();
    this.#dialog.close();
    tell(say("speakers_kept"));
    return undefined;
  }

  #fault(sentence) {
    const place = this.#dialog.querySelector("[data-fault]");
    [place.textContent, place.hidden] = [sentence, !sentence];
  }
}
