// Other words for the same sound: they take their place without a new page, so that the voice goes on and the place is
// kept. Without script the links lead to the same.
import { startOf } from "./lines.js";
import { follow } from "./transcript.js";

for (const recording of document.querySelectorAll("[data-recording]")) begin(recording);

function begin(recording) {
  recording.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-words-asked]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const said = recording.querySelector(".said-here");
    said.setAttribute("aria-busy", "true");
    const at = link.getAttribute("href");
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } }).catch(() => null);
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const other = page?.querySelector(`[data-recording="${recording.dataset.recording}"] .said-here`);
    if (!other) {
      location.href = link.href;
      return;
    }
    const line = lineInSight(recording);
    said.replaceWith(document.adoptNode(other));
    history.replaceState(history.state, "", location.pathname + new URL(link.href).search + location.hash);
    const transcript = other.querySelector("[data-transcript]");
    if (transcript) follow(transcript);
    keepTheLine(recording, line);
    recording.dispatchEvent(new CustomEvent("words-changed"));
    other.querySelector(`[data-words-asked][href="${CSS.escape(at)}"]`)?.focus({ preventScroll: true });
  });
}

/** The first line that is seen, and how far below the edge. */
function lineInSight(recording) {
  for (const line of recording.querySelectorAll(".segment")) {
    const { top, bottom } = line.getBoundingClientRect();
    if (bottom > 0) return { start: startOf(line), top };
  }
  return null;
}

function keepTheLine(recording, seen) {
  if (!seen || seen.top > innerHeight) return;
  const lines = [...recording.querySelectorAll(".segment")];
  const same = lines.findLast((line) => startOf(line) <= seen.start) ?? lines[0];
  if (same) scrollBy({ top: same.getBoundingClientRect().top - seen.top, behavior: "instant" });
}
