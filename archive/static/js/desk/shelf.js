// What was typed and is not yet in the archive lies here, in the browser's own database, until the archive has it.
// Written to the disk before it counts ("strict"); of one person's work on one transcript, for them alone.
import { desk } from "./said.js";

const KEPT_DAYS = 30; // what nobody came back for in so long is forgotten, whoever wrote it
const STRICT = { durability: "strict" };
const place = `${desk.me}:${desk.transcript}`;
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("desk", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("strokes", { keyPath: "stroke" }).createIndex("place", "place");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** Strokes that wait, oldest first. Rejects where the browser keeps nothing (a private window of some browsers). */
export const waiting = () => found;

/** What nobody came back for is taken off the shelf for good. */
export const tidyUp = () => write((store) => forgetOlder(store, oldest()));

export const keep = (stroke) => write((store) => store.put({ ...stroke, place }));
export const forget = (stroke) => write((store) => store.delete(stroke.stroke));

async function write(work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("strokes", "readwrite", STRICT);
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    work(transaction.objectStore("strokes"));
  });
}

async function read() {
  const database = await open();
  const all = await new Promise((resolve, reject) => {
    const request = database.transaction("strokes").objectStore("strokes").index("place").getAll(place);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return all.filter((stroke) => stroke.made >= oldest()).sort((one, other) => one.made - other.made);
}

function oldest() {
  return Date.now() - KEPT_DAYS * 86_400_000;
}

function forgetOlder(store, than) {
  store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    if (cursor.value.made < than) cursor.delete();
    cursor.continue();
  };
}

// The disk is asked at once, so that it answers while the desk is being laid out.
const found = desk.writable ? read() : Promise.resolve([]);
found.catch(() => {}); // whoever waits for it is told
