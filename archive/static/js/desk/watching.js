// What others finish meanwhile appears by itself: asked for every few seconds, calmly.
import { get } from "./doors.js";
import { clock, desk, say, tell } from "./said.js";

const EVERY_MS = 4_000;
const AT_REST_MS = 30_000;
const LEFT_MS = 15 * 60_000; // nobody touched the desk for so long: it asks no more, so that the session may end by itself

export class Watching {
  #rows; #outbox; #passages; #last = desk.last; #timer = null; #at = performance.now();

  constructor(rows, outbox, passages) {
    [this.#rows, this.#outbox, this.#passages] = [rows, outbox, passages];
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.#touched(true); });
    for (const name of ["keydown", "pointerdown"]) addEventListener(name, () => this.#touched(), { passive: true });
    outbox.addEventListener("conflict", () => this.ask());
    this.#later();
  }

  async ask() {
    clearTimeout(this.#timer);
    const answer = await get(`changes/?since=${this.#last}`);
    if (answer.kind === "done") {
      if (!desk.writable && !answer.writing) location.reload();
      if (answer.last > this.#last && !answer.segments.length) this.#passages.refresh();
      this.#last = answer.last;
      this.#take(answer);
      if (this.#outbox.state === "no_line") this.#outbox.flush();
    }
    if (answer.kind !== "gone") this.#later();
  }

  #take(answer) {
    const before = new Map(answer.segments.map((one) => [one.id, this.#rows.byId.get(one.id)?.version ?? 0]));
    const changed = this.#rows.take(answer, (row, facts) => {
      if (row.draft === null || facts.version <= row.version) return false;
      row.later = facts; // what is being typed there is not taken away; the archive will say that it is outdated
      return true;
    });
    const others = changed.filter((row) => row.version > before.get(row.id) && row.by && row.by !== desk.name);
    for (const row of others) {
      row.element.classList.remove("just-changed");
      requestAnimationFrame(() => row.element.classList.add("just-changed"));
    }
    if (others.length === 1) tell(say("other_changed", { name: others[0].by, time: clock(others[0].start) }));
    if (others.length > 1) tell(say("others_changed", { count: others.length }));
  }

  #touched(now = false) {
    const left = performance.now() - this.#at > LEFT_MS;
    this.#at = performance.now();
    if (left || now) this.ask();
  }

  #later() {
    if (performance.now() - this.#at > LEFT_MS && document.querySelector("audio")?.paused !== false) return;
    this.#timer = setTimeout(() => this.ask(), document.hidden ? AT_REST_MS : EVERY_MS);
  }
}
