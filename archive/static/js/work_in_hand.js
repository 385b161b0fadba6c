// Keeps the page of all work in hand true, and never moves what somebody is reading or about to press.
const EVERY_MS = 5000;
const AT_REST_MS = 30000;

const page = document.querySelector("[data-work]");
if (page) setTimeout(ask, EVERY_MS);

async function ask() {
  const answer = await fetch(page.dataset.work + location.search, { headers: { Accept: "application/json" } }).catch(
    () => null,
  );
  if (answer?.redirected || answer?.status === 403) return; // logged out
  const now = answer?.ok ? await answer.json() : null;
  if (now) show(now);
  setTimeout(ask, document.hidden || !now ? AT_REST_MS : EVERY_MS);
}

function show(now) {
  page.querySelector("[data-no-worker]").hidden = now.workers.alive > 0;
  say(page.querySelector("[data-workers]"), now.workers.sentence);
  const rows = new Map([...page.querySelectorAll("[data-line]")].map((row) => [row.dataset.line, row]));
  let same = rows.size === now.lines.length;
  for (const line of now.lines) {
    const row = rows.get(line.key);
    if (!row) same = false;
    else same = tell(row, line) && same;
  }
  if (!same) page.querySelector("[data-changed]").hidden = false;
}

/** Returns whether what can be done with the line is still what its buttons say. */
function tell(row, line) {
  row.dataset.state = line.state;
  for (const told of row.querySelectorAll("[data-told]")) say(told, line[told.dataset.told] || blank(told));
  const bar = row.querySelector("progress");
  if (bar && line.percent !== null) bar.value = line.percent;
  const has = (verb) => row.querySelector(`button[value="${verb}"]`) !== null;
  return has("again") === line.may_retry && has("cancel") === line.may_cancel && Boolean(bar) === (line.percent !== null);
}

function blank(told) {
  return ["speed", "left"].includes(told.dataset.told) ? "–" : "";
}

/** Screen readers hear only what changed. */
function say(element, sentence) {
  if (element.textContent !== sentence) element.textContent = sentence;
}
