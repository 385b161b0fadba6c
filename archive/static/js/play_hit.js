// Plays a hit in place, from its word, without leaving the page. One sound at a time.
const sound = new Audio();
sound.preload = "metadata";
let playing = null;

function mark(link, on) {
  link.setAttribute("aria-pressed", String(on));
  link.classList.toggle("is-playing", on);
}

function stop() {
  sound.pause();
  if (playing) mark(playing, false);
  playing = null;
}

async function play(link) {
  stop();
  playing = link;
  mark(link, true);
  const at = Number(link.dataset.atMs) / 1000;
  const address = new URL(link.dataset.playHit, document.baseURI).href;
  if (sound.currentSrc !== address) sound.src = address;
  sound.currentTime = at;
  try {
    await sound.play();
  } catch (error) {
    if (playing === link && error.name !== "AbortError") location.href = link.href;
  }
}

for (const link of document.querySelectorAll("[data-play-hit]")) {
  link.setAttribute("role", "button");
  link.setAttribute("aria-pressed", "false");
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (playing === link) stop();
    else play(link);
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      link.click();
    }
  });
}

sound.addEventListener("ended", stop);
