// Leaving quickly: the page makes way for an empty one and does not stay behind it in the history; whatever this device
// was asked to remember of the archive is forgotten.
import { forgetAll } from "./remembered.js";

for (const link of document.querySelectorAll("[data-leave]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    for (const sound of document.querySelectorAll("audio")) sound.pause();
    forgetAll();
    location.replace("about:blank");
  });
}
