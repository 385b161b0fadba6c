// The words of a row: where each stands in the text (in UTF-16 units, as a caret counts), when it is heard, and how
// much the machine doubted it. Read from the page when somebody takes the row in hand, and not before.
import { desk } from "./said.js";

/** From the short form that the page carries (testimonies/views/desk_faces.py). */
export function decoded(text, coded, startMs) {
  const parts = coded.split(" ").filter(Boolean);
  if (!parts.length) return [];
  const simple = !parts[0].includes(":") ? [...text.matchAll(/\S+/g)] : null;
  if (simple && simple.length !== parts.length) return [];
  let at = startMs;
  return parts.map((part, index) => {
    const [place, times] = simple ? [simple[index].index, part] : [Number(part.split(":")[0]), part.split(":")[1]];
    const [gap, length, percent] = times.split(",").map(Number);
    at += gap;
    const next = simple ? place + simple[index][0].length : null;
    return { from: place, to: next, start: at, end: at + length, percent };
  }).map((word, index, all) => (word.to === null ? { ...word, to: endOf(text, word.from, all[index + 1]?.from) } : word));
}

/** From the rows of an answer: `[[start_ms, end_ms, text, probability], …]`. */
export function placed(text, words) {
  let cursor = 0;
  const found = [];
  for (const [start, end, word, probability] of words) {
    const from = word ? text.indexOf(word, cursor) : -1;
    if (from < 0) return [];
    cursor = from + word.length;
    found.push({ from, to: cursor, start, end, percent: probability == null ? 100 : Math.round(100 * probability) });
  }
  return found;
}

/** As the archive will keep it: no breaks, single spaces, none at the ends, composed letters. */
export const tidy = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();

/** 0 to 3: how much a word is doubted. What a person has looked after is not. */
export function doubtOf(word, state) {
  return state === "machine" ? desk.doubted.filter((bound) => word.percent < bound * 100).length : 0;
}

/** The word at a place in the text, else the last before it, else the first. */
export function wordAt(words, place) {
  return words.findLast((word) => word.from <= place) ?? words[0] ?? null;
}

/** The word that is heard at a moment of the sound, in ms. */
export function wordHeard(words, at) {
  const word = words.findLast((one) => one.start <= at);
  return word && at <= word.end + 300 ? word : null;
}

/** Those words whose places and times still hold after the text became `now`: what did not change at either end. */
export function surviving(words, before, now) {
  if (before === now) return words;
  const most = Math.min(before.length, now.length);
  let head = 0;
  while (head < most && before[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  const [shift, tailFrom] = [now.length - before.length, before.length - tail];
  const whole = (word) => word.to < head || (word.to === head && !/\S/.test(now[head] ?? " "));
  return words.flatMap((word) => {
    if (whole(word)) return [word];
    const stands = word.from > tailFrom || (word.from === tailFrom && !/\S/.test(now[tailFrom + shift - 1] ?? " "));
    return stands ? [{ ...word, from: word.from + shift, to: word.to + shift }] : [];
  });
}

function endOf(text, from, next = text.length) {
  return from + text.slice(from, next).trimEnd().length;
}
