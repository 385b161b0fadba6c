// Keeps the page of a recording true while it is being prepared and transcribed.
const EVERY_MS = 2000;
const AT_REST_MS = 15000;

for (const place of document.querySelectorAll("[data-progress]")) setTimeout(ask, EVERY_MS, place);

async function ask(place) {
  const answer = await fetch(place.dataset.progress, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.redirected || answer?.status === 404) return; // logged out, or no longer one's own
  const now = answer?.ok ? await answer.json() : null;
  if (now?.settled) return location.reload();
  if (now) {
    say(place.querySelector("[data-preparation]"), now.preparation_sentence);
    say(place.querySelector("[data-sentence]"), now.sentence);
    const bar = place.querySelector("progress");
    if (bar) bar.value = now.percent;
    for (const step of now.steps) tell(place.querySelector(`[data-step="${step.kind}"]`), step);
    for (const told of place.querySelectorAll("[data-told]")) say(told, now.line?.[told.dataset.told] || "–");
  }
  setTimeout(ask, document.hidden || !now ? AT_REST_MS : EVERY_MS, place);
}

function tell(place, step) {
  if (!place) return;
  place.dataset.state = step.state;
  say(place.querySelector("[data-state-name]"), step.state_name);
  say(place.querySelector("[data-step-sentence]"), step.sentence);
}

/** Screen readers hear only what changed. */
function say(element, sentence) {
  if (element && element.textContent !== sentence) element.textContent = sentence;
}
