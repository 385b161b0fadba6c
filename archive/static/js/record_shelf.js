// What lies on the device, in the browser's own database: interviews, their takes, and the sound in small pieces.
// Every write is flushed to the disk before it counts ("strict"), so that a killed browser loses only what came after it.
const NAME = "recorder";
const VERSION = 1;
const STRICT = { durability: "strict" };
const PIECES_A_BLOB = 200;

let opened = null;

/** Rejects where the browser keeps nothing (a private window of some browsers). */
export function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const database = request.result;
      database.createObjectStore("interviews", { keyPath: "id" });
      database.createObjectStore("takes", { keyPath: "id" }).createIndex("interview", "interview");
      database.createObjectStore("pieces", { keyPath: ["take", "number"] });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** Every interview, the latest first. */
export async function interviews() {
  const all = await read("interviews", (store) => store.getAll());
  return all.sort((one, other) => other.begun - one.begun);
}

export const interview = (id) => read("interviews", (store) => store.get(id));

export async function takesOf(id) {
  const takes = await read("takes", (store) => store.index("interview").getAll(id));
  return takes.sort((one, other) => one.number - other.number);
}

export const keep = (one) => write(["interviews"], (store) => store("interviews").put(one));

/** Change some fields of an interview that is still there; answers what it is now, or nothing. */
export const change = (id, fields) => changed("interviews", id, fields);
export const changeTake = (id, fields) => changed("takes", id, fields);
export const keepTake = (take) => write(["takes"], (store) => store("takes").put(take));

/** One more piece of a take, and the take as long as it is with it: both, or neither. */
export function addPiece(take, bytes) {
  return write(["pieces", "takes"], (store) => {
    store("pieces").put({ take: take.id, number: take.pieces, bytes });
    store("takes").put({ ...take, pieces: take.pieces + 1, bytes: take.bytes + bytes.byteLength });
  });
}

/** The sound of a take as one Blob; pieces are handed to the browser by and by, so that memory stays small. */
export async function soundOf(take) {
  const blobs = [];
  for (let first = 0; first < take.pieces; first += PIECES_A_BLOB) {
    const range = IDBKeyRange.bound([take.id, first], [take.id, first + PIECES_A_BLOB - 1]);
    const pieces = await read("pieces", (store) => store.getAll(range));
    blobs.push(new Blob(pieces.map((piece) => piece.bytes)));
  }
  return new Blob(blobs, { type: take.type });
}

/** Nothing of an interview stays: its words, its takes, its sound. */
export async function forget(id) {
  const takes = await takesOf(id);
  await write(["interviews", "takes", "pieces"], (store) => {
    for (const take of takes) forgetTakeIn(store, take.id);
    store("interviews").delete(id);
  });
}

export const forgetTake = (id) => write(["takes", "pieces"], (store) => forgetTakeIn(store, id));

function forgetTakeIn(store, id) {
  store("pieces").delete(IDBKeyRange.bound([id, 0], [id, Infinity]));
  store("takes").delete(id);
}

async function read(name, ask) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const request = ask(database.transaction(name).objectStore(name));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function write(names, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, "readwrite", STRICT);
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    work((name) => transaction.objectStore(name));
  });
}

async function changed(name, id, fields) {
  let now = null;
  await write([name], (store) => {
    const request = store(name).get(id);
    request.onsuccess = () => {
      if (request.result) store(name).put((now = { ...request.result, ...fields }));
    };
  });
  return now;
}
