// A picture of how loud it was in the last seconds, and a word on whether the microphone hears anything.
const BARS = 64;
const BAR_MS = 80;
const FLOOR_DB = -60;
const SILENT_DB = -50;
const SILENT_MS = 5_000;

/** Draw what `stream` hears on `canvas` until the function that this answers is called. `onHearing(true | false)`. */
export function meter(stream, canvas, onHearing) {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  context.createMediaStreamSource(stream).connect(analyser);
  context.resume();
  const samples = new Float32Array(analyser.fftSize);
  const bars = new Array(BARS).fill(0);
  let loudAt = performance.now();
  let hearing = null;

  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const db = decibels(samples);
    bars.push(Math.max(0, 1 - db / FLOOR_DB));
    bars.shift();
    draw(canvas, bars);
    if (db > SILENT_DB) loudAt = performance.now();
    const hears = performance.now() - loudAt < SILENT_MS;
    if (hears !== hearing) onHearing((hearing = hears));
  }, BAR_MS);

  return () => {
    clearInterval(timer);
    context.close();
    draw(canvas, new Array(BARS).fill(0));
  };
}

export function still(canvas) {
  draw(canvas, new Array(BARS).fill(0));
}

function decibels(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(sum / samples.length + 1e-12);
}

function draw(canvas, bars) {
  const pen = canvas.getContext("2d");
  const { width, height } = canvas;
  const style = getComputedStyle(canvas);
  const step = width / bars.length;
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = style.color;
  bars.forEach((level, index) => {
    const tall = Math.max(4, level * height);
    pen.beginPath();
    pen.roundRect(index * step + step * 0.2, (height - tall) / 2, step * 0.6, tall, step * 0.3);
    pen.fill();
  });
}
