// Cuts the words of a line apart, at the moment somebody wants one of them: a long page stays light.

const cut = new WeakMap();

/** The words of a segment as `{start, element}`, `start` in seconds, in order; empty where their times are not known. */
export function wordsOf(segment) {
  if (!cut.has(segment)) cut.set(segment, cutApart(segment));
  return cut.get(segment);
}

function cutApart(segment) {
  const said = segment.querySelector(".said");
  const text = said.textContent;
  const times = (segment.dataset.words ?? "").split(" ").filter(Boolean);
  if (!times.length) return [];
  const places = times[0].includes(":")
    ? times.map((time) => Number(time.split(":")[0]))
    : Array.from(text.matchAll(/\S+/g), (match) => match.index);
  if (places.length !== times.length) return [];

  let at = Number(segment.dataset.start);
  const pieces = document.createDocumentFragment();
  pieces.append(text.slice(0, places[0]));
  const words = times.map((time, index) => {
    at += Number(time.split(":").at(-1));
    const piece = text.slice(places[index], places[index + 1]);
    const word = piece.trimEnd();
    const element = document.createElement("span");
    element.className = "word";
    element.textContent = word;
    pieces.append(element, piece.slice(word.length));
    return { start: at / 1000, element };
  });
  said.replaceChildren(pieces);
  return words;
}
