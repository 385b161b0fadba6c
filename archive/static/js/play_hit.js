// Plays a hit in place, from its word, without leaving the page. One sound at a time, in one small player that stays
// within reach. Keys hold where the focus is among the hits or in the player: k plays or pauses, n and p go from hit to
// hit, j and l five seconds back and on. They are known by their place on the keyboard, so that an Arabic one has them.
import { clock } from "./moments.js";

const STEP_S = 5;
const bar = document.querySelector("[data-hit-player]");
const hits = document.querySelector("[data-hits]");
const links = [...document.querySelectorAll("[data-play-hit]")];
if (bar && links.length) begin();

function begin() {
  const sound = bar.querySelector("audio");
  const part = (name) => bar.querySelector(`[data-${name}]`);
  const [position, broken] = [part("position"), part("broken")];
  const whole = () => (Number.isFinite(sound.duration) ? sound.duration : 0);
  let current = null;

  function mark() {
    const on = !sound.paused && !sound.ended;
    bar.classList.toggle("playing", on);
    for (const link of links) link.setAttribute("aria-pressed", String(on && link === current));
  }

  function show() {
    part("now").textContent = clock(sound.currentTime);
    part("whole").textContent = whole() ? ` / ${clock(whole())}` : "";
    position.max = whole() || 1;
    position.value = sound.currentTime;
    position.setAttribute("aria-valuetext", position.dataset.text.replace("{now}", clock(sound.currentTime)).replace("{whole}", clock(whole())));
  }

  async function sounds() {
    try {
      await sound.play();
    } catch (error) {
      if (error.name !== "AbortError") tellBroken();
    }
  }

  function tellBroken() {
    broken.textContent = broken.dataset.broken;
    broken.hidden = false;
  }

  function play(link) {
    current = link;
    broken.hidden = true;
    bar.hidden = false;
    document.documentElement.classList.add("hit-player-open");
    const address = new URL(link.dataset.playHit, document.baseURI).href;
    if (sound.currentSrc !== address) sound.src = address;
    sound.currentTime = Number(link.dataset.atMs) / 1000;
    const words = link.closest("li")?.querySelector("[data-words]");
    part("what").textContent = words?.textContent.trim() ?? "";
    part("what").lang = words?.lang || "";
    part("what").dir = words?.dir || "auto";
    part("read").href = link.dataset.read;
    part("read").hidden = !link.dataset.read;
    for (const other of links) other.closest("li")?.classList.toggle("is-heard", other === link);
    sounds();
  }

  function toggle() {
    if (!current) play(links[0]);
    else if (sound.paused) sounds();
    else sound.pause();
  }

  function go(by) {
    sound.currentTime = Math.min(Math.max(0, sound.currentTime + by), whole() || Infinity);
  }

  function walk(by) {
    const next = links[current ? links.indexOf(current) + by : 0];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.closest("li")?.scrollIntoView({ block: "nearest" });
    play(next);
  }

  function close() {
    sound.pause();
    bar.hidden = true;
    document.documentElement.classList.remove("hit-player-open");
    current?.focus();
  }

  for (const link of links) {
    link.setAttribute("role", "button");
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      if (link === current && !sound.paused) sound.pause();
      else play(link);
    });
    link.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      link.click();
    });
  }

  const keys = { KeyK: toggle, KeyN: () => walk(1), KeyP: () => walk(-1), KeyJ: () => go(-STEP_S), KeyL: () => go(STEP_S) };
  for (const place of [hits, bar]) {
    place?.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input:not([type=range]), select")) return;
      const does = keys[event.code];
      if (!does) return;
      event.preventDefault();
      does();
    });
  }
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  part("toggle").addEventListener("click", toggle);
  part("close").addEventListener("click", close);
  for (const button of bar.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => go(Number(button.dataset.step)));
  }
  position.addEventListener("input", () => {
    sound.currentTime = Number(position.value);
  });
  for (const name of ["loadedmetadata", "timeupdate", "seeked", "durationchange"]) sound.addEventListener(name, show);
  for (const name of ["play", "pause", "ended"]) sound.addEventListener(name, mark);
  sound.addEventListener("error", () => {
    if (!bar.hidden) tellBroken();
  });
  mark();

  // Whoever asked is among the answers: the next key plays the first of them.
  if (!location.hash && hits?.tabIndex === -1 && document.activeElement === document.body) hits.focus({ preventScroll: true });
}
