// One file of the form: where it stands, in words and in a bar, and what can be done about it.
import { TusUpload } from "./tus.js";
import { Face } from "./upload_face.js";
import { reopened } from "./upload_file.js";
import { forget, recall, remember } from "./upload_memory.js";
import { Speed } from "./upload_numbers.js";

const ELSEWHERE_AFTER_MS = 700;
const TRIES = 2;
const UNDERWAY = ["looking", "queued", "sending", "waiting", "busy", "counting", "removing"];
const HOLDS_THE_LINE = ["sending", "waiting", "busy", "counting"];
const OF_NO_FORM = ["elsewhere", "removing"];

/** Events: "changed" (whenever its state is another one), "arrived", "stopped", "removed", "choose" (a file is wanted). */
export class Row extends EventTarget {
  state = "looking";
  file = null;
  handle = null;
  address = null;
  #face;
  #page;
  #tus = null;
  #counted = null;
  #tries = 0;
  #speed = new Speed();
  #sign = sign();
  #claimed = null;

  /** `known`: name, size and, of an upload that the archive knows, address, offset, head, sha256, expires. */
  constructor(known, page) {
    super();
    this.known = known;
    this.#page = page;
    this.#face = new Face(known, page, this.#sign);
    const { parts } = this.#face;
    parts.pause.onclick = () => this.pause();
    parts["go-on"].onclick = () => this.goOn();
    parts.choose.onclick = () => this.dispatchEvent(new Event("choose"));
    parts.remove.onclick = () => this.remove();
    this.sentBytes = known.offset ?? 0;
    this.#face.draw(this);
  }

  get element() {
    return this.#face.element;
  }

  get perSecond() {
    return this.#speed.perSecond;
  }

  get belongs() {
    return !OF_NO_FORM.includes(this.state);
  }

  get arrived() {
    return this.state === "arrived";
  }

  get underway() {
    return UNDERWAY.includes(this.state);
  }

  get holdsTheLine() {
    return HOLDS_THE_LINE.includes(this.state);
  }

  get buttons() {
    return { up: this.#face.parts.up, down: this.#face.parts.down };
  }

  /** What the archive knows already is looked at: whole, to be gone on with, or in another window's hands. */
  async takeUp() {
    this.address = new URL(this.known.address, location.href).pathname;
    const slow = setTimeout(() => this.#set("elsewhere"), ELSEWHERE_AFTER_MS);
    await this.#claim();
    clearTimeout(slow);
    const { handle, agreed } = await recall(this.address);
    const { gone, sha256 } = this.state === "elsewhere" ? await this.standing() : this.known;
    if (gone) return this.#leave();
    if (sha256) return this.#arrive(sha256, agreed);
    this.handle = handle ?? null;
    this.file = handle ? await reopened(handle) : null;
    if (this.file && this.file.size === this.known.size) return this.#set("queued");
    this.file = null;
    return this.#set(handle ? "permission" : "missing");
  }

  /** Is this the file that is wanted here? */
  wants(file, head) {
    return !this.file && ["missing", "permission", "unreadable"].includes(this.state) && file.size === this.known.size && (!this.known.head || head === this.known.head);
  }

  adopt(file, handle, head) {
    [this.file, this.handle, this.known.head] = [file, handle, head];
    this.#counted = null;
    if (this.address && handle) remember(this.address, { handle });
    this.#set("queued");
    if (this.address || this.#tus) return;
    const tus = (this.#tus = this.#made()); // the archive knows of it before its turn comes, so a reload forgets none
    tus.announce().catch((error) => this.#broke(tus, error));
  }

  fail(state, reason = "") {
    this.#set(state, { reason });
    this.dispatchEvent(new Event("stopped"));
  }

  /** Send it, or go on sending; back when it stands still, for good or for bad. */
  async run() {
    this.#set("sending");
    this.#speed.forget();
    this.#counted ??= this.#page.counter.count(this.file);
    const tus = (this.#tus ??= this.#made());
    try {
      const { sha256 } = await tus.start();
      if (this.#tus !== tus) return;
      this.#set("counting");
      const counted = await this.#counted;
      if (this.#tus !== tus) return;
      this.#tus = null;
      if (!counted || !sha256 || counted === sha256) {
        this.#arrive(sha256, counted);
        return this.dispatchEvent(new Event("arrived"));
      }
      await this.#anew(tus);
    } catch (error) {
      this.#broke(tus, error);
    }
  }

  pause() {
    this.#tus?.pause();
    this.#set("paused");
  }

  async goOn() {
    if (this.state === "permission") {
      const file = await reopened(this.handle, true);
      if (!file || file.size !== this.known.size) return this.#set("missing");
      this.file = file;
    }
    this.#set("queued");
  }

  async remove() {
    const before = this.state;
    this.#set("removing");
    const tus = this.#tus ?? (this.address ? new TusUpload(this.file ?? new Blob(), { url: this.address }) : null);
    this.#tus = null;
    try {
      await tus?.terminate();
    } catch {
      this.#set(before === "arrived" ? "arrived" : this.file ? "paused" : "missing");
      return this.say("unremoved");
    }
    return this.#leave({ byHand: true });
  }

  /** What the archive says of it now: `{gone, sha256}`; `{}` where no answer came. */
  async standing() {
    const answer = await fetch(this.address, { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } }).catch(() => null);
    if (answer?.ok) this.sentBytes = Number(answer.headers.get("Upload-Offset"));
    if (answer?.ok) return { gone: false, sha256: answer.headers.get("Upload-Digest-Sha256") ?? "" };
    return { gone: [404, 410].includes(answer?.status) };
  }

  /** The archive has it no more, whatever was said before. */
  lose() {
    this.address = null;
    this.fail(this.file ? "gone" : "taken");
  }

  titled(own) {
    this.#face.titled(own && this.belongs);
  }

  say(word) {
    this.#face.say(word);
  }

  #made() {
    const { name, type, lastModified } = this.file;
    const metadata = { filename: name, filetype: type, modified: String(lastModified), for: this.#page.place, head: this.known.head, sign: this.#sign };
    const tus = new TusUpload(this.file, { metadata, url: this.address, find: () => this.#page.find(this.#sign) });
    tus.addEventListener("created", ({ detail }) => {
      this.address = new URL(detail.url).pathname;
      this.#claim();
      if (this.handle) remember(this.address, { handle: this.handle });
    });
    tus.addEventListener("progress", ({ detail }) => {
      if (this.#tus !== tus || !this.holdsTheLine) return;
      this.sentBytes = detail.sentBytes;
      this.#speed.note(detail.sentBytes);
      if (this.state !== "sending") this.#set("sending");
      else this.#face.draw(this, { soon: true });
    });
    tus.addEventListener("waiting", ({ detail }) => {
      if (this.#tus !== tus || !this.holdsTheLine) return;
      this.#speed.forget();
      this.#set(detail.status ? "busy" : "waiting", { reason: detail.reason });
    });
    return tus;
  }

  #broke(tus, error) {
    if (this.#tus !== tus) return;
    this.#tus = null;
    if (error.kind === "gone") this.address = null;
    this.fail(error.kind ?? "refused", error.message);
    if (error.kind === "unreadable") this.file = null;
  }

  /** The two sides disagree about what was sent. */
  async #anew(tus) {
    await tus.terminate().catch(() => {});
    if (this.address) forget(this.address);
    [this.address, this.#counted, this.sentBytes] = [null, null, 0];
    if (++this.#tries >= TRIES) return this.fail("unequal");
    this.#set("queued");
    this.say("differs");
  }

  #arrive(sha256, counted) {
    const agreed = Boolean(counted) && counted === sha256;
    this.sentBytes = this.known.size;
    if (agreed) remember(this.address, { agreed: counted });
    this.#face.showDigest(sha256, agreed);
    this.#set("arrived");
  }

  #leave({ byHand = false } = {}) {
    if (this.address) forget(this.address);
    this.#claimed?.();
    this.element.remove();
    this.dispatchEvent(new CustomEvent("removed", { detail: { byHand } }));
  }

  /** No other window of this browser sends it at the same time. */
  #claim() {
    if (!navigator.locks) return Promise.resolve();
    return new Promise((resolve) => {
      navigator.locks.request(`upload ${this.address}`, () => {
        resolve();
        return new Promise((release) => (this.#claimed = release));
      });
    });
  }

  #set(state, { reason = "" } = {}) {
    this.state = state;
    this.reason = reason;
    this.#face.draw(this);
    this.dispatchEvent(new Event("changed"));
  }
}

function sign() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
