// A span of a recording: the sound waits where its first word begins, and stops where its last one ends.

const AFTER_S = 0.15; // the last letter of a word is often a little late

for (const place of document.querySelectorAll("[data-span-from]")) {
  const audio = place.querySelector("audio");
  if (audio) begin(place, audio);
}

function begin(place, audio) {
  const from = Number(place.dataset.spanFrom) / 1000;
  const until = Number(place.dataset.spanUntil) / 1000 + AFTER_S;
  const button = place.querySelector("[data-span-play]");
  let within = true;

  audio.src = audio.src.split("#")[0]; // the browser would stop at the end of the span each time
  audio.currentTime = from;
  button.hidden = false;
  button.querySelector("button").addEventListener("click", () => {
    within = true;
    audio.currentTime = from;
    audio.play().catch(() => {});
  });
  audio.addEventListener("seeked", () => { within = audio.currentTime < until; });
  audio.addEventListener("timeupdate", stop);
  audio.addEventListener("play", watch);

  function stop() {
    if (!within || audio.paused || audio.currentTime < until) return;
    within = false; // whoever plays on from here hears the rest
    audio.pause();
  }

  function watch() {
    stop();
    if (!audio.paused) requestAnimationFrame(watch);
  }
}
