// A client of the resumable-upload protocol tus 1.0.0 (https://tus.io/protocols/resumable-upload): core, creation,
// termination. What the server has acknowledged is never sent twice, whatever breaks off in between.
const VERSION = "1.0.0";
const BYTES_TYPE = "application/offset+octet-stream";
const DIGEST = "Upload-Digest-Sha256"; // our server's word, and no part of tus: what it counted for the whole
const LEAST_PIECE_BYTES = 256 * 1024;
const FIRST_PIECE_BYTES = 2 * 1024 * 1024;
const MOST_PIECE_BYTES = 16 * 1024 * 1024;
const PIECE_TAKES_MS = 8_000; // pieces grow and shrink to take about so long
const SILENT_MS = 20_000; // a line on which nothing moves for so long is broken
const ANSWER_MS = 60_000;
const COUNTING_BYTES_PER_MS = 20_000; // a slow disk; the server reads the whole once more before its last answer
const WAITS_S = [1, 2, 4, 8, 15, 30];
const BUSY_WAITS_S = [1, 2, 3, 5]; // it hears within five seconds that an older request of ours is dead
const TRIES_OF_A_BAD_REQUEST = 3;

/** What retrying cannot mend. `kind`: refused, gone, signed-out, too-large, quota, unreadable, terminated. */
export class UploadError extends Error {
  constructor(kind, status = 0, reason = "") {
    super(reason || kind);
    Object.assign(this, { name: "UploadError", kind, status });
  }
}

/**
 * One file on its way. Events, each with a `detail`: "created" {url}, "progress" {sentBytes, totalBytes},
 * "acknowledged" {sentBytes} (on the server's disk), "waiting" {seconds, status, reason} (status 0: no line),
 * "done" {url, sha256}.
 *
 * `url` goes on with an upload that was begun before. `find` is asked, before a file is announced a second time, for
 * the address that a first announcement may have made whose answer was lost.
 */
export class TusUpload extends EventTarget {
  #file; #endpoint; #metadata; #csrf; #find;
  #mostBytes; #pieceBytes;
  #offset = null;
  #reached = 0;
  #sha256 = "";
  #asked = false;
  #failures = 0;
  #bad = 0;
  #announced = false;
  #paused = true;
  #held = false;
  #ended = false;
  #request = null;
  #wake = null;
  #promise = null;

  constructor(file, { endpoint = "/upload/", metadata = {}, url = null, csrf = null, pieceBytes = MOST_PIECE_BYTES, find = null } = {}) {
    super();
    this.#file = file;
    this.#endpoint = endpoint;
    this.#metadata = metadata;
    this.#csrf = csrf ?? token();
    this.#find = find;
    this.#mostBytes = pieceBytes;
    this.#pieceBytes = Math.min(pieceBytes, FIRST_PIECE_BYTES);
    this.url = url;
  }

  get paused() {
    return this.#paused;
  }

  /** Send, or go on sending. Settles when the server has it all: `{url, sha256}` (`""` where it tells none). */
  start() {
    this.#held = false;
    return this.#go();
  }

  /** Only tell the server of the file, so that it is known there; `start()` sends it. The same promise as its. */
  announce() {
    this.#held = !this.#promise;
    return this.#go();
  }

  #go() {
    if (this.#ended) return this.#promise ?? Promise.reject(new UploadError("terminated"));
    this.#paused = false;
    if (this.#promise) {
      this.#wake?.();
      return this.#promise;
    }
    const wake = () => this.#paused || globalThis.document?.hidden || this.#wake?.();
    addEventListener("online", wake);
    globalThis.document?.addEventListener("visibilitychange", wake);
    this.#promise = this.#run().finally(() => {
      this.#ended = true;
      removeEventListener("online", wake);
      globalThis.document?.removeEventListener("visibilitychange", wake);
    });
    return this.#promise;
  }

  /** Stop sending; `start()` goes on, and its promise stays the same one. */
  pause() {
    this.#paused = true;
    this.#offset = null;
    this.#request?.abort();
    this.#wake?.();
  }

  /** Forget the upload, here and on the server. Rejects where the server could not be told. */
  async terminate() {
    const ended = this.#ended;
    this.#ended = true;
    this.#request?.abort();
    this.#wake?.();
    if (!ended) await this.#promise?.catch(() => {});
    if (!this.url) return;
    const answer = await this.#ask("DELETE", this.url, {});
    if (!answer.ok && ![403, 404, 410].includes(answer.status)) throw new UploadError("refused", answer.status, answer.text);
  }

  async #run() {
    for (;;) {
      if (this.#ended) throw new UploadError("terminated");
      if (this.#paused) await this.#sleep();
      else if (!this.url) await this.#create();
      else if (this.#held) await this.#sleep();
      else if (this.#offset === null) await this.#locate();
      else if (this.#offset < this.#file.size) await this.#send();
      else if (!this.#sha256 && !this.#asked) await this.#askForDigest();
      else break;
    }
    const done = { url: this.url, sha256: this.#sha256 };
    this.#tell("done", done);
    return done;
  }

  async #create() {
    if (this.#announced && this.#find) this.url = await this.#find().catch(() => null);
    if (this.url) return;
    this.#announced = true;
    const metadata = Object.entries(this.#metadata).map(([key, value]) => `${key} ${base64(value)}`.trim()).join(",");
    const answer = await this.#ask("POST", this.#endpoint, {
      "Upload-Length": String(this.#file.size),
      ...(metadata && { "Upload-Metadata": metadata }),
    });
    if (answer.status !== 201 || !answer.header("Location")) return this.#mend(answer);
    this.url = sameSite(new URL(answer.header("Location"), new URL(this.#endpoint, location.href)));
    this.#tell("created", { url: this.url });
    this.#acknowledge(answer, 0);
  }

  async #locate() {
    const answer = await this.#ask("HEAD", this.url, {});
    const offset = answer.header("Upload-Offset");
    if (!answer.ok || offset === null) return this.#mend(answer);
    const length = answer.header("Upload-Length");
    if (length !== null && Number(length) !== this.#file.size) throw new UploadError("refused", answer.status, "not this file");
    this.#acknowledge(answer, Number(offset));
  }

  /** A server that was killed just then may owe it; nothing, added to the whole, makes it count. */
  async #askForDigest() {
    this.#asked = true;
    await this.#send();
  }

  async #send() {
    const from = this.#offset;
    const piece = this.#file.slice(from, from + this.#pieceBytes);
    const begun = performance.now();
    const answer = await this.#ask("PATCH", this.url, { "Content-Type": BYTES_TYPE, "Upload-Offset": String(from) }, piece);
    const offset = answer.header("Upload-Offset");
    if (answer.status === 204 && offset !== null) {
      this.#fit(piece.size, performance.now() - begun);
      return this.#acknowledge(answer, Number(offset));
    }
    this.#offset = null;
    if (answer.status === 0) this.#pieceBytes = Math.max(LEAST_PIECE_BYTES, Math.floor(this.#pieceBytes / 2));
    if (answer.status === 413 && !answer.header("Tus-Resumable") && this.#pieceBytes > LEAST_PIECE_BYTES) {
      this.#mostBytes = this.#pieceBytes = Math.max(LEAST_PIECE_BYTES, Math.floor(this.#pieceBytes / 2)); // a proxy's limit
      return undefined;
    }
    return this.#mend(answer);
  }

  #acknowledge(answer, offset) {
    this.#offset = offset;
    if (offset > this.#reached) [this.#reached, this.#failures, this.#bad] = [offset, 0, 0];
    if (offset === this.#file.size) this.#sha256 = answer.header(DIGEST) ?? "";
    this.#tell("acknowledged", { sentBytes: offset });
    this.#tell("progress", { sentBytes: offset, totalBytes: this.#file.size });
  }

  #fit(bytes, ms) {
    const wanted = (bytes * PIECE_TAKES_MS) / Math.max(ms, 1);
    const within = Math.min(2 * bytes, Math.max(bytes / 2, wanted)); // never by more than twice at once
    const size = Math.max(LEAST_PIECE_BYTES, Math.round(within));
    if (bytes === this.#pieceBytes) this.#pieceBytes = Math.min(this.#mostBytes, size);
  }

  /** After an answer that was not hoped for: wait and let the loop try again, or throw what cannot be mended. */
  async #mend(answer) {
    if (this.#paused || this.#ended) return;
    const { status, text } = answer;
    if (status === 0) await this.#checkReadable();
    const kind = KINDS[status];
    if (kind && answer.header("Tus-Resumable")) {
      const tooLarge = status === 413 && (this.url || answer.header("Tus-Max-Size"));
      throw new UploadError(tooLarge ? "too-large" : kind, status, text);
    }
    if (status >= 400 && status < 500 && !MENDS_ITSELF.has(status) && ++this.#bad > TRIES_OF_A_BAD_REQUEST) {
      throw new UploadError("refused", status, text);
    }
    const waits = status === 423 || status === 409 ? BUSY_WAITS_S : WAITS_S;
    const seconds = waits[Math.min(this.#failures++, waits.length - 1)] * (0.8 + 0.4 * Math.random());
    this.#tell("waiting", { seconds, status, reason: status >= 500 ? text : "" });
    await this.#sleep(seconds);
  }

  /** A file that was changed, moved or on a stick that is gone looks like a broken line to the browser. */
  async #checkReadable() {
    const at = Math.min(this.#offset ?? 0, Math.max(0, this.#file.size - 1));
    try {
      await this.#file.slice(at, at + 1).arrayBuffer();
    } catch {
      throw new UploadError("unreadable");
    }
  }

  #sleep(seconds = null) {
    return new Promise((resolve) => {
      const timer = seconds === null ? 0 : setTimeout(() => this.#wake?.(), 1000 * seconds);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }

  /** One request; never rejects. `status` is 0 where no answer came. */
  #ask(method, address, headers, body = null) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open(method, address);
      for (const [name, value] of Object.entries({ "Tus-Resumable": VERSION, "X-CSRFToken": this.#csrf, ...headers })) {
        if (value) request.setRequestHeader(name, value);
      }
      const size = body?.size ?? 0;
      const last = size > 0 && this.#offset + size === this.#file.size;
      const answerMs = ANSWER_MS + (last ? this.#file.size / COUNTING_BYTES_PER_MS : 0);
      let watch = setTimeout(() => request.abort(), size ? SILENT_MS : ANSWER_MS);
      const moved = (ms) => {
        clearTimeout(watch);
        watch = setTimeout(() => request.abort(), ms);
      };
      request.upload.onprogress = ({ loaded }) => {
        moved(loaded < size ? SILENT_MS : answerMs);
        this.#tell("progress", { sentBytes: this.#offset + Math.min(loaded, size), totalBytes: this.#file.size });
      };
      request.upload.onload = () => moved(answerMs);
      request.onloadend = () => {
        clearTimeout(watch);
        if (this.#request === request) this.#request = null;
        const { status } = request;
        const ok = status >= 200 && status < 300;
        resolve({ status, ok, text: ok ? "" : request.responseText, header: (name) => request.getResponseHeader(name) });
      };
      if (method !== "DELETE") this.#request = request;
      request.send(body);
    });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

const KINDS = {
  401: "signed-out", 403: "signed-out", 404: "gone", 410: "gone", 412: "refused", 413: "quota", 415: "refused",
};
const MENDS_ITSELF = new Set([408, 409, 423, 425, 429, 460]);

function token() {
  const field = globalThis.document?.querySelector("[name=csrfmiddlewaretoken]");
  return field?.value ?? /(?:^|; )csrftoken=([^;]+)/.exec(globalThis.document?.cookie ?? "")?.[1] ?? "";
}

/** Behind a proxy that does not tell, a server may take its own address for http. */
function sameSite(url) {
  return url.host === location.host ? location.origin + url.pathname + url.search : url.href;
}

function base64(text) {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}
