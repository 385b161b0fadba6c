// What the page writes of a line of a transcript, briefly, because a page may have 1,500 of them: when it begins, once,
// in its name ("t-75200", "r2-t-75200"); beside it how long it lasts, and how long after one another its words begin.

export const startOf = (line) => Number(line.id.slice(line.id.lastIndexOf("-") + 1));

export const endOf = (line) => startOf(line) + Number(line.dataset.lasts);

/** Where each word stands in the text of its line, in UTF-16 units, and when it begins, in ms; empty where that is not
 *  known. */
export function wordsIn(line, text) {
  const times = (line.dataset.words ?? "").split(" ").filter(Boolean);
  if (!times.length) return [];
  const places = times[0].includes(":")
    ? times.map((time) => Number(time.split(":")[0]))
    : Array.from(text.matchAll(/\S+/g), (match) => match.index);
  if (places.length !== times.length) return [];
  let start = startOf(line);
  return times.map((time, index) => ({ from: places[index], start: (start += Number(time.split(":").at(-1))) }));
}
