// Captions: the words spoken now, large, in one line or two, in the player that stays in sight. A screen reader has the
// words themselves, so that these are kept from it.
import { endOf, startOf } from "./lines.js";
import { wordsOf } from "./words.js";

const WORDS = { one: 6, two: 14, large: 8 };

for (const recording of document.querySelectorAll("[data-recording]")) begin(recording);

function begin(recording) {
  const choice = recording.querySelector("[data-captions-style]");
  const shown = recording.querySelector("[data-captions]");
  const audio = recording.querySelector("audio");
  if (!choice || !shown || !audio) return;
  shown.ariaHidden = "true";
  let segment = null;

  function show() {
    const style = choice.value;
    shown.hidden = style === "none";
    shown.dataset.style = style;
    if (style === "none" || !segment) return;
    const said = segment.querySelector(".said");
    const text = pieceOf(segment, said, WORDS[style], audio.currentTime);
    if (shown.textContent !== text) shown.textContent = text;
    const own = said.closest("[lang]");
    shown.lang = own.lang;
    shown.dir = own.dir;
  }

  recording.addEventListener("line", (event) => { segment = event.detail; show(); });
  audio.addEventListener("timeupdate", show);
  choice.addEventListener("change", () => {
    segment ??= recording.querySelector(".segment[aria-current]") ?? recording.querySelector(".segment");
    show();
  });
}

/** As many words as fit, those among them that are spoken now: by their times, or by the time that has gone by. */
function pieceOf(segment, said, most, seconds) {
  const timed = wordsOf(segment);
  const words = timed.length ? timed.map((one) => one.element.textContent) : said.textContent.trim().split(/\s+/);
  const [from, until] = [startOf(segment) / 1000, endOf(segment) / 1000];
  const gone = Math.floor((words.length * (seconds - from)) / Math.max(0.1, until - from));
  const at = timed.length ? timed.findLastIndex((one) => one.start <= seconds + 0.05) : gone;
  const first = Math.floor(Math.min(Math.max(0, at), words.length - 1) / most) * most;
  return words.slice(first, first + most).join(" ");
}
