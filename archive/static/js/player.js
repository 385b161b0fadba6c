// The player: play and pause, ten seconds back and on, speed, position. The browser's own controls stand in for it
// until this has run.
import { clock } from "./moments.js";

const ARROW_S = 5;
const PAGE_S = 30;

for (const player of document.querySelectorAll("[data-player]")) begin(player);

function begin(player) {
  const audio = player.querySelector("audio");
  const position = player.querySelector("[data-position]");
  const now = player.querySelector("[data-now]");
  const broken = player.querySelector(".broken");
  const whole = () => (Number.isFinite(audio.duration) ? audio.duration : Number(player.dataset.duration));
  const go = (seconds) => {
    audio.currentTime = Math.min(Math.max(0, seconds), Math.max(0, whole() - 0.05));
    show();
  };
  const toggle = () => (audio.paused ? audio.play().catch(() => {}) : audio.pause());

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
    button.addEventListener("click", () => go(audio.currentTime + Number(button.dataset.step)));
  }
  player.querySelector("[data-speed]").addEventListener("change", (event) => {
    audio.playbackRate = Number(event.target.value);
  });

  position.addEventListener("input", () => go(Number(position.value)));
  position.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -ARROW_S, ArrowDown: -ARROW_S, ArrowRight: ARROW_S, ArrowUp: ARROW_S, PageDown: -PAGE_S, PageUp: PAGE_S };
    if (!(event.key in by) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(audio.currentTime + by[event.key]);
  });

  player.closest("[data-recording]").addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("select, input:not([type=range])")) return;
    const does = { k: toggle, j: () => go(audio.currentTime - 10), l: () => go(audio.currentTime + 10) }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });

  for (const name of ["loadedmetadata", "timeupdate", "seeking", "seeked", "durationchange"]) audio.addEventListener(name, show);
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
