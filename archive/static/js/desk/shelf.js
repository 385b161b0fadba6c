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
export async function waiting() {
  const database = await open();
  await write((store) => forgetOlder(store, Date.now() - KEPT_DAYS * 86_400_000));
  const all = await new Promise((resolve, reject) => {
    const request = database.transaction("strokes").objectStore("strokes").index("place").getAll(place);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return all.sort((one, other) => one.made - other.made);
}

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

function forgetOlder(store, than) {
  store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    if (cursor.value.made < than) cursor.delete();
    cursor.continue();
  };
}
