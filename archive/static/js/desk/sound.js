// The sound under one's fingers: play, back, slower, from a word; and the mark on what is being heard.
import { say, tell } from "./said.js";
import { wordHeard } from "./words.js";

const BACK_S = 2;
const SPEEDS = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2];
const OURS_MS = 900; // as long as our own scrolling may take

export class Sound {
  #audio; #speed; #rows; #hand; #heard = null; #word = null; #scrolled = 0; #follows = true; #follow;

  constructor(player, rows, hand) {
    this.#audio = player?.querySelector("audio") ?? null;
    [this.#rows, this.#hand] = [rows, hand];
    this.#follow = document.querySelector("[data-follow]");
    if (!this.#audio) return;
    this.#speed = player.querySelector("[data-speed]");
    this.#speed.replaceChildren(...SPEEDS.map((speed) => new Option(`${speed}×`, speed, speed === 1, speed === 1)));
    this.#audio.addEventListener("play", () => this.#keepMarking());
    this.#audio.addEventListener("seeked", () => this.#mark());
    for (const name of ["wheel", "touchmove"]) addEventListener(name, () => this.#following(false), { passive: true });
    addEventListener("scroll", () => {
      if (!this.#audio.paused && performance.now() - this.#scrolled > OURS_MS) this.#following(false);
    }, { passive: true });
    this.#follow?.addEventListener("click", () => {
      this.#following(!this.#follows);
      if (this.#follows && this.#heard) this.#bringIntoView(this.#heard.element);
    });
  }

  get is() {
    return Boolean(this.#audio);
  }

  /** The words came first; now the sound may be looked into. */
  prepare() {
    if (this.#audio) this.#audio.preload = "metadata";
  }

  /** Where the sound is, in ms. */
  get at() {
    return Math.round((this.#audio?.currentTime ?? 0) * 1000);
  }

  get paused() {
    return this.#audio?.paused ?? true;
  }

  get duration() {
    return this.#audio && Number.isFinite(this.#audio.duration) ? this.#audio.duration * 1000 : 0;
  }

  toggle() {
    if (!this.#audio) return;
    if (this.#audio.paused) this.#audio.play().catch(() => {});
    else this.#audio.pause();
  }

  /** Wait there; nothing sounds by itself, since nobody knows who else is in the room. */
  cue(ms) {
    if (this.#audio) this.#audio.currentTime = ms / 1000;
  }

  by(direction) {
    if (this.#audio) this.#audio.currentTime = Math.max(0, this.#audio.currentTime + direction * BACK_S);
  }

  from(ms, { until = null } = {}) {
    if (!this.#audio) return;
    this.#audio.currentTime = ms / 1000;
    this.#following(true);
    this.#audio.play().catch(() => {}); // a browser that wants to be asked first is asked by the play button
    if (until === null) return;
    const halt = () => {
      if (this.at < until) return;
      this.#audio.pause();
      this.#audio.removeEventListener("timeupdate", halt);
    };
    this.#audio.addEventListener("timeupdate", halt);
  }

  faster(direction) {
    if (!this.#audio) return;
    const now = SPEEDS.indexOf(Number(this.#speed.value));
    const speed = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, now + direction))];
    this.#speed.value = speed;
    this.#audio.playbackRate = speed;
    tell(say("speed", { speed }));
  }

  #keepMarking() {
    this.#mark();
    if (!this.#audio.paused) requestAnimationFrame(() => this.#keepMarking());
  }

  #mark() {
    const at = this.at + 20;
    const row = this.#rows.at(at);
    if (row !== this.#heard) this.#hearRow(row);
    if (!row) return;
    const inHand = row === this.#hand.row;
    const word = wordHeard(inHand ? this.#hand.words : row.shownWords, at);
    if (inHand) return this.#hand.hear(word);
    const element = row.elementOf(word);
    if (element === this.#word) return;
    this.#word?.classList.remove("spoken");
    element?.classList.add("spoken");
    this.#word = element;
  }

  #hearRow(row) {
    if (this.#heard) {
      this.#heard.element.removeAttribute("aria-current");
      this.#heard.alive = false;
      if (this.#heard === this.#hand.row) this.#hand.hear(null);
    }
    this.#heard = row;
    this.#word = null;
    if (!row) return;
    row.element.setAttribute("aria-current", "true");
    row.alive = row !== this.#hand.row;
    if (!this.#audio.paused && this.#follows && !this.#hand.isTyping) this.#bringIntoView(row.element);
  }

  #bringIntoView(element) {
    const { top, bottom } = element.getBoundingClientRect();
    if (top > innerHeight * 0.3 && bottom < innerHeight * 0.85) return;
    this.#scrolled = performance.now();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  }

  /** Scrolling that is ours is no sign that somebody went elsewhere. */
  scrolls() {
    this.#scrolled = performance.now();
  }

  #following(on) {
    this.#follows = on;
    this.#follow?.setAttribute("aria-pressed", String(on));
  }
}
