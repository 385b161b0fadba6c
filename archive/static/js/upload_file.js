// Files of the person's own: chosen, dropped, opened again, and their digests.
import { digestOf } from "./sha256.js";

const HEAD_BYTES = 1024 * 1024;

/** The SHA-256 of the first megabyte, by which the same file is known again. Rejects for what cannot be read. */
export function headOf(file) {
  return digestOf(file.slice(0, HEAD_BYTES));
}

/** Let the person choose: `[{file, handle}]`, `handle` where the browser can open the file again by itself later. */
export async function choose(input, { several = true } = {}) {
  if (globalThis.showOpenFilePicker) {
    try {
      return await opened(await showOpenFilePicker({ multiple: several }));
    } catch (error) {
      if (error.name === "AbortError") return [];
    }
  }
  const chooser = input.cloneNode();
  Object.assign(chooser, { id: "", name: "", multiple: several });
  return new Promise((resolve) => {
    chooser.addEventListener("change", () => resolve(plain(chooser.files)));
    chooser.addEventListener("cancel", () => resolve([]));
    chooser.click();
  });
}

/** What was dropped. To be called within the event, before anything is awaited. */
export function dropped(transfer) {
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const asked = items.map((item) => [item.getAsFile(), item.getAsFileSystemHandle?.().catch(() => null)]);
  return Promise.all(asked.map(async ([file, handle]) => ({ file, handle: (await handle) ?? null })))
    .then((found) => found.filter(({ file }) => file).map(({ file, handle }) => ({ file, handle: handle?.kind === "file" ? handle : null })));
}

export function plain(files) {
  return [...files].map((file) => ({ file, handle: null }));
}

/** The file behind a handle, or `null`: gone, or not to be read without being `asked` for within a click. */
export async function reopened(handle, asked = false) {
  try {
    const how = { mode: "read" };
    const may = asked ? await handle.requestPermission(how) : await handle.queryPermission(how);
    return may === "granted" ? await handle.getFile() : null;
  } catch {
    return null;
  }
}

async function opened(handles) {
  return Promise.all(handles.map(async (handle) => ({ handle, file: await handle.getFile() })));
}

/** Digests, counted beside the page where the browser can: one file after another, whatever their sizes. */
export class Counter {
  #worker = null;
  #asked = new Map();
  #number = 0;

  constructor(address) {
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.onmessage = ({ data: { number, hex } }) => {
      const asked = this.#asked.get(number);
      this.#asked.delete(number);
      asked?.resolve(hex ?? "");
    };
    this.#worker.onerror = () => { // it could not be loaded: count in the page
      this.#worker = null;
      for (const { file, resolve } of this.#asked.values()) digestOf(file).then(resolve, () => resolve(""));
      this.#asked.clear();
    };
  }

  /** The digest, `""` where the file cannot be read any more. */
  count(file) {
    if (!this.#worker) return digestOf(file).catch(() => "");
    return new Promise((resolve) => {
      const number = this.#number++;
      this.#asked.set(number, { file, resolve });
      this.#worker.postMessage({ number, file });
    });
  }
}
