// What a key or a button does with the row in hand.
import { clock, nameOf, say, tell } from "./said.js";
import { doubtOf } from "./words.js";

/** Command → what it does; `false` where the browser's own doing is to go on. */
export function table({ rows, hand, outbox, sound, people, open, passages }) {
  const speaker = (number) => () => assign(people.at(number));
  return {
    "sound.play": () => sound.toggle(),
    "sound.back": () => sound.by(-1),
    "sound.on": () => sound.by(1),
    "sound.here": () => hand.row && sound.from(hand.word?.start ?? hand.row.start),
    "sound.slower": () => sound.faster(-1),
    "sound.faster": () => sound.faster(1),
    "sound.goto": () => goTo(rows.at(sound.at)),
    "words.doubt": () => toDoubt(1),
    "words.doubt_before": () => toDoubt(-1),
    "words.accept": accept,
    "words.split": split,
    "words.merge": merge,
    "words.strike": strike,
    "words.times": () => hand.row && open.times(hand.row),
    "speakers.span": () => hand.row && open.speakerSpan(hand.row),
    "words.redact": () => hand.row && open.redact(hand.row, hand.span),
    "words.passage": () => hand.row && open.passage(hand.row),
    "words.history": () => hand.row && open.history(hand.row),
    ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => [`speakers.${number}`, speaker(number)])),
    "desk.undo": () => back("undo/", "undone"),
    "desk.redo": () => back("redo/", "redone"),
    "desk.find": () => open.find(),
    "desk.speakers": () => open.speakers(),
    "desk.conflict": () => open.conflict(),
    "desk.help": () => open.help(),
  };

  function goTo(row, caret = 0) {
    if (!row) return;
    hand.take(row, { caret });
    sound.scrolls();
    row.element.scrollIntoView({ block: "nearest" });
  }

  function toDoubt(direction) {
    const from = Math.max(0, rows.indexOf(hand.row));
    const caret = hand.field.selectionStart;
    for (let index = from; rows.all[index]; index += direction) {
      const row = rows.all[index];
      const [here, { state }] = [row === hand.row, row];
      if (state !== "machine") continue; // what a person has looked after is not doubted
      const some = row.shownWords.filter((word) => doubtOf(word, state) && (!here || (direction > 0 ? word.from > caret : word.from < caret)));
      const word = direction > 0 ? some[0] : some.at(-1);
      if (!word) continue;
      goTo(row, [word.from, word.to]);
      tell(say("doubted_word", { word: row.shown.slice(word.from, word.to), degree: say(`doubt_${doubtOf(word, row.state)}`), time: clock(word.start) }));
      return;
    }
    tell(say(direction > 0 ? "no_doubt_after" : "no_doubt_before"));
  }

  function accept() {
    const { row } = hand;
    if (!row) return;
    if (row.draft === null) {
      if (row.state !== "verified") outbox.act("state", row, `segments/${row.id}/state/`, { state: row.state === "machine" ? "corrected" : "verified" });
    } else outbox.flush();
    goTo(rows.after(row) ?? row);
  }

  function assign(name) {
    const { row } = hand;
    if (!row || !name) return;
    outbox.act("speaker", row, "speaker/", { speaker: name });
  }

  async function split() {
    const { row } = hand;
    if (!row) return;
    const at = hand.field.selectionStart;
    const answer = await outbox.ask(`segments/${row.id}/split/`, () => ({ version: row.version, at }), [row]);
    if (!told(answer)) return;
    goTo(rows.after(row), 0);
    tell(say("split", { time: clock(hand.row.start) }));
  }

  async function merge() {
    const { row } = hand;
    const next = row && rows.after(row);
    if (!next) return;
    const place = row.shown.length;
    const answer = await outbox.ask(`segments/${row.id}/merge/`, () => ({ version: row.version, next_version: next.version }), [row, next]);
    if (!told(answer)) return;
    goTo(rows.byId.get(answer.segments[0]?.id) ?? row, place);
    tell(say("merged", { time: clock(row.start) }));
  }

  async function strike() {
    const { row } = hand;
    if (!row) return;
    const drafted = outbox.strokes.find((stroke) => stroke.kind === "write" && stroke.segment === row.id);
    if (drafted) outbox.keepTheirs(drafted); // an emptied text is no text: what is struck out is what stood there
    const answer = await outbox.ask(`segments/${row.id}/strike/`, () => ({ version: row.version }), [row]);
    if (told(answer)) tell(say("struck"));
  }

  function back(door, sentence) {
    if (hand.row && hand.row.draft !== null && hand.hasFocus) return false; // what was typed since is the field's own to undo
    outbox.ask(door, () => ({})).then((answer) => {
      if (!told(answer)) return;
      passages.refresh();
      const row = rows.byId.get(answer.segments[0]?.id);
      if (row) goTo(row);
      tell(say(sentence));
    });
    return undefined;
  }

  /** Whether it was done; otherwise the person is told why not. */
  function told(answer) {
    if (answer.kind === "done") return true;
    if (answer.current) rows.take({ segments: [answer.current] }, (row) => row.draft !== null);
    tell(answer.error ?? say(`not_${answer.kind}`), true);
    return false;
  }
}

/** What a stroke that needed no answer came to, for those who do not see it. */
export function tellSettled(rows, { stroke }) {
  const row = rows.byId.get(stroke.segment);
  if (!row) return;
  if (stroke.kind === "state") tell(say("accepted", { state: say(`state_${row.state}`), time: clock(row.start) }));
  if (stroke.kind === "speaker") tell(say("assigned", { speaker: nameOf(row.speaker), time: clock(row.start) }));
}
