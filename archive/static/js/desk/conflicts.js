// Two people wrote in one row: both texts stand there, and whoever came second chooses. Nothing is dropped silently.
import { say, tell } from "./said.js";

const model = document.querySelector("#desk-conflict");

export class Conflicts {
  #rows; #outbox; #hand; #panels = new Map(); #count = document.querySelector("[data-conflicts]");

  constructor(rows, outbox, hand) {
    [this.#rows, this.#outbox, this.#hand] = [rows, outbox, hand];
    outbox.addEventListener("conflict", ({ detail }) => this.#show(detail.stroke));
  }

  /** Go to the first one that waits. */
  open() {
    const panel = this.#panels.values().next().value;
    if (!panel) return tell(say("no_conflict"));
    panel.scrollIntoView({ block: "center" });
    return panel.querySelector("textarea").focus();
  }

  #show(stroke) {
    this.#panels.get(stroke.stroke)?.remove();
    const { current } = stroke.conflict;
    const own = current && this.#rows.byId.get(current.id);
    const row = own ?? this.#rows.at(stroke.start + 1) ?? this.#rows.all[0];
    if (!row) return;
    if (own) {
      own.draft = null;
      this.#rows.take({ segments: [current] });
    }
    if (this.#hand.row === row) this.#hand.leave();
    const panel = model.content.firstElementChild.cloneNode(true);
    panel.querySelector("[data-who]").textContent = current ? say("conflict_who", { name: current.by || say("somebody") }) : say("conflict_gone");
    const [theirs, mine] = [panel.querySelector("[data-theirs]"), panel.querySelector("[data-mine]")];
    [theirs.textContent, mine.value] = [row.text, stroke.text];
    for (const element of [theirs, mine]) [element.lang, element.dir] = [row.language, row.dir];
    panel.querySelector("[data-keep-theirs]").addEventListener("click", () => this.#chose(stroke, row, () => this.#outbox.keepTheirs(stroke)));
    panel.querySelector("[data-keep-mine]").addEventListener("click", () => this.#chose(stroke, row, () => this.#outbox.keepMine(stroke, row, mine.value)));
    row.element.append(panel);
    this.#panels.set(stroke.stroke, panel);
    this.#counted();
    tell(say("conflict_told"), true);
  }

  #chose(stroke, row, choice) {
    const panel = this.#panels.get(stroke.stroke);
    this.#panels.delete(stroke.stroke);
    panel.remove();
    choice();
    this.#counted();
    this.#hand.take(row);
    tell(say("conflict_chosen"));
  }

  #counted() {
    this.#count.hidden = !this.#panels.size;
    this.#count.textContent = say("conflicts", { count: this.#panels.size });
  }
}
