// Listening goes on in a small window of its own, while one reads on elsewhere in the archive: only if asked for.
import { addressOf } from "./moments.js";

for (const button of document.querySelectorAll("[data-small-window]")) {
  const audio = button.closest("[data-recording]").querySelector("audio");
  button.hidden = false;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const address = button.href + addressOf(1, audio.currentTime);
    audio.pause();
    if (!open(address, "voices-listening", "popup,width=440,height=360")) location.href = address;
  });
}
