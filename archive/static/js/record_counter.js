// The step in which an interview is sent, and, once the archive has it, forgotten on this device.
import { confirmed } from "./record_forgetting.js";
import { lacks } from "./record_form.js";
import { Sending } from "./record_sending.js";
import * as shelf from "./record_shelf.js";
import { percent, say } from "./record_words.js";

const { desk, send, upload, logIn } = document.body.dataset;

export function sendingDesk(view, shown) {
  const find = (name) => view.querySelector(`[data-${name}]`);
  const onTheWay = new Map(); // by interview: {sending, state, account}

  find("send-now").addEventListener("click", async () => {
    await shown.save();
    await shown.reload();
    if (lacks(shown.interview, shown.takes).length) return find("lacking").scrollIntoView({ block: "center" });
    await shelf.change(shown.interview.id, { wanted: true });
    return begin(shown.interview.id);
  });
  find("stop-sending").addEventListener("click", async () => {
    const { id } = shown.interview;
    onTheWay.get(id)?.sending.stop();
    onTheWay.delete(id);
    await shelf.change(id, { wanted: false });
    await shown.reload();
  });
  find("forget").addEventListener("click", async () => {
    const { id, arrived } = shown.interview;
    if (arrived && (await confirmed("forget"))) await away(id, say("forgotten", { number: arrived.number }));
  });
  find("throw-away").addEventListener("click", async () => {
    const { id } = shown.interview;
    if (await confirmed("throw-away")) await away(id, say("thrown_away"));
  });
  view.querySelector("#collection").addEventListener("change", ({ target }) => {
    shelf.change(shown.interview.id, { collection: Number(target.value) || null });
  });
  addEventListener("focus", async () => goOn(await shelf.interviews())); // perhaps somebody logged in elsewhere
  view.querySelector("[data-log-in-link] a").href = `${logIn}?next=${encodeURIComponent(location.pathname)}`;

  async function away(id, sentence) {
    onTheWay.get(id)?.sending.stop();
    onTheWay.delete(id);
    shown.interview = null;
    await shelf.forget(id);
    sessionStorage.clear();
    location.hash = "";
    shown.tell(sentence);
  }

  function begin(id) {
    if (onTheWay.get(id)?.running) return;
    const sending = new Sending(id, { desk, send, upload });
    const one = { sending, state: { name: "asking" }, running: true, account: "" };
    onTheWay.set(id, one);
    sending.addEventListener("state", async ({ detail }) => {
      if (detail.name === "account") one.account = detail.account;
      else one.state = detail;
      if (["failed", "differs", "choose"].includes(detail.name)) await shelf.change(id, { wanted: false });
      if (shown.interview?.id === id || !shown.interview) await (detail.name === "sending_take" ? show() : shown.reload());
    });
    sending.run().finally(() => { one.running = false; });
  }

  /** Interviews that were being sent when the browser went away go on by themselves. */
  function goOn(all) {
    for (const one of all) if (one.wanted && !one.arrived) begin(one.id);
  }

  async function show() {
    if (!shown.interview) return;
    const { id, arrived, wanted, consent } = shown.interview;
    const one = onTheWay.get(id);
    const state = arrived ? { name: "arrived" } : (one?.state ?? { name: "" });
    const busy = wanted && !arrived;
    const lacking = arrived || busy ? [] : lacks(shown.interview, shown.takes);
    find("before-sending").hidden = Boolean(arrived);
    find("lacking").hidden = !lacking.length;
    find("lacks").replaceChildren(...lacking.map((name) => item(say(name))));
    find("no-consent").hidden = Boolean(arrived) || Object.keys(consent.uses).length > 0;
    find("send-now").hidden = busy;
    find("send-now").disabled = lacking.length > 0;
    find("stop-sending").hidden = !busy;
    find("progress").hidden = !busy || state.name !== "sending_take";
    if (state.name === "sending_take") find("progress").querySelector("progress").value = 100 * state.share;
    find("sending-state").textContent = [sentence(state), busy && one?.account && say("as_account", { account: one.account })].filter(Boolean).join(" ");
    find("log-in-link").hidden = state.name !== "log_in_first";
    showCollections(state.name === "choose" ? state.collections : null);
    find("refused").hidden = !["failed", "differs"].includes(state.name);
    find("refused-why").textContent = state.name === "differs" ? say("differs") : say("failed");
    find("refused-list").replaceChildren(...(state.sentences ?? []).map(item));
    find("arrived").hidden = find("forgetting").hidden = !arrived;
    find("away").hidden = Boolean(arrived) || busy;
    if (arrived) showArrived(arrived);
  }

  function showArrived({ number, url, digests }) {
    find("arrived-as").textContent = say("arrived_as", { number });
    find("to-testimony").href = url;
    find("digests").replaceChildren(...shown.takes.map((take) => {
      const line = item(`${say("take", { number: take.number })}: `);
      line.append(Object.assign(document.createElement("code"), { textContent: digests[take.id], dir: "ltr" }));
      return line;
    }));
  }

  function showCollections(collections) {
    if (!collections) return;
    const select = view.querySelector("#collection");
    find("collections").hidden = false;
    select.replaceChildren(new Option("", ""), ...collections.map(({ id, name }) => new Option(name, id)));
    select.focus();
  }

  return { show, goOn };
}

const SAID_AS_THEY_ARE = ["asking", "no_line", "log_in_first", "handing_over"];

function sentence(state) {
  if (state.name === "sending_take") return say("sending_take", { number: state.number, percent: percent(state.share) });
  return SAID_AS_THEY_ARE.includes(state.name) ? say(state.name) : "";
}

function item(text) {
  return Object.assign(document.createElement("li"), { textContent: text });
}
