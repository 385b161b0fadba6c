// The upload page: files are sent while the form is filled in, and the form goes when all of them have arrived.
// Without this the form takes the files along, as any form does.
import { choose, Counter, dropped, headOf, plain } from "./upload_file.js";
import { forgetAllBut } from "./upload_memory.js";
import { Row } from "./upload_row.js";
import { hand } from "./upload_handing.js";

for (const form of document.querySelectorAll("form[data-upload]")) begin(form);

function begin(form) {
  const find = (name) => form.querySelector(`[data-${name}]`);
  const list = find("list");
  const input = form.elements.sound;
  const said = find("said");
  const sentence = find("pending");
  const notYet = find("not-yet");
  const words = JSON.parse(document.querySelector("[data-words]").textContent);
  const template = document.querySelector("template[data-row]");
  const page = { template, words, place: form.dataset.place, counter: new Counter(form.dataset.counter), find: bySign };
  const rows = new Map(); // by their elements, whose order is the order of the recordings
  let pending = false, handing = false;

  const inOrder = () => [...list.children].map((element) => rows.get(element)).filter(Boolean);
  const ours = () => inOrder().filter((row) => row.belongs);

  function add(known, at = null) {
    const row = new Row(known, page);
    rows.set(row.element, row);
    list.insertBefore(row.element, at);
    row.addEventListener("changed", settle);
    row.addEventListener("removed", ({ detail }) => {
      rows.delete(row.element);
      if (detail.byHand) input.focus();
      settle();
    });
    row.addEventListener("arrived", () => announce("said-arrived", row));
    row.addEventListener("stopped", () => announce("said-stopped", row));
    row.addEventListener("choose", async () => {
      const [chosen] = await choose(input, { several: false });
      if (chosen) await take([chosen], row);
    });
    row.buttons.up.onclick = () => move(row, row.element.previousElementSibling, "up");
    row.buttons.down.onclick = () => move(row, row.element.nextElementSibling?.nextElementSibling ?? null, "down");
    settle();
    return row;
  }

  /** What was chosen or dropped: each goes on with the upload it belongs to, or begins one. */
  async function take(files, wanting = null) {
    for (const { file, handle } of files) {
      const head = file.size ? await headOf(file).catch(() => null) : null;
      const wanted = wanting ?? inOrder().find((row) => row.wants(file, head));
      if (wanted && head !== null && wanted.wants(file, head)) wanted.adopt(file, handle, head);
      else if (wanted) wanted.say("another");
      else if (ours().some((row) => (row.file || row.arrived) && row.known.head === head && row.known.size === file.size)) tell(words.twice.replace("{name}", `\u2068${file.name}\u2069`));
      else {
        const row = add({ name: file.name, size: file.size, head });
        if (head === null) row.fail("empty");
        else if (file.size > Number(form.dataset.limitBytes)) row.fail("too-large");
        else row.adopt(file, handle, head);
      }
    }
  }

  function move(row, before, name) {
    list.insertBefore(row.element, before);
    settle();
    const button = row.buttons[name].hidden ? row.buttons[name === "up" ? "down" : "up"] : row.buttons[name];
    button.focus();
  }

  /** Whatever has changed: the next one is sent, the form shows what it can do, and goes if it is to go. */
  function settle() {
    const mine = ours();
    inOrder().forEach((row, place, all) => {
      row.buttons.up.hidden = all.length < 2 || place === 0;
      row.buttons.down.hidden = all.length < 2 || place === all.length - 1;
    });
    settleApart(mine);
    if (!mine.some((row) => row.holdsTheLine)) mine.find((row) => row.state === "queued")?.run();
    const busy = mine.some((row) => row.underway) || handing;
    (busy || pending ? addEventListener : removeEventListener)("beforeunload", warn);
    notYet.hidden = !pending || handing;
    if (!pending || handing) return;
    const stands = mine.find((row) => !row.underway && !row.arrived);
    tell(words[stands ? "mend" : "pending"]);
    if (!busy && !stands) send();
  }

  function settleApart(mine) {
    const choice = find("apart-choice");
    if (!choice) return;
    choice.hidden = mine.length < 2;
    if (choice.hidden) form.elements.apart[0].checked = true;
    const apart = form.elements.apart.value === "on";
    find("one-title").hidden = apart;
    form.elements.title.required = !apart;
    find("for-each").hidden = !apart;
    for (const row of inOrder()) row.titled(apart);
  }

  async function send() {
    handing = true;
    notYet.hidden = true;
    tell(words.handing);
    const outcome = await hand(form, ours(), () => tell(words.waiting));
    [handing, pending] = [false, false];
    removeEventListener("beforeunload", warn);
    if (outcome.location) return location.assign(outcome.location);
    tell(words[outcome.word] ?? "");
    settle();
    outcome.focus?.focus();
  }

  function tell(text) {
    if (sentence.textContent === text) return;
    sentence.textContent = text;
    sentence.hidden = !text;
  }

  function announce(word, row) {
    said.textContent = words[word].replace("{name}", `\u2068${row.known.name}\u2069`);
  }

  async function bySign(sign) {
    const answer = await fetch(form.dataset.mine);
    const { files } = await answer.json();
    const found = files.find((one) => one.sign === sign);
    return found ? new URL(found.address, location.href).href : null;
  }

  function warn(event) {
    event.preventDefault();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    pending = true;
    settle();
  });
  notYet.addEventListener("click", () => {
    pending = false;
    tell("");
    settle();
    form.querySelector("[type=submit]").focus();
  });
  input.addEventListener("click", async (event) => {
    if (!globalThis.showOpenFilePicker) return;
    event.preventDefault();
    take(await choose(input));
  });
  input.addEventListener("change", () => {
    const files = plain(input.files);
    input.value = "";
    take(files);
  });
  form.addEventListener("change", ({ target }) => target.name === "apart" && settle());

  whereverDropped((transfer) => dropped(transfer).then((files) => take(files)));
  find("drop").classList.add("scripted");
  for (const element of form.querySelectorAll("[data-scripted]")) element.hidden = false;
  find("plain").hidden = true;
  const known = [...document.querySelectorAll("[data-upload-address]")];
  forgetAllBut(known.map((element) => element.dataset.uploadAddress));
  for (const element of known.filter((element) => list.contains(element))) {
    element.remove();
    add(facts(element)).takeUp();
  }
  find("elsewhere")?.addEventListener("change", ({ target }) => adopt(target.closest("[data-upload-address]")));
  for (const element of find("elsewhere")?.querySelectorAll("[data-upload-address]") ?? []) offer(element);

  /** What was begun on another page can be brought into this form, whole or not. */
  function offer(element) {
    element.querySelector("[type=checkbox]")?.setAttribute("name", "");
    if (element.querySelector("[type=checkbox]")) return;
    const button = template.content.querySelector("[data-choose]").cloneNode(true);
    button.hidden = false;
    button.onclick = () => adopt(element);
    element.querySelector(".buttons").prepend(button);
  }

  function adopt(element) {
    if (!element) return;
    const rest = element.closest("[data-elsewhere]");
    element.remove();
    if (!rest.querySelector("[data-upload-address]")) rest.hidden = true;
    add(facts(element)).takeUp();
    input.focus();
  }
}

function facts({ dataset: { uploadAddress, name, size, offset, head, sha256, expires } }) {
  return { address: uploadAddress, name, size: Number(size), offset: Number(offset), head, sha256, expires };
}

function whereverDropped(take) {
  const here = document.querySelector("[data-drop-here]");
  const brings = (event) => event.dataTransfer?.types.includes("Files");
  let within = 0;
  const shown = (change) => (here.hidden = (within = Math.max(0, within + change)) === 0);
  addEventListener("dragenter", (event) => brings(event) && shown(1));
  addEventListener("dragleave", (event) => brings(event) && shown(-1));
  addEventListener("dragover", (event) => brings(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    shown(-within);
    take(event.dataTransfer);
  });
}
