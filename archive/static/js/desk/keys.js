// The keys of the desk: one table, from which the help sheet is drawn, and which a person may change for themselves.
// On a Mac, Control stands where others press Alt, whose keys write letters there.
const STORED = "desk-keys";
const MAC = /Mac|iP(hone|ad)/.test(navigator.platform);
const HAND = MAC ? "Control" : "Alt";

/** Command → key. The first part of each name says on which part of the help sheet it stands. */
export const DEFAULTS = {
  "sound.play": "Alt+K", "sound.back": "Alt+J", "sound.on": "Alt+L", "sound.here": "Alt+Enter",
  "sound.slower": "Alt+,", "sound.faster": "Alt+.", "sound.goto": "Alt+G",
  "words.doubt": "Alt+N", "words.doubt_before": "Alt+B", "words.accept": "Alt+A", "words.split": "Alt+S", "words.merge": "Alt+M",
  "words.strike": "Alt+X",  "words.times": "Alt+I", "words.redact": "Alt+R", "words.passage": "Alt+T", "words.history": "Alt+H",
  "speakers.1": "Alt+1", "speakers.2": "Alt+2", "speakers.3": "Alt+3", "speakers.4": "Alt+4", "speakers.5": "Alt+5",
  "speakers.6": "Alt+6", "speakers.7": "Alt+7", "speakers.8": "Alt+8", "speakers.9": "Alt+9",
  "speakers.span": "Alt+W",
  "desk.undo": "Ctrl+Z", "desk.redo": "Ctrl+Shift+Z", "desk.find": "Alt+F", "desk.speakers": "Alt+P",
  "desk.conflict": "Alt+U", "desk.help": "F1",
};
const NAMES = { " ": "Space", ArrowLeft: "Left", ArrowRight: "Right", ArrowUp: "Up", ArrowDown: "Down" };
const PUNCTUATION = {
  Comma: ",", Period: ".", Slash: "/", Semicolon: ";", Quote: "'", BracketLeft: "[", BracketRight: "]", Minus: "-", Equal: "=",
  Backquote: "`", Backslash: "\\",
};
const MODIFIERS = new Set(["Control", "Alt", "Shift", "Meta", "AltGraph", "CapsLock", "Fn", "Dead", "Process", "Unidentified"]);
/** Keys without which nobody can write or find their way. */
const OWED = /^(Shift\+)?(.|Space|Enter|Backspace|Delete|Tab|Escape|Left|Right|Up|Down|Home|End|PageUp|PageDown)$/;

let chosen = read();

export const keyOf = (command) => (command in chosen ? chosen[command] : DEFAULTS[command]);

/** The command that this key stands for, if any. */
export function commandOf(event) {
  const name = nameOf(event);
  return name && (Object.keys(DEFAULTS).find((command) => keyOf(command) === name) ?? null);
}

/** "Alt+K" and the like; empty for a bare modifier, for a key that writes through AltGr, and while words are composed. */
export function nameOf(event) {
  if (event.isComposing || MODIFIERS.has(event.key) || event.getModifierState("AltGraph")) return "";
  const parts = [];
  if (MAC ? event.metaKey : event.ctrlKey) parts.push("Ctrl");
  if (MAC ? event.ctrlKey : event.altKey) parts.push("Alt");
  if (event.shiftKey) parts.push("Shift");
  return [...parts, plainKey(event)].join("+");
}

/** What stands on the key, in whatever script the keyboard writes: letters and figures by their place where they must. */
function plainKey({ key, code }) {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  if (/^(Digit|Numpad)\d$/.test(code)) return code.at(-1);
  if (/^[\x21-\x7e]$/.test(key)) return key;
  if (/^Key[A-Z]$/.test(code)) return code.at(-1);
  return PUNCTUATION[code] ?? NAMES[key] ?? key;
}

/** Why a command may not have this key, as the name of a sentence and what fills it; null where it may. */
export function faultOf(command, name) {
  if (OWED.test(name)) return ["key_owed", {}];
  const other = Object.keys(DEFAULTS).find((one) => one !== command && keyOf(one) === name);
  return other ? ["key_taken", { command: other }] : null;
}

export function change(command, name) {
  chosen = { ...chosen, [command]: name };
  store();
}

export function reset() {
  chosen = {};
  store();
}

/** As it is written on this machine's keys. */
export function shownAs(name) {
  if (!MAC) return name;
  return name.replace("Alt+", `${HAND}+`).replace("Ctrl+", "⌘+");
}

/** For `aria-keyshortcuts`. */
export function spokenAs(name) {
  return name.replace("Ctrl", MAC ? "Meta" : "Control").replace("Alt", HAND);
}

function read() {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    return Object.fromEntries(Object.entries(stored).filter(([command, key]) => command in DEFAULTS && typeof key === "string"));
  } catch {
    return {};
  }
}

function store() {
  try {
    localStorage.setItem(STORED, JSON.stringify(chosen));
  } catch {
    // a browser that keeps nothing: they hold until the page is left
  }
  for (const element of document.querySelectorAll("[data-command]")) showOn(element);
}

/** Let a button say which key does the same. */
export function showOn(element) {
  const name = keyOf(element.dataset.command);
  element.setAttribute("aria-keyshortcuts", spokenAs(name));
  element.title = `${element.dataset.title ?? element.textContent.trim()} (${shownAs(name)})`;
}
