// A moment to give to others: its address with the time, with the words that are spoken there, and the page that says
// how to quote it. A card of text, without a picture.
import { addressOf, clock } from "./moments.js";

for (const share of document.querySelectorAll("[data-share]")) begin(share);

function begin(share) {
  const recording = share.closest("[data-recording]");
  const audio = recording.querySelector("audio");
  const part = (name) => share.querySelector(`[data-${name}]`);
  const told = share.querySelector("output");

  function card() {
    const url = share.dataset.address + addressOf(recording.dataset.recording, audio.currentTime);
    const line = recording.querySelector(".segment[aria-current]:not(.withheld) .said")?.textContent.trim();
    const about = `${share.dataset.about}, ${clock(audio.currentTime)}`;
    return { url, title: share.dataset.about, words: line ? `“${line}”` : "", about };
  }

  function show() {
    if (!share.open) return;
    const now = card();
    part("card-words").textContent = now.words;
    part("card-about").textContent = now.about;
    part("card-address").textContent = now.url;
    part("quote-moment").href = share.dataset.moment.replace(/\/0\/$/, `/${Math.floor(1000 * audio.currentTime)}/`);
  }

  async function copy(text) {
    await navigator.clipboard.writeText(text);
    told.textContent = told.dataset.copied;
  }

  share.addEventListener("toggle", () => { told.textContent = ""; show(); });
  for (const name of ["timeupdate", "seeked", "placed"]) audio.addEventListener(name, show);
  recording.addEventListener("line", show);
  for (const name of ["copy-address", "copy-card"]) part(name).hidden = !navigator.clipboard; // http: there is none
  part("copy-address").addEventListener("click", () => copy(card().url));
  part("copy-card").addEventListener("click", () => copy([...textOf(card()), card().url].join("\n")));
  part("give").hidden = !navigator.share;
  part("give").addEventListener("click", () => {
    const { url, title } = card();
    navigator.share({ url, title, text: textOf(card()).join("\n") }).catch(() => {}); // they changed their mind
  });
  share.hidden = false;
}

function textOf({ words, about }) {
  return [words, about].filter(Boolean);
}
