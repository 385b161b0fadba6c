// The translator's desk: what is written is saved when its field is left, and plays segment by segment. Without a line
// it is kept in this browser and sent when there is one, from this page or when it is opened again.
import { Drafts } from "./translate_drafts.js";

const AGAIN_MS = 5000;
const audio = document.querySelector(".translate-sound audio");
let until = null;

function play(link) {
  if (!audio.paused && until === Number(link.dataset.until)) return audio.pause();
  until = Number(link.dataset.until);
  audio.currentTime = Number(link.dataset.from);
  audio.play().catch(() => {});
}

if (audio) {
  audio.addEventListener("timeupdate", () => {
    if (until !== null && audio.currentTime >= until) {
      audio.pause();
      until = null;
    }
  });
  for (const link of document.querySelectorAll("a[data-until]")) {
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      play(link);
    });
  }
}

const form = document.querySelector("[data-translate]");
if (form) begin(form);

function begin(form) {
  const rows = [...form.querySelectorAll("[data-row]")].filter((row) => row.querySelector("textarea"));
  const unsaved = new Set();
  const drafts = new Drafts(`${form.dataset.me}:${location.pathname.replace(/^\/\w+/, "")}`);
  const unkept = new Set(); // what lies in the page alone
  let again = null;
  form.querySelector("[data-keys]").hidden = false;

  const field = (row) => row.querySelector("textarea");
  const was = (row) => row.querySelector("input[type=hidden]");
  const kept = new WeakMap(rows.map((row) => [row, field(row).value]));

  function tell(row, sentence) {
    row.querySelector("[data-row-told]").textContent = sentence;
  }

  async function save(row) {
    const text = field(row).value;
    if (text.trim() === kept.get(row).trim() || !text.trim() || row.dataset.sending || !row.querySelector("[data-choose]").hidden) return;
    row.dataset.sending = "1";
    tell(row, form.dataset.saving);
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set(field(row).name, text);
    body.set(was(row).name, was(row).value);
    for (const box of row.querySelectorAll("input[type=checkbox]:checked")) body.append(box.name, box.value);
    try {
      const answer = await fetch(location.href, { method: "POST", body, headers: { Accept: "application/json" } });
      const [told] = (await answer.json()).rows;
      if (told) settle(row, text, told);
    } catch {
      tell(row, form.dataset.waiting);
      again ??= setTimeout(sendAll, AGAIN_MS);
    } finally {
      delete row.dataset.sending;
    }
  }

  function settle(row, text, told) {
    was(row).value = told.was || was(row).value;
    if (told.error) {
      tell(row, told.error);
      field(row).setAttribute("aria-invalid", "true");
      if (told.outdated) offer(row, told.text);
      return;
    }
    field(row).removeAttribute("aria-invalid");
    kept.set(row, text);
    if (field(row).value === text) done(row);
    row.className = `translate-row${told.wants ? ` wants-${told.wants}` : ""}`;
    row.querySelector("[data-state]").textContent = told.state;
    row.querySelector("[name=keep]")?.remove();
    row.querySelector("[name=check]")?.remove();
    tell(row, form.dataset.saved);
  }

  function done(row) {
    unsaved.delete(row);
    unkept.delete(row);
    drafts.forget(field(row).name);
  }

  async function changed(row) {
    unsaved.add(row);
    unkept.add(row);
    tell(row, form.dataset.unsaved);
    const isKept = await drafts.keep(field(row).name, field(row).value, was(row).value);
    if (isKept) unkept.delete(row);
  }

  /** What an earlier visit could not send stands in its field again, and is sent; somebody may have been quicker. */
  async function takeUp() {
    const waiting = await drafts.waiting();
    const here = new Map(rows.map((row) => [field(row).name, row]));
    for (const draft of waiting) {
      const row = here.get(draft.name);
      if (!row || unsaved.has(row)) continue;
      if (field(row).value.trim() === draft.text.trim()) {
        drafts.forget(draft.name);
        continue;
      }
      [field(row).value, was(row).value] = [draft.text, draft.was];
      unsaved.add(row);
      save(row);
    }
    const elsewhere = waiting.find((draft) => !here.has(draft.name));
    const told = form.querySelector("[data-elsewhere]");
    told.hidden = !elsewhere;
    if (elsewhere) told.querySelector("a").href = elsewhere.page || "?";
  }

  /** Somebody else was quicker: both texts are shown, and nothing is sent before one of them is chosen. */
  function offer(row, theirs) {
    const choose = row.querySelector("[data-choose]");
    row.querySelector("[data-theirs-text]").textContent = theirs;
    choose.hidden = false;
    choose.dataset.open = theirs;
  }

  function sendAll() {
    again = null;
    for (const row of unsaved) save(row);
  }

  for (const row of rows) {
    field(row).addEventListener("input", () => changed(row));
    field(row).addEventListener("blur", () => save(row));
    field(row).addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      const link = row.querySelector("a[data-until]");
      if (event.shiftKey) return link && audio ? play(link) : undefined;
      const next = rows[rows.indexOf(row) + 1];
      if (next) field(next).focus();
      else save(row);
    });
    const choose = row.querySelector("[data-choose]");
    choose.querySelector("[data-mine]").addEventListener("click", () => {
      choose.hidden = true;
      save(row);
    });
    choose.querySelector("[data-theirs]").addEventListener("click", () => {
      field(row).value = choose.dataset.open;
      field(row).removeAttribute("aria-invalid");
      kept.set(row, choose.dataset.open);
      done(row);
      choose.hidden = true;
      tell(row, "");
    });
    for (const button of row.querySelectorAll("[data-use]")) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        field(row).value = button.value;
        field(row).dispatchEvent(new Event("input"));
        field(row).focus();
      });
    }
  }

  addEventListener("online", sendAll);
  addEventListener("beforeunload", (event) => {
    if (unkept.size) event.preventDefault();
  });
  form.addEventListener("submit", () => unkept.clear());
  takeUp();
}
