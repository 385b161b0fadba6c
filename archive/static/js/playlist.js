// Passages one after another: each ends where it ends, and the next begins. Without this each plays by itself.

for (const list of document.querySelectorAll("[data-playlist]")) {
  const sounds = [...list.querySelectorAll("audio")];
  const all = list.querySelector("[data-play-all]");
  const stop = list.querySelector("[data-stop]");
  const said = list.querySelector("[data-said]");
  let goingOn = false;

  const trackOf = (sound) => sound.closest("[data-track]");

  function end() {
    goingOn = false;
    stop.hidden = true;
  }

  function play(sound) {
    const from = Number(sound.dataset.from);
    const begin = () => {
      sound.currentTime = from;
      sound.play().catch(end);
    };
    if (sound.readyState > 0) begin();
    else {
      sound.addEventListener("loadedmetadata", begin, { once: true });
      sound.load();
    }
    trackOf(sound).scrollIntoView({ block: "nearest" });
  }

  function after(sound) {
    const next = sounds[sounds.indexOf(sound) + 1];
    if (!goingOn) return;
    if (next) play(next);
    else {
      end();
      said.textContent = list.dataset.over;
    }
  }

  for (const sound of sounds) {
    const until = Number(sound.dataset.until);
    sound.addEventListener("play", () => {
      for (const other of sounds) if (other !== sound) other.pause();
      trackOf(sound).setAttribute("aria-current", "true");
      said.textContent = list.dataset.playing.replace("{title}", sound.getAttribute("aria-label"));
    });
    sound.addEventListener("timeupdate", () => {
      if (!sound.paused && sound.currentTime >= until) sound.pause();
    });
    // a browser that knows of the span in the address pauses at its end by itself
    sound.addEventListener("pause", () => {
      trackOf(sound).removeAttribute("aria-current");
      if (sound.ended || sound.currentTime >= until - 0.05) after(sound);
    });
    sound.addEventListener("error", () => after(sound));
  }

  if (sounds.length > 1) {
    list.querySelector("[data-tools]").hidden = false;
    all.addEventListener("click", () => {
      goingOn = true;
      stop.hidden = false;
      play(sounds[0]);
    });
    stop.addEventListener("click", () => {
      end();
      for (const sound of sounds) sound.pause();
      all.focus();
    });
  }
}
