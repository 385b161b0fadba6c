// The list of what lies on this device, and the takes of one interview.
import * as shelf from "./record_shelf.js";
import { clock, day, say, size } from "./record_words.js";

/** Where an interview stands. */
export function stateOf(interview, takes) {
  if (takes.some((take) => !take.ended)) return "recording";
  if (interview.arrived) return "arrived";
  return interview.wanted ? "sending" : "kept";
}

export async function showShelf(view) {
  const all = await shelf.interviews();
  const rows = await Promise.all(all.map((one) => interviewRow(view, one)));
  view.querySelector("[data-interviews]").replaceChildren(...rows);
  view.querySelector("[data-nothing]").hidden = all.length > 0;
}

async function interviewRow(view, interview) {
  const takes = await shelf.takesOf(interview.id);
  const state = stateOf(interview, takes);
  const row = view.querySelector("[data-interview-row]").content.firstElementChild.cloneNode(true);
  const put = (name, text) => { row.querySelector(`[data-${name}]`).textContent = text; };
  row.dataset.stands = state;
  row.querySelector("[data-open]").href = `#${interview.id}/${state === "kept" || state === "recording" ? "record" : "send"}`;
  put("title", interview.details.title || say("untitled"));
  put("state", say(`state_${state}`));
  put("day", day(interview.begun));
  put("length", clock(sum(takes, "ms")));
  put("size", size(sum(takes, "bytes")));
  put("takes", say("takes", { count: takes.length }));
  return row;
}

/** Show the takes of an interview, each to be listened to; `drop(take)` where one may go. */
export function showTakes(view, takes, drop) {
  const list = view.querySelector("[data-takes-list]");
  for (const audio of list.querySelectorAll("audio")) URL.revokeObjectURL(audio.src);
  list.replaceChildren(...takes.filter((take) => take.ended).map((take) => takeRow(view, take, drop)));
}

function takeRow(view, take, drop) {
  const row = view.querySelector("[data-take-row]").content.firstElementChild.cloneNode(true);
  const find = (name) => row.querySelector(`[data-${name}]`);
  find("take-name").textContent = say("take", { number: take.number });
  find("take-length").textContent = clock(take.ms);
  find("take-facts").textContent = `${size(take.bytes)} · ${day(take.begun)} · ${codecOf(take.type)}`;
  find("take-broken").hidden = !take.broken;
  find("take-broken").textContent = say("interrupted");
  const audio = row.querySelector("audio");
  find("listen").addEventListener("click", async (event) => {
    event.target.hidden = true;
    audio.src = URL.createObjectURL(await shelf.soundOf(take));
    audio.hidden = false;
    audio.play();
  });
  find("drop-take").hidden = !drop;
  find("drop-take").addEventListener("click", () => drop(take));
  return row;
}

const sum = (takes, field) => takes.reduce((whole, take) => whole + take[field], 0);

/** webm/opus, mp4/aac: the container, and what is in it where the browser says so. */
function codecOf(type) {
  const [container, codec = ""] = type.replace("audio/", "").split(/;\s*codecs=/);
  return [container, codec.startsWith("mp4a") ? "aac" : codec].filter(Boolean).join("/");
}
