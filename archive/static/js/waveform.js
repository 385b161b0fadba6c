// The waveform: loudness over time, with the part that was played in another colour and another height of tone.
const STROKE_EVERY_PX = 4;
const HEIGHT = 100;

for (const player of document.querySelectorAll("[data-player]")) begin(player);

async function begin(player) {
  const drawing = player.querySelector("[data-wave]");
  const played = drawing.querySelector(".played");
  player.addEventListener("moved", (event) => {
    played.style.clipPath = `inset(0 ${100 - 100 * event.detail}% 0 0)`;
  });
  const answer = await fetch(player.dataset.waveform).catch(() => null);
  if (!answer?.ok) return;
  const { data = [] } = await answer.json();
  if (!data.length) return;
  let strokes = 0;
  new ResizeObserver(() => {
    const fitting = Math.max(20, Math.floor(drawing.clientWidth / STROKE_EVERY_PX));
    if (fitting === strokes) return;
    strokes = fitting;
    drawing.setAttribute("viewBox", `0 0 ${strokes} ${HEIGHT}`);
    for (const path of drawing.querySelectorAll("path")) path.setAttribute("d", pathOf(data, strokes));
  }).observe(drawing);
}

/** One upright stroke per column, as high as the loudest moment in it; the loudest of all fills the height. */
function pathOf(data, strokes) {
  const points = data.length / 2;
  const levels = Array.from({ length: strokes }, (_, column) => {
    const from = Math.floor((column * points) / strokes);
    const to = Math.max(from + 1, Math.floor(((column + 1) * points) / strokes));
    let level = 0;
    for (let point = from; point < to; point++) level = Math.max(level, -data[2 * point], data[2 * point + 1]);
    return level;
  });
  const loudest = Math.max(1, ...levels);
  return levels
    .map((level, column) => {
      const half = Math.max(1, (level / loudest) * (HEIGHT / 2 - 2));
      return `M${column + 0.5} ${(HEIGHT / 2 - half).toFixed(1)}V${(HEIGHT / 2 + half).toFixed(1)}`;
    })
    .join("");
}
