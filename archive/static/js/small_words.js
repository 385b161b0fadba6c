// The words in the small window: those of the file that every player can read, so that the window stays light.
const shown = document.querySelector("[data-captions]");
const track = document.querySelector("audio track")?.track;

if (shown && track) {
  track.mode = "hidden"; // it is read, and shown by us
  track.addEventListener("cuechange", () => {
    const [cue] = track.activeCues ?? [];
    if (cue) shown.textContent = cue.getCueAsHTML().textContent;
  });
}
