// An interview on its way: each take by tus, then all that is known of it in one request that may be sent twice.
import { digestOf } from "./sha256.js";
import * as shelf from "./record_shelf.js";
import { TusUpload, UploadError } from "./tus.js";

const WAITS_S = [2, 5, 10, 20, 30];
const ANSWER_MS = 120_000;

/**
 * Events: "state" with a `detail` {name, …}: asking, no_line, account {account}, sending_take {number, share},
 * handing_over, log_in_first, choose {collections}, failed {sentences}, differs, arrived {interview}, stopped.
 */
export class Sending extends EventTarget {
  #stopped = false;
  #halt = null;
  #halted = new Promise((resolve, reject) => { this.#halt = reject; });
  #upload = null;
  #wake = null;
  #failures = 0;

  constructor(id, { desk, send, upload }) {
    super();
    this.#halted.catch(() => {}); // heard where it matters
    Object.assign(this, { id, addresses: { desk, send, upload } });
  }

  /** Send, once in all windows; settles when it arrived, was stopped, or needs its person. */
  run() {
    if (!navigator.locks) return this.#run();
    return navigator.locks.request(`recorder-send-${this.id}`, { ifAvailable: true }, (lock) => (lock ? this.#run() : undefined));
  }

  stop() {
    this.#stopped = true;
    this.#upload?.pause();
    this.#upload = null;
    this.#wake?.();
    this.#halt(new Error("stopped"));
    this.#tell("stopped");
  }

  async #run() {
    while (!this.#stopped) {
      try {
        return await this.#once();
      } catch (error) {
        if (this.#stopped) return undefined;
        if (error instanceof NeedsPerson) return this.#tell(error.name, error.detail);
        if (error instanceof UploadError && error.kind === "signed-out") return this.#tell("log_in_first");
        if (error instanceof UploadError && error.kind !== "gone") return this.#tell("failed", { sentences: [error.message] });
        if (!(error instanceof NoLine) && !(error instanceof UploadError)) throw error;
        this.#tell("no_line");
        await this.#sleep(WAITS_S[Math.min(this.#failures++, WAITS_S.length - 1)]);
      }
    }
    return undefined;
  }

  async #once() {
    this.#tell("asking");
    const interview = await shelf.interview(this.id);
    if (!interview) return undefined;
    const desk = await this.#ask(`${this.addresses.desk}?key=${this.id}`);
    this.#tell("account", { account: desk.account });
    const takes = (await shelf.takesOf(this.id)).filter((take) => take.ended && take.pieces);
    if (desk.arrived) return this.#settle(interview, takes, desk.arrived); // an answer was lost on the line
    const collection = desk.collections.find((one) => one.id === interview.collection) ?? (desk.collections.length === 1 && desk.collections[0]);
    if (!collection) throw new NeedsPerson("choose", { collections: desk.collections });
    const sent = [];
    for (const take of takes) sent.push(await this.#send(take, desk.token));
    this.#tell("handing_over");
    const arrived = await this.#ask(this.addresses.send, desk.token, {
      key: this.id, collection: collection.id, ...interview.details, consent: interview.consent, spoken: interview.spoken,
      takes: sent.map(({ id, number, url, sha256, type }) => ({ id, number, upload: url, sha256, name: nameOf(number, type) })),
    });
    return this.#settle(interview, sent, arrived);
  }

  /** One take by tus; answers it with the digest that both sides counted. */
  async #send(take, csrf) {
    const sound = await shelf.soundOf(take);
    const sha256 = await digestOf(sound);
    const metadata = { filename: nameOf(take.number, take.type), filetype: take.type.split(";")[0] };
    const upload = new TusUpload(sound, { endpoint: this.addresses.upload, metadata, url: take.url, csrf });
    upload.addEventListener("created", ({ detail }) => shelf.changeTake(take.id, { url: detail.url }));
    upload.addEventListener("progress", ({ detail }) => {
      this.#failures = 0;
      this.#tell("sending_take", { number: take.number, share: detail.sentBytes / (detail.totalBytes || 1) });
    });
    upload.addEventListener("waiting", () => this.#tell("no_line"));
    this.#upload = upload;
    let done;
    try {
      done = await Promise.race([upload.start(), this.#halted]);
    } catch (error) {
      if (error.kind === "gone") await shelf.changeTake(take.id, { url: null }); // it expired, or belongs to another account
      throw error;
    } finally {
      this.#upload = null;
    }
    if (done.sha256 && done.sha256 !== sha256) {
      await shelf.changeTake(take.id, { url: null });
      throw new NeedsPerson("differs");
    }
    return shelf.changeTake(take.id, { url: done.url, sha256 });
  }

  /** Arrived is what the archive names by the very digests that were counted here. */
  async #settle(interview, takes, { number, url, recordings }) {
    const held = new Set(recordings);
    const digests = {};
    for (const take of takes) digests[take.id] = take.sha256 || (await digestOf(await shelf.soundOf(take)));
    if (!Object.values(digests).every((digest) => held.has(digest))) throw new NeedsPerson("differs");
    const arrived = await shelf.change(interview.id, { arrived: { number, url, digests }, wanted: false });
    this.#tell("arrived", { interview: arrived });
  }

  async #ask(address, token = "", body = null) {
    let response;
    try {
      response = await fetch(address, {
        method: body ? "POST" : "GET",
        headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json", "X-CSRFToken": token }) },
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
    } catch {
      throw new NoLine();
    }
    const answer = await response.json().catch(() => null);
    if (response.ok && answer) return answer;
    if (response.status === 401) throw new NeedsPerson("log_in_first");
    if (answer?.uploads_gone) throw new UploadError("gone"); // the archive put them aside; they are sent once more
    if (answer?.sentences) throw new NeedsPerson("failed", { sentences: answer.sentences });
    throw new NoLine();
  }

  #sleep(seconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), 1000 * seconds);
      const wake = () => {
        clearTimeout(timer);
        removeEventListener("online", wake);
        this.#wake = null;
        resolve();
      };
      this.#wake = wake;
      addEventListener("online", wake);
    });
  }

  #tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent("state", { detail: { name, ...detail } }));
  }
}

class NoLine extends Error {}

class NeedsPerson extends Error {
  constructor(name, detail = {}) {
    super(name);
    Object.assign(this, { name, detail });
  }
}

function nameOf(number, type) {
  return `take-${number}.${type.includes("mp4") ? "m4a" : type.includes("ogg") ? "ogg" : "webm"}`;
}
