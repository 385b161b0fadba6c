// An upload that says how far it is. Without this the form is sent as any form is.
const TOO_EARLY_TO_SAY_S = 1;

for (const form of document.querySelectorAll("form[data-upload]")) begin(form);
let shownPath = location.pathname;
addEventListener("popstate", () => { if (location.pathname !== shownPath) location.reload(); });

function begin(form) {
  const shown = form.querySelector("[data-sending-shown]");
  const bar = form.querySelector("progress");
  const sentence = form.querySelector("[data-sending-sentence]");
  const submit = form.querySelector("[type=submit]");
  const stop = form.querySelector("[data-stop]");
  let sending = null;

  const warn = (event) => event.preventDefault();

  function show(busy, text = "") {
    shown.hidden = !busy && !text;
    bar.hidden = !busy;
    stop.hidden = !busy;
    submit.disabled = busy;
    sentence.textContent = text;
    (busy ? addEventListener : removeEventListener)("beforeunload", warn);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sending) return;
    const begun = performance.now();
    sending = new XMLHttpRequest();
    sending.open("POST", form.action || location.href);
    sending.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = (100 * loaded) / (total || 1);
      sentence.textContent = loaded < total ? howFar(form, loaded, total, (performance.now() - begun) / 1000) : form.dataset.sent;
    });
    sending.addEventListener("load", () => {
      const { status, responseURL, responseText } = sending;
      sending = null;
      show(false);
      if (status < 400) history.pushState(null, "", responseURL);
      shownPath = location.pathname;
      answer(responseText);
    });
    sending.addEventListener("error", () => {
      sending = null;
      show(false, form.dataset.broken);
    });
    stop.onclick = () => {
      sending?.abort();
      sending = null;
      show(false);
    };
    show(true);
    sending.send(new FormData(form));
  });
}

/** Put the server's page in the place of this one: its sentences, its form or, when all went well, the recording. */
function answer(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = page.querySelector("main");
  if (!main) return location.reload();
  document.title = page.title;
  document.querySelector("main").replaceWith(main);
  for (const { src } of page.querySelectorAll("script[src]")) {
    if ([...document.scripts].some((script) => script.src === src)) continue;
    const script = document.createElement("script");
    Object.assign(script, { type: "module", src });
    document.head.append(script);
  }
  for (const form of document.querySelectorAll("form[data-upload]")) begin(form);
  const errors = document.querySelector("#errors");
  errors?.setAttribute("tabindex", "-1");
  (errors ?? main).focus();
  scrollTo(0, 0);
}

function howFar(form, loaded, total, seconds) {
  const percent = Math.floor((100 * loaded) / total);
  if (seconds < TOO_EARLY_TO_SAY_S) return `${percent} %`;
  const speed = loaded / seconds;
  return form.dataset.sending
    .replace("{percent}", percent)
    .replace("{speed}", bytes(speed))
    .replace("{rest}", duration((total - loaded) / speed));
}

function bytes(number) {
  const [unit, size] = number < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  const language = document.documentElement.lang;
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(number / size);
}

function duration(seconds) {
  const [unit, size] = seconds < 90 ? ["second", 1] : ["minute", 60];
  const language = document.documentElement.lang;
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 }).format(Math.ceil(seconds / size));
}
