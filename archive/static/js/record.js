// The recorder: a shelf of interviews, and four steps of each. It needs a line for nothing but sending.
import { sendingDesk } from "./record_counter.js";
import { showShelf, stateOf } from "./record_list.js";
import { askPromise, promised, space } from "./record_device.js";
import { consent, details, enliven, fill } from "./record_form.js";
import { install, offerInstalling } from "./record_install.js";
import { takingRoom } from "./record_room.js";
import * as shelf from "./record_shelf.js";
import { mendBroken, possible } from "./record_taking.js";
import { roughly, say } from "./record_words.js";

const STEPS = ["consent", "record", "about", "send"];
const SAVE_AFTER_MS = 300;
const RETURN_TO = "recorder-return-to";
const find = (selector) => document.querySelector(selector);
const shelfView = find('[data-view="shelf"]');
const view = find('[data-view="interview"]');
const form = find("[data-details]");

/** What is shown: an interview and its takes, as they stand on the device. */
const shown = { interview: null, takes: [], reload, save, tell };
const room = takingRoom(view, find("[data-running]"), shown);
const desk = sendingDesk(view, shown);
let saving = 0;

if (!possible()) unfit("");
shelf.open().then(begin, () => unfit(say("no_database")));

async function begin() {
  for (const one of await shelf.interviews()) await mendBroken(await shelf.takesOf(one.id));
  enliven(form, () => {
    clearTimeout(saving);
    saving = setTimeout(save, SAVE_AFTER_MS);
    chooseScript();
  });
  find("[data-begin]").addEventListener("click", beginInterview);
  find("[data-ask-promise]").addEventListener("click", async () => showPromise(await askPromise()));
  find("[data-skip]").addEventListener("click", (event) => {
    event.preventDefault();
    find("#main").focus();
  });
  offerInstalling(find("[data-install]"));
  addEventListener("hashchange", route);
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => document.hidden && save());
  for (const link of document.querySelectorAll("a[data-worker]")) {
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      await save();
      location.href = link.pathname + location.hash;
    });
  }
  const back = sessionStorage.getItem(RETURN_TO);
  sessionStorage.removeItem(RETURN_TO);
  if (back && !location.hash) history.replaceState(null, "", back);
  await route();
  desk.goOn(await shelf.interviews());
  if (await install()) Object.assign(find("[data-ready]"), { hidden: false, textContent: say("ready_offline") });
}

async function beginInterview() {
  const interview = {
    id: crypto.randomUUID(), begun: Date.now(), wanted: false, collection: null, spoken: null, arrived: null,
    details: {
      title: "", kind: "life", language: document.documentElement.lang, recorded_on: today(), spoken_languages: [], themes: [], countries: [],
      people: [{ part: "narrator", shown_as: "anonymous", name: "", pseudonym: "" }],
    },
    consent: { language: document.documentElement.lang, uses: {} },
  };
  await shelf.keep(interview);
  location.hash = `${interview.id}/consent`;
}

async function route() {
  await save();
  const [id, asked] = location.hash.slice(1).split("/");
  const step = STEPS.includes(asked) ? asked : "record";
  const before = shown.interview?.id;
  shown.interview = (id && (await shelf.interview(id))) || null;
  shelfView.hidden = Boolean(shown.interview);
  view.hidden = !shown.interview;
  if (!shown.interview) {
    shown.takes = [];
    await Promise.all([showShelf(shelfView), showDevice(), promised().then(showPromise)]);
    scrollTo(0, 0);
    return room.show();
  }
  if (before !== id) {
    fill(form, shown.interview);
    chooseScript();
  }
  for (const section of view.querySelectorAll("[data-step]")) section.hidden = section.dataset.step !== step;
  for (const link of view.querySelectorAll("[data-step-to]")) {
    link.href = `#${id}/${link.dataset.stepTo}`;
    if (link.closest(".steps") && link.dataset.stepTo === step) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
  sessionStorage.setItem(RETURN_TO, `#${id}/${step}`);
  if (before) scrollTo(0, 0);
  return reload();
}

/** Read again what lies on the device, and show it. */
async function reload() {
  const id = shown.interview?.id;
  if (!id) return showShelf(shelfView);
  [shown.interview, shown.takes] = [(await shelf.interview(id)) ?? null, await shelf.takesOf(id)];
  if (!shown.interview) {
    location.hash = "";
    return undefined;
  }
  find("[data-heading]").textContent = shown.interview.details.title || say("untitled");
  const arrived = stateOf(shown.interview, shown.takes) === "arrived";
  for (const field of form.querySelectorAll("input, select, [data-add], [data-remove]")) field.disabled = arrived;
  room.show();
  return desk.show();
}

/** Keep what stands in the fields. */
async function save() {
  clearTimeout(saving);
  if (!shown.interview || shown.interview.arrived) return;
  const now = { details: details(form), consent: consent(form) };
  const { details: wereDetails, consent: wereConsent } = shown.interview;
  if (JSON.stringify(now) === JSON.stringify({ details: wereDetails, consent: wereConsent })) return;
  shown.interview = (await shelf.change(shown.interview.id, now).catch(() => tell(say("write_failed")))) ?? shown.interview;
  find("[data-heading]").textContent = shown.interview.details.title || say("untitled");
}

/** The script in the language in which it is explained; where there is none, in that of the page. */
function chooseScript() {
  const wanted = form.elements.consent_language.value;
  const scripts = [...view.querySelectorAll("[data-script]")];
  const found = scripts.find((one) => one.dataset.script === wanted);
  const chosen = found ?? scripts.find((one) => one.dataset.script === document.documentElement.lang);
  for (const script of scripts) script.hidden = script !== chosen;
  find("[data-interpreted]").hidden = Boolean(found);
  const copy = chosen.cloneNode(true);
  delete copy.dataset.script;
  find("[data-script-copy]").replaceChildren(copy);
}

async function showDevice() {
  const left = await space();
  const line = find("[data-space]");
  line.hidden = !left;
  if (!left) return;
  line.classList.toggle("warning", left.state !== "enough");
  line.textContent = say({ enough: "space", low: "space_low", none: "space_none" }[left.state], { time: roughly(left.ms) });
}

function showPromise(kept) {
  Object.assign(find("[data-promise]"), { hidden: false, textContent: say(kept ? "promised" : "not_promised") });
  find("[data-ask-promise]").hidden = kept || !navigator.storage?.persist;
}

function tell(text) {
  Object.assign(find("[data-told]"), { hidden: !text, textContent: text });
}

function unfit(why) {
  find("[data-unfit]").hidden = false;
  find("[data-begin]").disabled = true;
  if (why) find("[data-unfit-why]").textContent = why;
}

function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
