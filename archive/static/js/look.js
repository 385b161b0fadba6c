// One line of a narrator's own words, heard by itself: from its beginning to its end, and then it stops.
const audio = document.querySelector(".look-player audio");
const BEFORE_S = 0.2;
const AFTER_S = 0.3;
let ends = Infinity;

for (const button of audio ? document.querySelectorAll("[data-hear]") : []) {
  const line = button.closest("[data-start]");
  button.hidden = false;
  button.addEventListener("click", () => {
    audio.currentTime = Math.max(0, line.dataset.start / 1000 - BEFORE_S);
    ends = line.dataset.end / 1000 + AFTER_S;
    audio.play().catch(() => {});
  });
}

audio?.addEventListener("timeupdate", () => {
  const at = audio.currentTime * 1000;
  for (const line of document.querySelectorAll(".look-line")) {
    if (!audio.paused && line.dataset.start <= at && at < line.dataset.end) line.setAttribute("aria-current", "true");
    else line.removeAttribute("aria-current");
  }
  if (audio.currentTime >= ends) {
    audio.pause();
    ends = Infinity;
  }
});

// Whoever moves on by the player's own controls hears all of it.
audio?.addEventListener("seeking", () => {
  if (audio.currentTime >= ends) ends = Infinity;
});
