// The desk: rows, sound, the row in hand, and all that happens between them.
import "../player.js";
import "../waveform.js";
import { table, tellSettled } from "./acts.js";
import { Conflicts } from "./conflicts.js";
import { Finding } from "./finding.js";
import { Hand } from "./hand.js";
import { Help } from "./help.js";
import { History } from "./history.js";
import { commandOf, showOn } from "./keys.js";
import { Outbox } from "./outbox.js";
import { Passages } from "./passages.js";
import { People } from "./people.js";
import { Rows } from "./rows.js";
import { desk, say, tell } from "./said.js";
import { Sound } from "./sound.js";
import { tidyUp } from "./shelf.js";
import { sheets } from "./spans.js";
import { Standing } from "./standing.js";
import { Watching } from "./watching.js";
import { momentOf } from "../moments.js";

const list = document.querySelector("[data-rows]");
if (list) begin();

async function begin() {
  const rows = new Rows(list);
  const hand = new Hand(document.querySelector("[data-hand]"));
  const outbox = new Outbox(rows);
  const sound = new Sound(document.querySelector("[data-player]"), rows, hand);
  const people = new People(rows, outbox);
  const passages = new Passages(rows, outbox, sound);
  const conflicts = new Conflicts(rows, outbox, hand);
  const [finding, help, history] = [new Finding(rows, outbox), new Help(), new History(outbox)];
  const open = {
    ...sheets({ outbox, sound, people }),
    passage: (row) => passages.open(row),
    find: () => finding.open(hand.hasFocus ? hand.field.value.slice(hand.field.selectionStart, hand.field.selectionEnd) : ""),
    help: () => help.open(),
    history: (row) => history.open(row),
    speakers: () => people.open(),
    conflict: () => conflicts.open(),
  };
  const acts = table({ rows, hand, outbox, sound, people, open, passages });
  new Standing(rows, outbox, hand);

  for (const element of document.querySelectorAll("[data-alive]")) element.hidden = false;
  for (const element of document.querySelectorAll("[data-command]")) showOn(element);
  for (const time of list.querySelectorAll(".time")) time.tabIndex = -1;

  hand.addEventListener("typed", ({ detail: { row, text } }) => outbox.write(row, text));
  hand.addEventListener("left", () => outbox.flush());
  hand.addEventListener("taken", ({ detail: { row } }) => remember(row));
  rows.addEventListener("changed", ({ detail: row }) => { if (row === hand.row) hand.refresh(); });
  rows.addEventListener("removing", ({ detail: row }) => {
    if (row !== hand.row) return;
    const [neighbour, focus] = [rows.after(row, -1) ?? rows.after(row), hand.hasFocus];
    hand.leave();
    if (neighbour) hand.take(neighbour, { caret: 0, focus });
  });
  outbox.addEventListener("settled", ({ detail }) => tellSettled(rows, detail));
  outbox.addEventListener("refused", ({ detail: { error } }) => tell(error ?? say("refused"), true));

  document.addEventListener("keydown", (event) => pressed(event));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-command]");
    if (button) acts[button.dataset.command]?.();
  });
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-hand] [data-command], [data-legend] [data-command]")) event.preventDefault(); // the caret stays where it is
  });
  list.addEventListener("click", (event) => clicked(event));
  const clicks = document.querySelector("[data-clicks]");
  clicks.addEventListener("click", () => clicks.setAttribute("aria-pressed", String(clicks.getAttribute("aria-pressed") !== "true")));

  if (desk.writable) {
    const left = await outbox.open();
    if (left) tell(say("left_here", { count: left }));
    hand.take(where(), { focus: false });
  }
  for (const button of document.querySelectorAll("dialog [data-close]")) button.addEventListener("click", (event) => {
    event.preventDefault();
    button.closest("dialog").close();
  });
  new Watching(rows, outbox, passages);
  performance.mark("desk-alive");
  document.documentElement.dataset.desk = "alive";
  sound.prepare();
  setTimeout(() => tidyUp().catch(() => {}), 1_000);

  function pressed(event) {
    if (event.defaultPrevented) return;
    const command = commandOf(event);
    const sheet = document.querySelector("dialog[open]");
    if (command && (!sheet || command.startsWith("sound."))) {
      if (!desk.writable && !command.startsWith("sound.") && command !== "desk.help") return;
      if (acts[command]() !== false) event.preventDefault();
      return;
    }
    if (event.target === hand.field) walk(event);
  }

  /** Enter and the arrows at the ends of the text lead to the next row and the one before. */
  function walk(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const { selectionStart: from, selectionEnd: until, value } = hand.field;
    const steps = {
      Enter: event.shiftKey ? -1 : 1,
      ArrowDown: from === value.length && !event.shiftKey ? 1 : 0,
      ArrowUp: until === 0 && !event.shiftKey ? -1 : 0,
    }[event.key];
    if (!steps) return;
    event.preventDefault();
    const row = rows.after(hand.row, steps);
    if (!row) return tell(say(steps > 0 ? "last_row" : "first_row"));
    hand.take(row, { caret: steps < 0 && event.key === "ArrowUp" ? row.shown.length : 0 });
    sound.scrolls();
    row.element.scrollIntoView({ block: "nearest" });
  }

  function clicked(event) {
    const row = rows.of(event.target);
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const plays = clicks.getAttribute("aria-pressed") === "true";
    if (event.target.closest(".time")) {
      event.preventDefault();
      if (desk.writable) hand.take(row);
      return sound.from(row.start);
    }
    if (event.target === hand.field) {
      if (plays && hand.field.selectionStart === hand.field.selectionEnd) sound.from(hand.word?.start ?? row.start);
      return undefined;
    }
    if (!event.target.closest(".said") || !getSelection().isCollapsed) return undefined;
    const caret = placeUnder(event, row);
    const word = row.shownWords.findLast((one) => one.from <= caret);
    if (desk.writable) hand.take(row, { caret });
    if (plays) sound.from(word?.start ?? row.start);
    return undefined;
  }

  /** Where one stopped: the address names a row or a moment, else this browser remembers, else the first that waits. */
  function where() {
    const moment = momentOf(location.hash);
    const named = Number(/^#s-(\d+)$/.exec(location.hash)?.[1] ?? (moment ? NaN : remembered()));
    const row = (moment && rows.at(moment.seconds * 1000 + 20)) ?? rows.byId.get(named);
    if (moment) sound.cue(moment.seconds * 1000);
    row?.element.scrollIntoView({ block: "center" });
    return row ?? rows.all.find((one) => one.state === "machine") ?? rows.all[0];
  }

  function remember(row) {
    try {
      localStorage.setItem(`desk-place-${desk.transcript}`, row.id);
    } catch {
      // a browser that keeps nothing begins at the beginning
    }
  }

  function remembered() {
    try {
      return localStorage.getItem(`desk-place-${desk.transcript}`);
    } catch {
      return null;
    }
  }
}

/** The place in the row's text that was clicked. */
function placeUnder(event, row) {
  const said = row.element.querySelector(".said");
  const at = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  const [node, offset] = at ? [at.offsetNode, at.offset] : fromRange(document.caretRangeFromPoint?.(event.clientX, event.clientY));
  if (!node || !said.contains(node)) return 0;
  const before = document.createRange();
  before.setStart(said, 0);
  before.setEnd(node, offset);
  return before.toString().length;
}

function fromRange(range) {
  return range ? [range.startContainer, range.startOffset] : [null, 0];
}
