// Cuts the words of a line apart, at the moment somebody wants one of them: a long page stays light.
import { wordsIn } from "./lines.js";

const cut = new WeakMap();

/** The words of a segment as `{start, element}`, `start` in seconds, in order; empty where their times are not known. */
export function wordsOf(segment) {
  if (!cut.has(segment)) cut.set(segment, cutApart(segment));
  return cut.get(segment);
}

function cutApart(segment) {
  const said = segment.querySelector(".said");
  const text = said.textContent;
  const found = wordsIn(segment, text);
  if (!found.length) return [];

  const pieces = document.createDocumentFragment();
  pieces.append(text.slice(0, found[0].from));
  const words = found.map(({ from, start }, index) => {
    const piece = text.slice(from, found[index + 1]?.from);
    const word = piece.trimEnd();
    const element = document.createElement("span");
    element.className = "word";
    element.textContent = word;
    pieces.append(element, piece.slice(word.length));
    return { start: start / 1000, element };
  });
  said.replaceChildren(pieces);
  return words;
}
