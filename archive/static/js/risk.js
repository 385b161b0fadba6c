// The risk review: hear the moment of a finding without leaving the page, and decide by keys. Keys count only while a
// finding has the focus.
const list = document.querySelector("[data-findings]");
const sound = list.querySelector("[data-risk-sound]");
let heard = null;

function stop() {
  sound.pause();
  if (heard) heard.textContent = heard.dataset.start;
  heard = null;
}

function hear(link) {
  if (heard === link) return stop();
  stop();
  heard = link;
  link.dataset.start ??= link.textContent;
  link.textContent = link.dataset.stop;
  if (sound.getAttribute("src") !== link.dataset.hear) sound.src = link.dataset.hear;
  const from = Number(link.dataset.from);
  const begin = () => {
    if (heard !== link) return;
    sound.currentTime = from;
    sound.play().catch(stop);
  };
  if (sound.readyState) begin();
  else {
    sound.addEventListener("loadedmetadata", begin, { once: true });
    sound.load();
  }
}

sound.addEventListener("timeupdate", () => {
  if (heard && sound.currentTime >= Number(heard.dataset.until)) stop();
});
sound.addEventListener("ended", stop);
sound.addEventListener("error", stop);

function open(finding, name) {
  const details = finding.querySelector(`[data-${name}]`);
  if (!details) return;
  details.open = true;
  details.querySelector("select, input:not([type=hidden])").focus();
}

function step(finding, by) {
  const all = [...list.querySelectorAll("[data-finding]")];
  all[Math.min(Math.max(all.indexOf(finding) + by, 0), all.length - 1)].focus();
}

const DOES = {
  n: (finding) => step(finding, 1),
  p: (finding) => step(finding, -1),
  l: (finding) => finding.querySelector("[data-hear]")?.click(),
  k: (finding) => finding.querySelector("[data-keep]")?.click(),
  r: (finding) => open(finding, "redact"),
  c: (finding) => open(finding, "coarsen"),
};

list.addEventListener("click", (event) => {
  const link = event.target.closest("[data-hear]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  hear(link);
});

list.addEventListener("keydown", (event) => {
  const finding = event.target.closest("[data-finding]");
  if (!finding || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape") {
    const details = event.target.closest("details[open]");
    if (details) details.open = false;
    finding.focus();
    return;
  }
  if (event.target.matches("input, select, textarea")) return;
  const does = DOES[event.key.toLowerCase()];
  if (!does) return;
  event.preventDefault();
  does(finding);
});

list.querySelector("[data-risk-keys]").hidden = false;
const named = location.hash.startsWith("#finding-") && document.getElementById(location.hash.slice(1));
(named || null)?.focus();
