// Leaving quickly: the page makes way for an empty one and does not stay behind it in the history.
for (const link of document.querySelectorAll("[data-leave]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    location.replace("about:blank");
  });
}
