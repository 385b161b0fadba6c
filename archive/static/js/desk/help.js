// The help sheet: every key of the desk, and the way to another one.
import * as keys from "./keys.js";
import { say } from "./said.js";

const PARTS = ["sound", "words", "speakers", "desk"];

export class Help {
  #dialog = document.querySelector("[data-help]"); #waiting = null;

  constructor() {
    this.#dialog.addEventListener("keydown", (event) => this.#pressed(event), true);
    this.#dialog.addEventListener("close", () => this.#stop());
    this.#dialog.querySelector("[data-reset]").addEventListener("click", () => {
      keys.reset();
      this.#draw();
      this.#told(say("keys_reset"));
    });
  }

  open() {
    this.#draw();
    this.#told("");
    this.#dialog.showModal();
  }

  #draw() {
    for (const part of PARTS) {
      const lines = Object.keys(keys.DEFAULTS).filter((command) => command.startsWith(`${part}.`)).map((command) => this.#line(command));
      this.#dialog.querySelector(`[data-part="${part}"]`).replaceChildren(...lines);
    }
  }

  #line(command) {
    const name = say(`key_${command}`);
    const line = document.createElement("tr");
    const head = Object.assign(document.createElement("th"), { scope: "row", textContent: name });
    const key = Object.assign(document.createElement("kbd"), { textContent: keys.shownAs(keys.keyOf(command)), dir: "ltr" });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button small quiet", textContent: say("key_change") });
    button.setAttribute("aria-label", say("key_change_of", { command: name }));
    button.addEventListener("click", () => {
      this.#stop();
      this.#waiting = { command, button, key };
      key.textContent = say("key_press");
      this.#told(say("key_press_for", { command: name }));
    });
    const cells = [key, button].map((inside) => {
      const cell = document.createElement("td");
      cell.append(inside);
      return cell;
    });
    line.append(head, ...cells);
    return line;
  }

  #pressed(event) {
    if (!this.#waiting || event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    const name = keys.nameOf(event);
    if (event.key === "Escape") return this.#stop();
    if (!name) return undefined;
    const { command, key } = this.#waiting;
    const fault = keys.faultOf(command, name);
    if (fault) {
      const [sentence, { command: other }] = fault;
      return this.#told(say(sentence, { key: keys.shownAs(name), command: other ? say(`key_${other}`) : "" }));
    }
    keys.change(command, name);
    this.#waiting = null;
    key.textContent = keys.shownAs(name);
    return this.#told(say("key_changed", { command: say(`key_${command}`), key: keys.shownAs(name) }));
  }

  #stop() {
    if (!this.#waiting) return;
    this.#waiting.key.textContent = keys.shownAs(keys.keyOf(this.#waiting.command));
    this.#waiting = null;
  }

  #told(sentence) {
    this.#dialog.querySelector("[data-help-told]").textContent = sentence;
  }
}
