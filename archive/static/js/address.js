// The address of a moment: the sound waits there, its line is marked and in sight. It does not begin to sound by
// itself, since nobody knows who else is in the room: the play button is where the focus is.
import { startOf } from "./lines.js";
import { momentOf, place, playFrom, recordingAt } from "./moments.js";

addEventListener("hashchange", go);
go();
// behind a warning nothing is shown before the reader goes on
for (const warned of document.querySelectorAll("[data-warned]")) warned.addEventListener("toggle", () => warned.open && go());

for (const link of document.querySelectorAll("a[data-seconds]")) {
  link.addEventListener("click", (event) => {
    const recording = link.closest("[data-recording]");
    if (!recording.querySelector("audio")) return;
    event.preventDefault();
    playFrom(recording, Number(link.dataset.seconds));
    lineAt(recording, Number(link.dataset.seconds))?.scrollIntoView({ block: "center" });
  });
}

function go() {
  const moment = momentOf(location.hash);
  const recording = moment && recordingAt(moment.position);
  if (!recording || recording.closest("[data-warned]:not([open])")) return;
  for (const line of document.querySelectorAll(".segment.asked")) line.classList.remove("asked");
  const line = lineAt(recording, moment.seconds);
  line?.classList.add("asked");
  line?.scrollIntoView({ block: "center" });
  const audio = recording.querySelector("audio");
  if (!audio) return;
  place(audio, moment.seconds);
  recording.querySelector("[data-play]").focus({ preventScroll: true });
}

/** The line in which the moment lies, else the last before it. */
function lineAt(recording, seconds) {
  const lines = [...recording.querySelectorAll(".segment")];
  return lines.findLast((line) => startOf(line) <= seconds * 1000 + 20) ?? lines[0];
}
