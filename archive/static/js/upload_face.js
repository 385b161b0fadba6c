// How one file of the form looks: its name, its bar, its sentence, and the buttons that mean something just now.
import { bytes, day, duration, percent } from "./upload_numbers.js";

const SAID_EVERY_MS = 250;
const BUTTONS = {
  pause: ["queued", "sending", "waiting", "busy"],
  "go-on": ["paused", "permission", "gone", "signed-out", "quota", "refused"],
  choose: ["missing", "unreadable"],
  "log-in": ["signed-out"],
};
const NAMED = ["pause", "go-on", "choose", "remove", "up", "down"];

/** The element of one row. `parts` are the elements in it by the names that the template gives them. */
export class Face {
  parts = {};
  #words;
  #known;
  #saidAt = 0;

  constructor(known, { template, words }, id) {
    this.#words = words;
    this.#known = known;
    this.element = template.content.firstElementChild.cloneNode(true);
    const parts = this.parts;
    for (const part of this.element.querySelectorAll("*")) {
      for (const { name } of part.attributes) if (name.startsWith("data-")) parts[name.slice(5)] = part;
    }
    parts.bar = this.element.querySelector("progress");
    parts.name.textContent = known.name;
    parts.size.textContent = bytes(known.size);
    parts.bar.setAttribute("aria-label", this.word("progress"));
    for (const name of NAMED) parts[name].setAttribute("aria-label", this.word(name));
    const title = parts["own-title"];
    if (title) title.querySelector("input").id = title.querySelector("label").htmlFor = `own-title-${id}`;
  }

  /** Show a row as it stands. While it is being sent, four times a second is enough. */
  draw(row, { soon = false } = {}) {
    if (soon && performance.now() - this.#saidAt < SAID_EVERY_MS) return;
    this.#saidAt = performance.now();
    const { parts } = this;
    const share = this.#known.size ? row.sentBytes / this.#known.size : Number(row.arrived);
    this.element.dataset.state = row.state;
    parts.bar.value = 100 * share;
    parts.percent.textContent = percent(share);
    parts.sentence.textContent = this.#sentence(row);
    parts.digest.hidden = !row.arrived;
    parts.address.value = row.arrived ? row.address : "";
    parts.address.disabled = !row.arrived;
    for (const [name, states] of Object.entries(BUTTONS)) parts[name].hidden = !states.includes(row.state);
    parts["go-on"].hidden ||= row.state !== "permission" && !row.file;
    parts.remove.hidden = !row.belongs;
  }

  showDigest(sha256, agreed) {
    this.parts.hex.textContent = sha256;
    this.parts["digest-said"].textContent = this.#words[agreed ? "agreed" : "counted"];
  }

  titled(own) {
    const part = this.parts["own-title"];
    if (!part) return;
    part.hidden = !own;
    const field = part.querySelector("input");
    field.disabled = !own;
    field.required = own;
  }

  say(key, more) {
    this.parts.sentence.textContent = this.word(key, more);
  }

  word(key, more = {}) {
    const date = this.#known.expires ? day(new Date(this.#known.expires)) : "";
    const about = { name: `\u2068${this.#known.name}\u2069`, date, reason: "", ...more };
    return this.#words[key].replace(/\{(\w+)\}/g, (all, name) => about[name] ?? all);
  }

  #sentence({ state, reason, perSecond, sentBytes }) {
    if (state === "busy" && reason) return reason;
    if (state !== "sending") return this.word(state, { reason });
    if (!perSecond) return this.word("beginning");
    return this.word("sending", { speed: bytes(perSecond), rest: duration((this.#known.size - sentBytes) / perSecond) });
  }
}
