// The step in which one records: the button, the clock, the meter, the moment of consent, and what the device lacks.
import { askPromise, mayRest, space, stayAwake, watchBattery } from "./record_device.js";
import { confirmed } from "./record_forgetting.js";
import { showTakes } from "./record_list.js";
import { meter, still } from "./record_meter.js";
import * as shelf from "./record_shelf.js";
import { Taking } from "./record_taking.js";
import { clock, percent, roughly, say } from "./record_words.js";

const TICK_MS = 250;
const LOOK_AT_SPACE_MS = 15_000;
const REFUSED = { NotAllowedError: "no_microphone", SecurityError: "no_microphone", NotFoundError: "microphone_missing" };

export function takingRoom(view, running, shown) {
  const find = (name) => view.querySelector(`[data-${name}]`);
  const record = find("record");
  const label = find("record-label");
  const warnings = new Map();
  let taking = null;
  let beginning = false;
  let stopMeter = null;

  record.addEventListener("click", () => {
    if (!taking) return begin();
    if (taking.paused) taking.goOn();
    else taking.pause();
    return show();
  });
  find("stop").addEventListener("click", () => taking?.end());
  find("mark").addEventListener("click", async () => {
    const spoken = { take: taking.take.id, number: taking.take.number, at_ms: Math.round(taking.elapsedMs) };
    await shelf.change(taking.take.interview, { spoken });
    find("script-again").open = false;
    await shown.reload();
  });
  const ask = (event) => taking && event.preventDefault();
  addEventListener("beforeunload", ask);
  document.querySelector("[data-leave]").addEventListener("click", () => removeEventListener("beforeunload", ask), { capture: true });
  addEventListener("pagehide", () => taking?.end());
  setInterval(tick, TICK_MS);
  setInterval(() => taking && lookAtSpace(), LOOK_AT_SPACE_MS);
  watchBattery((share) => warn("battery", share !== null && say("battery_low", { percent: percent(share) })));
  still(find("meter"));

  async function begin() {
    if (beginning) return;
    beginning = true;
    warnings.clear();
    try {
      await lookAtSpace();
      const number = Math.max(0, ...shown.takes.map((take) => take.number)) + 1;
      const begun = new Taking();
      await begun.begin(shown.interview.id, number);
      taking = begun;
      taking.addEventListener("ended", ended);
      find("script-again").open = !shown.interview.spoken; // it is read aloud at the start of the recording
      stopMeter = meter(taking.stream, find("meter"), (hears) => {
        find("hearing").textContent = say(hears ? "hears" : "hears_nothing");
        find("hearing").classList.toggle("warning", !hears);
      });
      warn("sleep", !(await stayAwake()) && say("screen_sleeps"));
      askPromise();
    } catch (error) {
      warn("microphone", say(REFUSED[error.name] ?? (error.name === "QuotaExceededError" ? "space_none" : "no_microphone")));
    } finally {
      beginning = false;
    }
    await shown.reload();
  }

  async function ended({ detail }) {
    taking = null;
    stopMeter?.();
    mayRest();
    find("hearing").textContent = "";
    if (detail.why) warn("ended", say(detail.why));
    await shown.reload();
  }

  async function lookAtSpace() {
    const left = await space();
    const name = { low: "space_low", none: "space_none" }[left?.state];
    warn("space", name && say(name, { time: roughly(left.ms) }));
  }

  function warn(name, sentence) {
    if (sentence) warnings.set(name, sentence);
    else warnings.delete(name);
    find("another-way").hidden = !warnings.has("microphone");
    Object.assign(find("warning"), { hidden: !warnings.size, textContent: [...warnings.values()].join(" ") });
  }

  const here = () => taking && taking.take.interview === shown.interview?.id;

  function tick() {
    if (!taking) return;
    const time = clock(taking.elapsedMs);
    if (here()) find("clock").textContent = time;
    running.querySelector("[data-running-clock]").textContent = time;
  }

  function show() {
    const state = !taking ? "idle" : taking.paused ? "paused" : "recording";
    document.body.dataset.taking = state;
    const atIt = here() && !find("clock").closest("[data-step]").hidden;
    running.hidden = !taking || atIt;
    if (taking) {
      running.href = `#${taking.take.interview}/record`;
      running.querySelector("[data-running-state]").textContent = say(taking.paused ? "paused" : "state_recording");
    }
    if (!shown.interview) return;
    const { arrived, spoken } = shown.interview;
    const mine = here();
    record.hidden = Boolean(arrived);
    record.disabled = Boolean(taking) && !mine;
    record.dataset.state = mine ? state : "idle";
    label.textContent = { idle: label.dataset.beginLabel, recording: label.dataset.pauseLabel, paused: label.dataset.goOnLabel }[mine ? state : "idle"];
    find("stop").hidden = !mine;
    find("mark").hidden = find("mark-help").hidden = !mine || state !== "recording" || Boolean(spoken);
    find("taking-state").textContent = mine ? say(state === "paused" ? "paused" : "now_recording") : say("not_recording");
    if (!mine) find("clock").textContent = clock(shown.takes.reduce((whole, take) => whole + take.ms, 0));
    find("marked").hidden = !spoken;
    if (spoken) find("marked").textContent = say("marked", { number: spoken.number, time: clock(spoken.at_ms) });
    showTakes(view, shown.takes, arrived ? null : drop);
    tick();
  }

  async function drop(take) {
    if (!(await confirmed("throw-away"))) return;
    await shelf.forgetTake(take.id);
    if (shown.interview.spoken?.take === take.id) await shelf.change(shown.interview.id, { spoken: null });
    await shown.reload();
  }

  return { show };
}
