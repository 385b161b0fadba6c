// What this browser remembers of its uploads, by their address: `handle`, with which the file can be opened again, and
// `agreed`, the digest that both sides came to. All else the archive knows. Without a database it forgets, no more.
const NAME = "uploads";

export async function recall(address) {
  return (await ask("readonly", (store) => store.get(address))) ?? {};
}

/** Adds `facts` to what is remembered. */
export async function remember(address, facts) {
  const known = await recall(address);
  await ask("readwrite", (store) => store.put({ ...known, ...facts }, address));
}

export async function forget(address) {
  await ask("readwrite", (store) => store.delete(address));
}

/** Forget whatever is not in `addresses`. */
export async function forgetAllBut(addresses) {
  const kept = new Set(addresses);
  for (const address of (await ask("readonly", (store) => store.getAllKeys())) ?? []) {
    if (!kept.has(address)) await forget(address);
  }
}

let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(NAME);
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
  return opened;
}

async function ask(mode, what) {
  try {
    const database = await open();
    return await new Promise((resolve, reject) => {
      const request = what(database.transaction(NAME, mode).objectStore(NAME));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } catch {
    return undefined; // private windows may have none
  }
}
