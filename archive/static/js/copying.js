// Copies the address of the moment that was heard last, for whoever cites it.
import { addressOf } from "./moments.js";

let heard = document.querySelector("audio");
document.addEventListener("play", (event) => { heard = event.target; }, true);

for (const place of document.querySelectorAll("[data-copying]")) {
  if (!heard || !navigator.clipboard) continue; // http without a certificate: the browser has no clipboard to give
  const button = place.querySelector("button");
  const output = place.querySelector("output");
  place.hidden = false;
  button.addEventListener("click", async () => {
    const position = heard.closest("[data-recording]").dataset.recording;
    const address = button.dataset.address + addressOf(position, heard.currentTime);
    await navigator.clipboard.writeText(address);
    output.textContent = `${output.dataset.copied} ${address}`;
  });
}
