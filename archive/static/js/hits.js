// Whoever comes from a search sees where else it was said: in the words and on the waveform.
import { startOf } from "./lines.js";

const SIGNS = /["()*~]|\b(?:AND|OR|NOT|NEAR\/\d+)\b|\p{L}+:\S+/gu;

const asked = new URLSearchParams(location.search).get("q") ?? fromSearch(document.referrer);
const wanted = fold(asked.replace(SIGNS, " ")).split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => [...word].length > 1);
if (wanted.length) for (const recording of document.querySelectorAll("[data-recording]")) begin(recording);

/** What was asked on the page of this site from which one comes; browsers tell it within one site alone. */
function fromSearch(address) {
  if (!address.startsWith(`${location.origin}/`)) return "";
  const from = new URL(address);
  return /\/search\//.test(from.pathname) ? (from.searchParams.get("q") ?? "") : "";
}

function fold(text) {
  return text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
}

function begin(recording) {
  const place = recording.querySelector("[data-hits-found]");
  const drawing = recording.querySelector("[data-hits-drawn]");
  mark();
  recording.addEventListener("words-changed", mark);

  function mark() {
    const lines = [...recording.querySelectorAll(".segment:not(.withheld)")].filter((line) => says(line.textContent));
    for (const line of lines) line.classList.add("hit");
    drawing?.setAttribute("d", lines.map((line) => `M${startOf(line)} 0V100`).join(""));
    if (!place) return;
    place.hidden = !lines.length;
    place.querySelector("[data-number]").textContent = lines.length;
    place.querySelector("[data-asked]").textContent = asked;
    place.querySelector("[data-next-hit]").onclick = () => next(lines);
  }

  let last = -1;
  function next(lines) {
    last = (last + 1) % lines.length;
    lines[last].scrollIntoView({ block: "center" });
    lines[last].querySelector(".time").focus({ preventScroll: true });
  }
}

function says(text) {
  const words = new Set(fold(text).split(/[^\p{L}\p{M}\p{N}]+/u));
  return wanted.some((word) => words.has(word) || (word.length > 4 && [...words].some((one) => one.startsWith(word))));
}
