// Keys of a keyboard, a headset or a locked telephone. What is shown there is neutral: others see a telephone too.
if ("mediaSession" in navigator) {
  for (const player of document.querySelectorAll("[data-player]")) begin(player);
}

function begin(player) {
  const audio = player.querySelector("audio");
  const press = (name) => () => player.querySelector(name).click();
  audio.addEventListener("play", () => {
    const session = navigator.mediaSession;
    session.metadata = new MediaMetadata({ title: player.dataset.neutral ?? "" });
    const does = {
      play: () => audio.play(),
      pause: () => audio.pause(),
      stop: () => audio.pause(),
      seekbackward: press('[data-step="-10"]'),
      seekforward: press('[data-step="10"]'),
      seekto: ({ seekTime }) => { audio.currentTime = seekTime; },
    };
    for (const [name, act] of Object.entries(does)) {
      try {
        session.setActionHandler(name, act);
      } catch { /* this browser has no such key */ }
    }
  });
  audio.addEventListener("timeupdate", () => {
    if (audio.paused || !Number.isFinite(audio.duration)) return;
    navigator.mediaSession.setPositionState?.({ duration: audio.duration, position: audio.currentTime, playbackRate: audio.playbackRate });
  });
}
