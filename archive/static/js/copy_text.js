// Copies a text that stands on the page: a citation, an address.

for (const place of document.querySelectorAll("[data-copy-text]")) {
  if (!navigator.clipboard) continue; // http without a certificate: the browser has no clipboard to give
  const button = place.querySelector("button");
  const output = place.querySelector("output");
  place.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.text);
    output.textContent = output.dataset.copied;
  });
}
