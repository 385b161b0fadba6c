// On its way to the archive: what was typed, in order, each with the version it was based on and under a stroke of its
// own, so that it may be sent twice. What finds no line waits on the shelf (shelf.js) and is sent later.
import { post } from "./doors.js";
import * as shelf from "./shelf.js";
import { tidy } from "./words.js";

const REST_MS = 1_500; // after so long without a key it is sent
const AT_LAST_MS = 10_000; // and after so long of typing without a rest
const SHELF_MS = 150;
const AGAIN_MS = [1_000, 2_000, 5_000, 10_000, 20_000];
const TRIES_MS = [0, 800, 2_000];

/** Events: "state"; "conflict", "refused", "settled" with a `detail` {stroke, …}. */
export class Outbox extends EventTarget {
  /** saved, typing, sending, no_line, signed_out, gone. */
  state = "saved";
  /** Nothing can be kept in this browser: whoever leaves loses what is on its way. */
  volatile = false;
  strokes = [];
  #rows; #flying = null; #running = null; #again = null; #rest = null; #since = 0; #failures = 0; #shelving = new Map(); #made = 0;

  constructor(rows) {
    super();
    this.#rows = rows;
    rows.addEventListener("removing", ({ detail }) => { detail.draft = null; });
    addEventListener("online", () => this.flush());
    addEventListener("focus", () => { if (this.state === "signed_out") this.flush(); });
    addEventListener("pagehide", () => this.#shelve());
    document.addEventListener("visibilitychange", () => { if (document.hidden) { this.#shelve(); this.flush(); } });
  }

  /** Take up what an earlier visit left here. */
  async open() {
    const left = await shelf.waiting().catch(() => { this.volatile = true; return []; });
    this.strokes.push(...left);
    for (const stroke of left) {
      const row = this.#rows.byId.get(stroke.segment);
      if (stroke.kind === "write" && row) row.draft = stroke.text;
      if (stroke.conflict) this.#emit("conflict", { stroke });
    }
    if (left.length) await this.flush();
    return left.length;
  }

  get inDoubt() {
    return this.strokes.filter((stroke) => stroke.conflict || stroke.refused);
  }

  /** The row's text is now this, as far as the person at the desk goes. */
  write(row, text) {
    let stroke = this.#writing(row.id);
    if (!stroke && tidy(text) === row.text) return this.#undraft(row);
    if (!stroke) {
      stroke = { ...this.#stroke(), kind: "write", door: `segments/${row.id}/`, segment: row.id, version: row.version, start: row.start };
      this.strokes.push(stroke);
    }
    if (tidy(text) === row.text && this.#flying?.segment !== row.id) return this.#drop(stroke);
    delete stroke.refused;
    [stroke.text, row.draft] = [text, text];
    this.#toShelf(stroke);
    this.#since ||= performance.now();
    this.#tell("typing");
    clearTimeout(this.#rest);
    const rest = performance.now() - this.#since > AT_LAST_MS ? 0 : REST_MS;
    this.#rest = setTimeout(() => this.flush(), rest);
  }

  /** Something that needs no answer to go on working: a state, a speaker. It waits like what was typed. */
  act(kind, row, door, body) {
    const stroke = { ...this.#stroke(), kind, door, body, segment: row.id, version: row.version };
    this.strokes.push(stroke);
    this.#toShelf(stroke);
    return this.flush();
  }

  /**
   * Something whose answer is waited for (a split, an undo): as `{kind, …}` of doors.js, or "waiting" where there is no
   * line or where what was typed in `rows` is not through yet. Where nobody knows whether it arrived, it is asked again.
   */
  async ask(door, body, rows = []) {
    await this.flush();
    const stuck = this.strokes.some((one) => one.kind === "write" && rows.some((row) => row.id === one.segment));
    if (stuck || this.state === "no_line" || this.state === "signed_out") return { kind: "waiting" };
    const stroke = { ...this.#stroke(), kind: "act", door, body: body(), segment: null };
    for (const wait of TRIES_MS) {
      await new Promise((after) => { setTimeout(after, wait); });
      const answer = await post(door, { ...stroke.body, stroke: stroke.stroke });
      if (answer.kind === "no_line") continue;
      if (answer.kind === "done") this.#rows.take(answer);
      this.#tell(answer.kind === "signed_out" || answer.kind === "gone" ? answer.kind : "saved");
      return answer;
    }
    this.strokes.push(stroke);
    this.#toShelf(stroke);
    this.#failed("no_line");
    return { kind: "no_line" };
  }

  /** Send all that waits and may be sent; settles when nothing more can be done now. */
  flush() {
    clearTimeout(this.#rest);
    clearTimeout(this.#again);
    this.#since = 0;
    this.#running ??= this.#run().finally(() => { this.#running = null; });
    return this.#running;
  }

  /** A person chose: `text` is to stand, over what stood there when they saw it (`row`). */
  keepMine(stroke, row, text) {
    this.#remove(stroke);
    row.draft = null;
    if (tidy(text) !== row.text) this.write(row, text);
    return this.flush();
  }

  /** A person chose what stands in the archive. */
  keepTheirs(stroke) {
    return this.#drop(stroke);
  }

  async #run() {
    let stroke = this.#next();
    if (!stroke) return this.#settle();
    this.#tell("sending");
    while (stroke) {
      this.#flying = stroke;
      await this.#shelve();
      const answer = await post(stroke.door, bodyOf(stroke));
      this.#flying = null;
      if (!this.#took(stroke, answer)) return undefined;
      stroke = this.#next();
    }
    return this.#settle();
  }

  /** The oldest that may go: not what waits for a person, nor what builds on words that were refused. */
  #next() {
    const stuck = new Set();
    return this.strokes.find((stroke) => {
      if (stroke.refused) stuck.add(stroke.segment);
      return !stroke.conflict && !stroke.refused && !stuck.has(stroke.segment);
    });
  }

  /** Whether the next one may go. */
  #took(stroke, answer) {
    if (["no_line", "signed_out", "gone"].includes(answer.kind)) {
      this.#failed(answer.kind);
      return false;
    }
    this.#failures = 0;
    if (answer.kind === "done") this.#done(stroke, answer);
    else if (answer.kind === "outdated") this.#outdated(stroke, answer);
    else this.#refused(stroke, answer);
    return true;
  }

  #done(stroke, answer) {
    this.#remove(stroke);
    const now = answer.segments.find((one) => one.id === stroke.segment);
    for (const one of this.strokes) {
      if (now && one.segment === stroke.segment && one.version === stroke.version) {
        one.version = now.version;
        this.#toShelf(one);
      }
    }
    const row = this.#rows.byId.get(stroke.segment);
    if (row && stroke.kind === "write" && !this.#writing(row.id)) row.draft = null;
    this.#rows.take(answer);
    this.#emit("settled", { stroke, answer });
  }

  #outdated(stroke, { current, error }) {
    const row = this.#rows.byId.get(stroke.segment);
    if (stroke.kind === "write" && current?.text === tidy(stroke.text)) {
      if (row) row.draft = null;
      this.#remove(stroke);
      this.#rows.take({ segments: [current] });
    } else if (stroke.kind === "write") {
      stroke.conflict = { current };
      this.#toShelf(stroke);
      this.#emit("conflict", { stroke });
    } else {
      this.#remove(stroke);
      if (current) this.#rows.take({ segments: [current] }, (one) => one.draft != null);
      this.#emit("refused", { stroke, error });
    }
  }

  #refused(stroke, { error }) {
    if (stroke.kind === "write") stroke.refused = error;
    else this.#remove(stroke);
    this.#emit("refused", { stroke, error });
  }

  #failed(state) {
    this.#tell(state);
    if (state === "gone") {
      // taken back, or no longer this person's work: its words stay on no device; this page still shows them
      for (const stroke of this.strokes) shelf.forget(stroke).catch(() => {});
      return;
    }
    const wait = AGAIN_MS[Math.min(this.#failures++, AGAIN_MS.length - 1)];
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.flush(), wait);
  }

  #settle() {
    this.#tell(this.strokes.some((one) => !one.conflict && !one.refused) ? "typing" : "saved");
  }

  #drop(stroke) {
    this.#remove(stroke);
    const row = this.#rows.byId.get(stroke.segment);
    if (row && !this.#writing(row.id)) this.#undraft(row, stroke.conflict?.current);
    this.#settle();
  }

  #undraft(row, current = null) {
    row.draft = null;
    const facts = current ?? row.later;
    row.later = null;
    if (facts) this.#rows.take({ segments: [facts] });
    else row.draw();
  }

  #writing(id) {
    return this.strokes.findLast((one) => one.kind === "write" && one.segment === id && !one.conflict && one !== this.#flying);
  }

  #stroke() {
    this.#made = Math.max(Date.now(), this.#made + 1);
    return { stroke: uuid(), made: this.#made };
  }

  #remove(stroke) {
    const index = this.strokes.indexOf(stroke);
    if (index >= 0) this.strokes.splice(index, 1);
    this.#shelving.delete(stroke.stroke);
    shelf.forget(stroke).catch(() => { this.volatile = true; });
  }

  #toShelf(stroke) {
    if (!this.#shelving.size) setTimeout(() => this.#shelve(), SHELF_MS);
    this.#shelving.set(stroke.stroke, stroke);
  }

  #shelve() {
    const some = [...this.#shelving.values()];
    this.#shelving.clear();
    return Promise.all(some.map((one) => shelf.keep(one))).catch(() => { this.volatile = true; });
  }

  #tell(state) {
    if (state === this.state) return;
    this.state = state;
    this.#emit("state", {});
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function bodyOf({ kind, stroke, version, text, body, segment }) {
  if (kind === "write") return { version, text, stroke };
  if (kind === "state") return { ...body, version, stroke };
  if (kind === "speaker") return { ...body, segments: [[segment, version]], stroke };
  return { ...body, stroke };
}

/** A random UUID, also where the page is not served over a secure line. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  [bytes[6], bytes[8]] = [(bytes[6] & 15) | 64, (bytes[8] & 63) | 128];
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
