// One take: the microphone's sound, cut by the browser into small pieces that are kept as they come.
import * as shelf from "./record_shelf.js";

export const PIECE_MS = 2_000; // what a crash can cost, with what the encoder still holds
export const BITS_PER_SECOND = 64_000; // Opus keeps a voice whole at this rate
const TYPES = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/ogg;codecs=opus"];
const SOUND = { channelCount: { ideal: 1 }, echoCancellation: false, noiseSuppression: false, autoGainControl: true };

/** Whether this browser has what recording needs. A page that came over plain http has no microphone. */
export const possible = () => Boolean(globalThis.MediaRecorder && navigator.mediaDevices?.getUserMedia && globalThis.indexedDB);

/**
 * Events: "kept" (one more piece lies on the disk), "ended" {why}. `why` is "", "microphone_lost" or "write_failed".
 */
export class Taking extends EventTarget {
  #recorder = null;
  #queue = Promise.resolve();
  #beforeMs = 0;
  #since = null;
  #why = "";
  #letGo = null;
  #ended = null;

  /** Ask for the microphone and begin. Rejects as getUserMedia does, or as the database does. */
  async begin(interview, number) {
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: SOUND });
    const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one)) ?? "";
    this.#recorder = new MediaRecorder(this.stream, { ...(type && { mimeType: type }), audioBitsPerSecond: BITS_PER_SECOND });
    this.take = {
      id: crypto.randomUUID(), interview, number, type: this.#recorder.mimeType || type, begun: Date.now(),
      ms: 0, bytes: 0, pieces: 0, ended: false, broken: false, url: null, sha256: "",
    };
    try {
      await shelf.keepTake(this.take);
    } catch (error) {
      this.#release();
      throw error;
    }
    this.#hold();
    this.#recorder.ondataavailable = ({ data }) => this.#keep(data, this.elapsedMs);
    this.#recorder.onerror = () => this.end("microphone_lost");
    for (const track of this.stream.getTracks()) track.onended = () => this.end("microphone_lost");
    this.#recorder.start(PIECE_MS);
    this.#since = performance.now();
  }

  get elapsedMs() {
    return this.#beforeMs + (this.#since === null ? 0 : performance.now() - this.#since);
  }

  get paused() {
    return this.#recorder?.state === "paused";
  }

  pause() {
    if (this.#recorder?.state !== "recording") return;
    this.#recorder.requestData(); // what was said so far goes to the disk
    this.#recorder.pause();
    this.#beforeMs = this.elapsedMs;
    this.#since = null;
  }

  goOn() {
    if (!this.paused) return;
    this.#recorder.resume();
    this.#since = performance.now();
  }

  /** Stop, and settle when the last piece is kept. */
  end(why = "") {
    this.#why ||= why;
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end() {
    await new Promise((resolve) => {
      if (this.#recorder.state === "inactive") return resolve();
      this.#recorder.onstop = resolve;
      this.#recorder.stop();
    });
    this.#beforeMs = this.elapsedMs;
    this.#since = null;
    await this.#queue;
    this.take = { ...this.take, ended: true, broken: Boolean(this.#why) };
    if (this.take.pieces) await shelf.keepTake(this.take).catch(() => {});
    else await shelf.forgetTake(this.take.id).catch(() => {});
    this.#release();
    this.dispatchEvent(new CustomEvent("ended", { detail: { why: this.#why } }));
  }

  /** Pieces are written one after another; the first that the disk refuses ends the take. */
  #keep(data, ms) {
    if (!data.size) return;
    this.#queue = this.#queue.then(async () => {
      if (this.#why === "write_failed") return;
      try {
        const bytes = await data.arrayBuffer();
        this.take = { ...this.take, ms: Math.round(ms) };
        await shelf.addPiece(this.take, bytes);
        this.take = { ...this.take, pieces: this.take.pieces + 1, bytes: this.take.bytes + bytes.byteLength };
        this.dispatchEvent(new CustomEvent("kept"));
      } catch {
        this.end("write_failed");
      }
    });
  }

  /** As long as this window records, no other one takes the take for a broken one. */
  #hold() {
    navigator.locks?.request(lockOf(this.take), () => new Promise((resolve) => { this.#letGo = resolve; }));
  }

  #release() {
    for (const track of this.stream.getTracks()) {
      track.onended = null;
      track.stop();
    }
    this.#letGo?.();
  }
}

/** Takes that a crash left open: whole up to their last piece, and marked so. An empty one goes. */
export async function mendBroken(takes) {
  for (const take of takes.filter((one) => !one.ended)) {
    await ifFree(lockOf(take), () => (take.pieces ? shelf.changeTake(take.id, { ended: true, broken: true }) : shelf.forgetTake(take.id)));
  }
}

const lockOf = (take) => `recorder-take-${take.id}`;

function ifFree(name, work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}
