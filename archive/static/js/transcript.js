// The words move along with the sound: the line and the word being spoken are marked, and the page follows unless the
// reader went elsewhere.
import { endOf, startOf } from "./lines.js";
import { playFrom } from "./moments.js";
import { wordsOf } from "./words.js";

const OURS_MS = 900; // as long as our own scrolling may take

const followed = new WeakMap();

for (const transcript of document.querySelectorAll("[data-transcript]")) follow(transcript);

/** Begin with the words of a recording, in the place of those that were followed before. */
export function follow(transcript) {
  const recording = transcript.closest("[data-recording]");
  const audio = recording.querySelector("audio");
  if (!audio) return;
  followed.get(recording)?.abort();
  const ended = new AbortController();
  followed.set(recording, ended);
  begin(recording, transcript, audio, { signal: ended.signal });
}

function begin(recording, transcript, audio, listening) {
  const passively = { ...listening, passive: true };
  const segments = [...transcript.querySelectorAll(".segment")];
  const starts = segments.map((segment) => startOf(segment) / 1000);
  const follow = recording.querySelector("[data-follow]");
  const back = recording.querySelector("[data-back]");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let current = null;
  let word = null;
  let following = true;
  let scrolledByUs = 0;

  recording.querySelector("[data-reading]").hidden = false;
  transcript.classList.add("alive");

  function setFollowing(on) {
    following = on;
    follow.setAttribute("aria-pressed", String(on));
    if (back) back.hidden = on || !current;
  }

  function mark() {
    const at = audio.currentTime + 0.02;
    const index = lastNotAfter(starts, at);
    const segment = segments[index] ?? null;
    if (segment !== current) {
      current?.removeAttribute("aria-current");
      segment?.setAttribute("aria-current", "true");
      current = segment;
      recording.dispatchEvent(new CustomEvent("line", { detail: segment }));
      if (current && !audio.paused && following) bringIntoView(current);
    }
    const within = current && at * 1000 <= endOf(current) + 300;
    const words = within ? wordsOf(current) : [];
    const spoken = words[lastNotAfter(words.map((one) => one.start), at)]?.element ?? null;
    if (spoken !== word) {
      word?.classList.remove("spoken");
      spoken?.classList.add("spoken");
      word = spoken;
    }
  }

  function keepMarking() {
    mark();
    if (!audio.paused && !listening.signal.aborted) requestAnimationFrame(keepMarking);
  }

  function bringIntoView(segment) {
    const { top, bottom } = segment.getBoundingClientRect();
    if (top > innerHeight * 0.25 && bottom < innerHeight * 0.75) return;
    scrolledByUs = performance.now();
    segment.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
  }

  function goBack() {
    setFollowing(true);
    if (current) bringIntoView(current);
  }

  audio.addEventListener("play", keepMarking, listening);
  for (const name of ["seeked", "placed"]) audio.addEventListener(name, mark, listening);
  const away = () => !audio.paused && setFollowing(false);
  addEventListener("wheel", away, passively);
  addEventListener("touchmove", away, passively);
  addEventListener("scroll", () => {
    if (performance.now() - scrolledByUs > OURS_MS) away();
  }, passively);
  follow.addEventListener("click", () => (following ? setFollowing(false) : goBack()), listening);
  back?.addEventListener("click", () => {
    goBack();
    recording.querySelector("[data-play]").focus({ preventScroll: true }); // the button is gone from under the finger
  }, listening);
  if (!audio.paused) keepMarking();

  transcript.addEventListener("click", (event) => {
    const segment = event.target.closest(".segment");
    if (!segment || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const onTime = event.target.closest(".time");
    if (!onTime && (!getSelection().isCollapsed || !event.target.closest(".said, .beside"))) return;
    event.preventDefault();
    setFollowing(true);
    scrolledByUs = performance.now();
    playFrom(recording, onTime ? startOf(segment) / 1000 : momentUnder(event, segment));
  });

  walkByKeys(recording, transcript, segments);
}

function momentUnder(event, segment) {
  const words = wordsOf(segment); // the element that was clicked may be whole no more
  const under = document.elementFromPoint(event.clientX, event.clientY);
  return words.find((one) => one.element === under)?.start ?? startOf(segment) / 1000;
}

/** One stop of the tab key for all the words; the arrows go on from there. */
function walkByKeys(recording, transcript, segments) {
  const times = segments.map((segment) => segment.querySelector(".time"));
  let stop = 0;
  times.forEach((time, index) => { time.tabIndex = index ? -1 : 0; });

  function stopAt(index) {
    times[stop].tabIndex = -1;
    stop = index;
    times[stop].tabIndex = 0;
  }

  transcript.addEventListener("focusin", (event) => {
    const index = times.indexOf(event.target);
    if (index >= 0) stopAt(index);
  });
  transcript.addEventListener("focusout", (event) => {
    if (event.target.matches(".word")) for (const name of ["tabindex", "role"]) event.target.removeAttribute(name);
  });
  transcript.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const segment = event.target.closest(".segment");
    const index = segments.indexOf(segment);
    if (index < 0) return;
    const words = wordsOf(segment);
    const at = words.findIndex((one) => one.element === event.target);
    const forwards = getComputedStyle(segment).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backwards = forwards === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const does = {
      ArrowDown: () => times[Math.min(index + 1, times.length - 1)].focus(),
      ArrowUp: () => times[Math.max(index - 1, 0)].focus(),
      [forwards]: () => focusWord(words[Math.min(at + 1, words.length - 1)]),
      [backwards]: () => (at > 0 ? focusWord(words[at - 1]) : times[index].focus()),
      Enter: () => playFrom(recording, at >= 0 ? words[at].start : startOf(segment) / 1000),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });
}

function focusWord(word) {
  if (!word) return;
  word.element.tabIndex = -1;
  word.element.setAttribute("role", "button");
  word.element.focus();
}

/** The index of the last of the rising numbers that is not after `at`; -1 where all are. */
function lastNotAfter(rising, at) {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle] <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
