// Goes on where one was, on this device, if one asked for it.
import { clock, momentOf, place } from "./moments.js";
import { forgetAll, places, remember } from "./remembered.js";

const EVERY_MS = 5000;
const WORTH_S = 10;

for (const player of document.querySelectorAll("[data-player]")) begin(player);

function begin(player) {
  const switching = player.querySelector("[data-remember]");
  if (!switching) return;
  const { uuid } = player.dataset;
  const audio = player.querySelector("audio");
  const told = player.querySelector("[data-told]");
  let last = 0;

  const show = () => switching.setAttribute("aria-pressed", String(places() !== null));
  switching.addEventListener("click", () => {
    if (places() === null) remember(uuid, audio.currentTime, true);
    else forgetAll();
    show();
    told.textContent = places() === null ? switching.dataset.forgotten : switching.dataset.kept;
  });
  audio.addEventListener("timeupdate", () => {
    if (audio.paused || performance.now() - last < EVERY_MS) return;
    last = performance.now();
    remember(uuid, audio.currentTime);
  });
  audio.addEventListener("pause", () => remember(uuid, audio.currentTime));
  show();

  const known = places()?.[uuid];
  if (known > WORTH_S && !momentOf(location.hash)) {
    place(audio, known);
    told.textContent = player.dataset.goesOn.replace("{time}", clock(known));
    told.classList.remove("unseen");
    audio.addEventListener("play", () => told.classList.add("unseen"), { once: true });
  }
}
