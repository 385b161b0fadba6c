// Words of a transcript that are selected can be quoted: a link to the page of that quotation appears beside them.
import { endOf, startOf, wordsIn } from "./lines.js";

const TAIL_MS = 1500; // where the last word of a line ends is not written down: the line's end, at most so long after

const offer = document.querySelector("[data-quote-this]");
if (offer) document.addEventListener("selectionchange", () => show(chosen()));

/** `{position, start, end, rectangle}` of what is selected in one transcript, times in ms; null where nothing is. */
function chosen() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed || !selection.toString().trim()) return null;
  const range = selection.getRangeAt(0);
  const element = range.commonAncestorContainer;
  const around = element.nodeType === Node.ELEMENT_NODE ? element : element.parentElement;
  const recording = around?.closest("[data-recording]");
  if (!recording?.querySelector("[data-transcript]")) return null;
  const lines = [...recording.querySelectorAll(".segment:not(.withheld)")].filter((line) => touches(range, line.querySelector(".said")));
  if (!lines.length) return null;
  const [first, last] = [lines[0], lines.at(-1)];
  return {
    language: recording.querySelector("[data-transcript]").dataset.language,
    position: recording.dataset.recording,
    start: edge(first, range, 0) ?? startOf(first),
    end: edge(last, range, -1) ?? endOf(last),
    rectangle: range.getBoundingClientRect(),
  };
}

/** Where the first (0) or the last (-1) selected word of a line begins or ends; undefined where no times are known. */
function edge(line, range, which) {
  const spans = timesOf(line);
  const text = line.querySelector(".said");
  const touched = spans.filter((span) => within(range, text, span));
  const found = touched.at(which);
  return found && (which === 0 ? found.start : found.end);
}

/** Each word of a line, its place in the text and its times, without cutting the text apart under the selection. */
function timesOf(line) {
  const text = line.querySelector(".said").textContent;
  return wordsIn(line, text).map(({ from, start }, index, all) => ({
    start,
    end: all[index + 1]?.start ?? Math.max(start + 1, Math.min(endOf(line), start + TAIL_MS)),
    from,
    to: from + text.slice(from, all[index + 1]?.from).trimEnd().length,
  }));
}

function within(range, text, { from, to }) {
  return range.comparePoint(...pointAt(text, to - 1, 0)) >= 0 && range.comparePoint(...pointAt(text, from, 1)) <= 0;
}

/** The text node and the place in it of the `at`-th letter of an element; `after` counts from behind that letter. */
function pointAt(element, at, after) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = at;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (left < node.length) return [node, left + after];
    left -= node.length;
  }
  return [element, element.childNodes.length];
}

function touches(range, element) {
  return element && range.intersectsNode(element);
}

function show(found) {
  offer.hidden = !found;
  if (!found) return;
  const address = offer.dataset.quoteThis.replace("/at/0/0-1/", `/at/${found.position}/${Math.floor(found.start)}-${Math.ceil(found.end)}/`);
  offer.querySelector("a").href = found.language ? `${address}?language=${found.language}` : address;
  offer.style.insetBlockStart = `${scrollY + found.rectangle.bottom + 8}px`;
  offer.style.left = `${Math.min(Math.max(8, found.rectangle.left), innerWidth - offer.offsetWidth - 8)}px`;
}
