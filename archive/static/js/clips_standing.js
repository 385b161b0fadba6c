// While a story is looked at, asks every moment how its clips stand, and closes at once what is not open any more: its
// words, and its sound. What changed is fetched again from the story itself. Nothing is asked while nobody looks or hears.
import { beginAll } from "./clips.js";

const EVERY_MS = 600;
const PATIENCE_MS = 5000;
const story = document.querySelector("[data-clips-standing]");
const address = story.dataset.clipsStanding;
let etag = "";
let waiting = 0;
let asking = false;

const isHeard = () => [...story.querySelectorAll("audio")].some((one) => !one.paused);
const places = () => [...story.querySelectorAll("[data-clip]")];

async function ask() {
  clearTimeout(waiting);
  if ((document.hidden && !isHeard()) || asking) return;
  asking = true;
  try {
    const answer = await fetch(address, {
      headers: etag ? { "If-None-Match": etag } : {},
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 404 || answer.status === 410) return closeAll();
    if (answer.ok) {
      etag = answer.headers.get("ETag") ?? "";
      await compare((await answer.json()).clips);
    }
  } catch {
    // no connection: the next time tells
  } finally {
    asking = false;
  }
  waiting = setTimeout(ask, EVERY_MS);
}

async function compare(marks) {
  const changed = places().filter((place) => place.dataset.mark !== (marks[place.dataset.clip] ?? ""));
  if (!changed.length) return;
  for (const place of changed) close(place, marks[place.dataset.clip] ?? "");
  await bringAnew(changed.filter((place) => place.dataset.mark));
}

/** What was open is shut before anything else is asked for. */
function close(place, mark) {
  for (const sound of place.querySelectorAll("[data-clip-sound]")) sound.clip?.silence();
  const hadFocus = place.contains(document.activeElement);
  const words = document.createElement("p");
  words.className = "clip-closed";
  words.textContent = story.dataset.clipClosed;
  place.replaceChildren(words);
  place.dataset.mark = mark;
  if (hadFocus) {
    words.tabIndex = -1;
    words.focus();
  }
  place.closest("[data-sequence]")?.dispatchEvent(new Event("clips-changed"));
}

function closeAll() {
  for (const place of places()) close(place, "");
}

async function bringAnew(wanted) {
  const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const lists = page.querySelectorAll("[data-again]"); // they may name the same testimony
  for (const [index, list] of [...story.querySelectorAll("[data-again]")].entries()) {
    list.replaceChildren(...document.importNode(lists[index] ?? document.createElement("p"), true).childNodes);
  }
  for (const place of wanted) {
    const found = page.querySelector(`[data-clip="${CSS.escape(place.dataset.clip)}"]`);
    if (!found) continue;
    place.replaceChildren(...document.importNode(found, true).childNodes);
    place.dataset.mark = found.dataset.mark;
    beginAll(place);
    place.closest("[data-sequence]")?.dispatchEvent(new Event("clips-changed"));
  }
}

document.addEventListener("visibilitychange", ask);
story.addEventListener("play", ask, true);
addEventListener("pageshow", ask);
ask();
