// The player: play and pause, ten seconds back and on, speed with the pitch kept, volume, position. The browser's own
// controls stand in for it until this has run. Nothing of the sound is fetched before somebody acts.
import { clock, place } from "./moments.js";

const ARROW_S = 5;
const PAGE_S = 30;

for (const player of document.querySelectorAll("[data-player]")) begin(player);

function begin(player) {
  const audio = player.querySelector("audio");
  const position = player.querySelector("[data-position]");
  const now = player.querySelector("[data-now]");
  const broken = player.querySelector(".broken");
  const told = player.querySelector("[data-told]");
  const whole = () => (Number.isFinite(audio.duration) ? audio.duration : Number(player.dataset.duration));
  const go = (seconds) => place(audio, Math.min(Math.max(0, seconds), Math.max(0, whole() - 0.05)));
  const toggle = () => (audio.paused ? audio.play().catch(() => {}) : audio.pause());

  /** A step is told to whoever does not see the clock; what goes on by itself is not. */
  function step(seconds) {
    go(audio.currentTime + seconds);
    if (told) told.textContent = clock(audio.currentTime);
  }

  function show() {
    const at = audio.currentTime;
    now.textContent = clock(at);
    position.max = whole();
    position.value = at;
    position.setAttribute("aria-valuetext", position.dataset.text.replace("{now}", clock(at)).replace("{whole}", clock(whole())));
    player.dispatchEvent(new CustomEvent("moved", { detail: at / (whole() || 1) }));
  }

  audio.controls = false;
  audio.preservesPitch = true;
  player.querySelector(".transport").hidden = false;
  player.querySelector("[data-play]").addEventListener("click", toggle);
  for (const button of player.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  }
  player.querySelector("[data-speed]").addEventListener("change", (event) => {
    audio.playbackRate = Number(event.target.value);
  });
  player.querySelector("[data-volume]")?.addEventListener("input", (event) => {
    audio.volume = Number(event.target.value);
    event.target.setAttribute("aria-valuetext", `${Math.round(100 * audio.volume)} %`);
  });

  position.addEventListener("input", () => go(Number(position.value)));
  position.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -ARROW_S, ArrowDown: -ARROW_S, ArrowRight: ARROW_S, ArrowUp: ARROW_S, PageDown: -PAGE_S, PageUp: PAGE_S };
    if (!(event.key in by) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(audio.currentTime + by[event.key]);
  });

  // known by their place on the keyboard, so that an Arabic one has them
  const keys = { KeyK: toggle, KeyJ: () => step(-10), KeyL: () => step(10) };
  player.closest("[data-recording]").addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("select, textarea, input:not([type=range])")) return;
    const does = keys[event.code];
    if (!does) return;
    event.preventDefault();
    does();
  });

  for (const name of ["loadedmetadata", "timeupdate", "seeking", "seeked", "durationchange", "placed"]) audio.addEventListener(name, show);
  for (const name of ["play", "pause", "ended"]) {
    audio.addEventListener(name, () => player.classList.toggle("playing", !audio.paused && !audio.ended));
  }
  audio.addEventListener("play", () => {
    broken.hidden = true;
    for (const other of document.querySelectorAll("audio")) if (other !== audio) other.pause();
  });
  audio.addEventListener("error", () => {
    broken.textContent = player.dataset.broken;
    broken.hidden = false;
  });
  show();
}
