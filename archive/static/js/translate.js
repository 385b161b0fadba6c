// The translator's desk: what is written is saved when its field is left, and plays segment by segment. Without a line
// it stays on the page and is sent when there is one; the page does not let itself be closed before.
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
    if (field(row).value === text) unsaved.delete(row);
    row.className = `translate-row${told.wants ? ` wants-${told.wants}` : ""}`;
    row.querySelector("[data-state]").textContent = told.state;
    row.querySelector("[name=keep]")?.remove();
    row.querySelector("[name=check]")?.remove();
    tell(row, form.dataset.saved);
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
    field(row).addEventListener("input", () => {
      unsaved.add(row);
      tell(row, form.dataset.unsaved);
    });
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
      unsaved.delete(row);
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
    if (unsaved.size) event.preventDefault();
  });
  form.addEventListener("submit", () => unsaved.clear());
}
