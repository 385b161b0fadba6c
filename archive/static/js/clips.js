// The clips of a story: each plays its own span and stops where it ends; a sequence plays its clips as one.
// The browser's own controls stand in until this has run. A clip that closes falls silent at once (clips_standing.js).
import { clock } from "./moments.js";

const AFTER_S = 0.15; // the last letter of a word is often a little late

export function beginAll(root) {
  for (const place of root.querySelectorAll("[data-clip-sound]")) if (!place.clip) place.clip = begin(place);
}

function begin(place) {
  const audio = place.querySelector("audio");
  const from = Number(place.dataset.from) / 1000;
  const until = Number(place.dataset.until) / 1000;
  const [bar, now, broken] = ["progress", "[data-now]", ".broken"].map((one) => place.querySelector(one));
  const told = new EventTarget();
  let ready = false;

  function show() {
    const at = Math.min(Math.max(0, audio.currentTime - from), until - from);
    now.textContent = clock(ready ? at : 0);
    bar.value = ready ? at / (until - from) : 0;
    told.dispatchEvent(new Event("moved"));
  }

  function mark() {
    place.classList.toggle("playing", !audio.paused && !audio.ended);
    told.dispatchEvent(new Event("turned"));
  }

  function watch() {
    if (audio.paused) return;
    show();
    if (audio.currentTime >= until + AFTER_S) ended();
    else requestAnimationFrame(watch);
  }

  function ended() {
    audio.pause();
    ready = false;
    show();
    told.dispatchEvent(new Event("over"));
  }

  async function play(at = null) {
    broken.hidden = true;
    if (!ready || at !== null) audio.currentTime = from + (at ?? 0);
    ready = true;
    try {
      await audio.play();
    } catch (error) {
      if (error.name !== "AbortError") fail();
    }
  }

  function fail() {
    broken.textContent = place.dataset.broken;
    broken.hidden = false;
    told.dispatchEvent(new Event("over"));
  }

  audio.controls = false;
  audio.src = audio.src.split("#")[0];
  place.querySelector(".clip-play").hidden = false;
  place.querySelector("[data-toggle]").addEventListener("click", () => (audio.paused ? play() : audio.pause()));
  audio.addEventListener("play", () => {
    for (const other of document.querySelectorAll("audio")) if (other !== audio) other.pause();
    mark();
    watch();
  });
  audio.addEventListener("pause", mark);
  audio.addEventListener("timeupdate", () => { if (!audio.paused && audio.currentTime >= until + AFTER_S) ended(); });
  audio.addEventListener("ended", ended);
  audio.addEventListener("error", () => { if (ready && audio.error) fail(); });
  return {
    told,
    play,
    pause: () => audio.pause(),
    get playing() { return !audio.paused; },
    get at() { return ready ? Math.min(Math.max(0, audio.currentTime - from), until - from) : 0; },
    length: until - from,
    silence() {
      audio.pause();
      audio.removeAttribute("src");
      audio.load();
    },
  };
}

function beginSequence(part) {
  const button = part.querySelector("[data-all]");
  const said = part.querySelector("[data-said]");
  const clips = () => [...part.querySelectorAll("[data-clip-sound]")].map((place) => place.clip).filter(Boolean);
  const heard = new WeakSet();
  let current = null;
  let running = false;

  function show() {
    const all = clips();
    const before = all.slice(0, Math.max(0, all.indexOf(current))).reduce((sum, one) => sum + one.length, 0);
    part.querySelector("[data-now]").textContent = clock(before + (current?.at ?? 0));
    part.querySelector("[data-whole]").textContent = clock(all.reduce((sum, one) => sum + one.length, 0));
    part.querySelector(".sequence-play").hidden = all.length < 2;
    part.classList.toggle("playing", running && Boolean(current?.playing));
    for (const place of part.querySelectorAll("[data-clip-sound]")) {
      place.closest("li")?.classList.toggle("is-heard", place.clip === current && running);
    }
  }

  function go(by) {
    const all = clips();
    const next = all[all.indexOf(current) + by];
    current?.pause();
    current = next ?? null;
    running = Boolean(next);
    if (!next) return show();
    said.textContent = said.dataset.voice.replace("{number}", all.indexOf(next) + 1).replace("{whole}", all.length);
    next.play(0);
  }

  function listen() {
    for (const clip of clips()) {
      if (heard.has(clip)) continue;
      heard.add(clip);
      for (const name of ["moved", "turned"]) clip.told.addEventListener(name, show);
      clip.told.addEventListener("over", () => { if (running && clip === current) go(1); });
    }
    show();
  }

  button.addEventListener("click", () => {
    if (current?.playing) {
      current.pause();
    } else if (current && running) {
      current.play();
    } else {
      current = null;
      go(1);
    }
  });
  part.querySelector("[data-next]").addEventListener("click", () => go(1));
  part.querySelector("[data-before]").addEventListener("click", () => go(-1));
  part.addEventListener("clips-changed", () => {
    if (current && !clips().includes(current)) {
      const on = running;
      current = null;
      running = false;
      if (on) go(1);
    }
    listen();
  });
  listen();
}

beginAll(document);
for (const part of document.querySelectorAll("[data-sequence]")) beginSequence(part);
