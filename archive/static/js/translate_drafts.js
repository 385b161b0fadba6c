// What was written at the translator's desk and is not yet in the archive lies in the browser's own database, of one
// person at one desk, until the archive has it: a tab that was closed without a line loses nothing.
const KEPT_DAYS = 30; // what nobody came back for in so long is forgotten, whoever wrote it
const STRICT = { durability: "strict" };

export class Drafts {
  #place; #opened = null;

  /** `place`: whose desk it is, and of what. */
  constructor(place) {
    this.#place = place;
  }

  /** All that waits here: `{ name, text, was, page }`. Empty where the browser keeps nothing. */
  async waiting() {
    try {
      await this.#write((store) => forgetOlder(store, Date.now() - KEPT_DAYS * 86_400_000));
      const database = await this.#open();
      return await new Promise((resolve, reject) => {
        const request = database.transaction("drafts").objectStore("drafts").index("place").getAll(this.#place);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    } catch {
      return [];
    }
  }

  /** Whether it is kept. */
  keep(name, text, was) {
    const draft = { place: this.#place, name, text, was, page: location.search, made: Date.now() };
    return this.#write((store) => store.put(draft)).then(() => true, () => false);
  }

  forget(name) {
    return this.#write((store) => store.delete([this.#place, name])).catch(() => {});
  }

  #open() {
    this.#opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("translate", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("drafts", { keyPath: ["place", "name"] }).createIndex("place", "place");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return this.#opened;
  }

  async #write(work) {
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction("drafts", "readwrite", STRICT);
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      work(transaction.objectStore("drafts"));
    });
  }
}

function forgetOlder(store, than) {
  store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    if (cursor.value.made < than) cursor.delete();
    cursor.continue();
  };
}
