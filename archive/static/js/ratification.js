// Moving through time: a slider beside the field for the day. What a day tells is asked of the archive, so that figures,
// map and table are always of one record; the address follows, to be shared.
const WAIT_MS = 120; // as long as a finger or a key may go on moving
const DAY_MS = 86_400_000;

const form = document.querySelector("[data-choose-day]");
const row = form.querySelector("[data-through-time]");
const slider = row.querySelector("input");
const field = form.elements.on;
const first = Date.parse(form.dataset.first);

const dayOf = (number) => new Date(first + number * DAY_MS).toISOString().slice(0, 10);
const numberOf = (day) => Math.round((Date.parse(day) - first) / DAY_MS);

slider.max = numberOf(form.dataset.today);
slider.value = numberOf(field.value);
row.hidden = false;
told();

let waiting = 0;
let asking = null;

slider.addEventListener("input", () => {
  field.value = dayOf(slider.value);
  told();
  clearTimeout(waiting);
  waiting = setTimeout(show, WAIT_MS);
});

/** The day in the reader's own words, for who hears the slider and does not see the field. */
function told() {
  const language = document.documentElement.lang;
  const words = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC", calendar: "gregory" });
  slider.setAttribute("aria-valuetext", words.format(new Date(first + slider.value * DAY_MS)));
}

async function show() {
  asking?.abort();
  asking = new AbortController();
  const query = new URLSearchParams(new FormData(form));
  const sort = new URLSearchParams(location.search).get("sort");
  if (sort) query.set("sort", sort);
  const address = `${form.getAttribute("action")}?${query}`;
  try {
    const answer = await fetch(address, { signal: asking.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("[data-of-the-day]").replaceWith(page.querySelector("[data-of-the-day]"));
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") form.requestSubmit(); // the line is gone: the browser says so
  }
}
