// The field of a clip in the editors' rooms: shows what visitors see of it, and opens a dialog in which a clip is
// searched, heard, and marked from word to word. The pages of the dialog come from the server (archive/clips/choosing.py).

const sound = new Audio();
let stopAt = Infinity;
sound.addEventListener("timeupdate", () => { if (sound.currentTime >= stopAt) sound.pause(); });

async function hear(address, fromMs, untilMs) {
  const whole = new URL(address, document.baseURI).href;
  if (sound.src !== whole) sound.src = whole;
  sound.currentTime = fromMs / 1000;
  stopAt = untilMs / 1000 + 0.15;
  try {
    await sound.play();
  } catch {
    // stopped again before it began
  }
}

async function brought(address) {
  const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.text();
}

class ClipField extends HTMLElement {
  connectedCallback() {
    if (this.begun) return;
    this.begun = true;
    this.input = this.querySelector("input");
    this.querySelector("[data-open]").addEventListener("click", () => this.open());
    this.addEventListener("click", (event) => this.heard(event));
    setTimeout(() => this.show()); // Wagtail writes the value in after it put the field in
  }

  heard(event) {
    const button = event.target.closest("[data-hear]");
    if (button?.dataset.from) hear(button.dataset.hear, Number(button.dataset.from), Number(button.dataset.until));
  }

  async show() {
    const here = this.querySelector("[data-seen-here]");
    if (this.input.value) await this.look(here, this.input.value);
    else here.replaceChildren();
  }

  async look(here, of) {
    const asked = (this.asked = `${this.dataset.seen}?of=${encodeURIComponent(of)}`);
    try {
      const page = await brought(asked);
      if (asked === this.asked) here.innerHTML = page;
    } catch {
      here.textContent = this.dataset.failed;
    }
  }

  open() {
    this.dialog ??= this.made();
    this.dialog.showModal();
    this.load(this.dataset.choose);
  }

  made() {
    const dialog = document.createElement("dialog");
    dialog.className = "clip-dialog";
    dialog.setAttribute("aria-label", this.dataset.title);
    dialog.innerHTML = '<p class="clip-close"><button type="button" class="button button-small button-secondary"></button></p><div></div>';
    const close = dialog.querySelector("button");
    close.textContent = this.dataset.close;
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      sound.pause();
      this.querySelector("[data-open]").focus();
    });
    dialog.addEventListener("click", (event) => this.clicked(event));
    dialog.addEventListener("input", (event) => { if (event.target.matches("[data-from], [data-until]")) this.timed(); });
    dialog.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.load(`${event.target.getAttribute("action")}?${new URLSearchParams(new FormData(event.target))}`);
    });
    for (const name of ["keydown", "keyup"]) dialog.addEventListener(name, (event) => event.stopPropagation()); // not the editor's own keys
    document.body.append(dialog); // not within the page's form: a form in a form is none
    return dialog;
  }

  get page() {
    return this.dialog.lastElementChild;
  }

  async load(address) {
    this.here = new URL(address, this.here ?? document.baseURI);
    sound.pause();
    try {
      this.page.innerHTML = await brought(this.here);
    } catch {
      this.page.textContent = this.dataset.failed;
      return;
    }
    this.marked = null;
    const field = this.page.querySelector("input[type=search]");
    (field && !field.value ? field : this.page.querySelector("[data-heading]"))?.focus();
    if (this.page.querySelector("[data-mark]")) this.timed();
  }

  clicked(event) {
    const go = event.target.closest("[data-clip-go]");
    if (go) {
      event.preventDefault();
      return this.load(go.getAttribute("href"));
    }
    const word = event.target.closest("[data-word]");
    if (word) return this.marking(word);
    if (event.target.closest("[data-use]")) return this.use();
    const button = event.target.closest("[data-hear]");
    if (!button) return;
    if (button.dataset.from) return this.heard(event);
    const span = this.span();
    if (span) hear(button.dataset.hear, ...span);
  }

  /** The first word pressed begins, the second ends; whichever stands earlier is the first. */
  marking(word) {
    const words = [...this.page.querySelectorAll("[data-word]")];
    const [one, other] = this.marked && !this.marked.done ? [this.marked.word, word] : [word, word];
    this.marked = { word, done: Boolean(this.marked && !this.marked.done) };
    const [first, last] = [one, other].sort((a, b) => words.indexOf(a) - words.indexOf(b));
    this.page.querySelector("[data-from]:not(button)").value = Number(first.dataset.start) / 1000;
    this.page.querySelector("[data-until]:not(button)").value = Number(last.dataset.end) / 1000;
    this.timed();
  }

  /** `[from, until]` in ms, null where they are none. */
  span() {
    const [from, until] = ["from", "until"].map((name) => {
      const text = this.page.querySelector(`input[data-${name}]`)?.value;
      return text ? Math.round(Number(text) * 1000) : NaN;
    });
    return from >= 0 && until > from ? [from, until] : null;
  }

  timed() {
    const mark = this.page.querySelector("[data-mark]");
    if (!mark) return;
    const span = this.span();
    const said = mark.querySelector("[data-said]");
    const longest = span && span[1] - span[0] > Number(mark.dataset.longest);
    for (const word of mark.querySelectorAll("[data-word]")) {
      const middle = (Number(word.dataset.start) + Number(word.dataset.end)) / 2;
      word.setAttribute("aria-pressed", String(Boolean(span && middle >= span[0] && middle < span[1])));
    }
    mark.querySelector("[data-use]").disabled = !span || longest;
    said.textContent = longest ? said.dataset.tooLong : span ? said.dataset.length.replace("{seconds}", Math.round((span[1] - span[0]) / 1000)) : "";
    clearTimeout(this.later);
    const here = mark.querySelector("[data-seen-here]");
    if (span && !longest) this.later = setTimeout(() => this.look(here, `${mark.dataset.recording}/${span[0]}-${span[1]}`), 250);
    else here.replaceChildren();
  }

  use() {
    const span = this.span();
    this.input.value = `${this.page.querySelector("[data-mark]").dataset.recording}/${span[0]}-${span[1]}`;
    for (const name of ["input", "change"]) this.input.dispatchEvent(new Event(name, { bubbles: true }));
    this.dialog.close();
    this.show();
  }
}

customElements.define("clip-field", ClipField);
