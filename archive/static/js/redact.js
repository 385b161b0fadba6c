// Marking a span: the first word and the last one, or a stretch of the waveform, fill in the two times of the form.
// The words are one stop of the tab key; arrows move among them, Enter or Space chooses.

for (const form of document.querySelectorAll("[data-redact]")) begin(form);

function begin(form) {
  const section = form.closest("section");
  const audio = section.querySelector("audio");
  const words = [...form.querySelectorAll(".pick")];
  const [from, until] = [form.elements.start_ms, form.elements.end_ms];
  const told = form.querySelector("[data-marked]");
  const hear = form.querySelector("[data-hear]");
  const wave = section.querySelector(".wave");
  const stretch = wave?.appendChild(Object.assign(document.createElement("span"), { className: "stretch", hidden: true }));
  let first = null;
  let last = null;

  const length = () => (Number.isFinite(audio?.duration) ? audio.duration : Number(section.querySelector("[data-player]")?.dataset.duration ?? 0));

  section.querySelector("[data-how]").hidden = !words.length && !audio;

  const ms = (word, which) => Number(word.dataset[which]);

  function choose(word) {
    if (!first || last) [first, last] = [word, null];
    else [first, last] = ms(word, "start") < ms(first, "start") ? [word, first] : [first, word];
    const end = last ?? first;
    from.value = clock(ms(first, "start"));
    until.value = clock(Math.max(ms(end, "end"), ms(first, "start") + 1));
    show();
  }

  function show() {
    const [begins, ends] = [millisecondsOf(from.value), millisecondsOf(until.value)];
    for (const word of words) {
      const within = begins !== null && ends !== null && ms(word, "start") < ends && ms(word, "end") > begins;
      word.classList.toggle("chosen", within);
      word.setAttribute("aria-pressed", String(within));
    }
    const valid = begins !== null && ends !== null && ends > begins;
    told.textContent = valid ? `${from.value} – ${until.value}` : "";
    if (hear) hear.hidden = !valid || !audio;
    if (stretch) {
      const whole = length() * 1000;
      stretch.hidden = !valid || !whole;
      stretch.style.left = `${(100 * begins) / whole}%`;
      stretch.style.width = `${(100 * (ends - begins)) / whole}%`;
    }
  }

  form.querySelector("[data-choose]")?.setAttribute("tabindex", "-1"); // the words are the stop now
  let stop = 0;
  words.forEach((word, index) => {
    word.setAttribute("role", "button");
    word.tabIndex = index ? -1 : 0;
    word.addEventListener("click", () => {
      stopAt(index);
      choose(word);
    });
    word.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const forwards = getComputedStyle(word).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
      const to = { ArrowDown: 1, ArrowUp: -1, ArrowLeft: forwards === "ArrowLeft" ? 1 : -1, ArrowRight: forwards === "ArrowRight" ? 1 : -1 }[event.key];
      if (event.key === "Enter" || event.key === " ") choose(word);
      else if (to) stopAt(Math.min(Math.max(0, index + to), words.length - 1), true);
      else return;
      event.preventDefault();
    });
  });

  function stopAt(index, focusing = false) {
    words[stop].tabIndex = -1;
    stop = index;
    words[stop].tabIndex = 0;
    if (focusing) words[stop].focus();
  }

  for (const field of [from, until]) field.addEventListener("input", show);

  hear?.addEventListener("click", () => {
    const [begins, ends] = [millisecondsOf(from.value) / 1000, millisecondsOf(until.value) / 1000];
    audio.currentTime = begins;
    audio.play().catch(() => {});
    const halt = () => {
      if (audio.currentTime < ends) return;
      audio.pause();
      audio.removeEventListener("timeupdate", halt);
    };
    audio.addEventListener("timeupdate", halt);
  });

  if (wave && audio) drag(wave, (begins, ends) => {
    const whole = length();
    from.value = clock(begins * whole * 1000);
    until.value = clock(ends * whole * 1000);
    [first, last] = [null, null];
    show();
  });

  show();
}

/** Dragging over the waveform marks a stretch; a mere click still moves the position. */
function drag(wave, marked) {
  let start = null;
  const place = (event) => {
    const box = wave.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  wave.addEventListener("pointerdown", (event) => { start = place(event); });
  addEventListener("pointerup", (event) => {
    if (start === null) return;
    const end = place(event);
    if (Math.abs(end - start) > 0.005) marked(Math.min(start, end), Math.max(start, end));
    start = null;
  });
}

/** 75_500 → "1:15.500", as the form understands it. */
function clock(milliseconds) {
  const whole = Math.round(milliseconds);
  const [minutes, rest] = [Math.floor(whole / 60000), whole % 60000];
  return `${minutes}:${String(Math.floor(rest / 1000)).padStart(2, "0")}.${String(rest % 1000).padStart(3, "0")}`;
}

function millisecondsOf(text) {
  const found = /^(?:(?:(\d+):)?(\d+):)?(\d+)(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (!found) return null;
  const [, hours = 0, minutes = 0, seconds, fraction = "0"] = found;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, "0"));
}
