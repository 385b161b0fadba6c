// The service worker of the recorder: keeps the page and what it loads, never anything that somebody recorded or wrote.
// The archive puts `const SHELL = {version, addresses}` before this.
/* global SHELL */
const PREFIX = "recorder-";
const CACHE = PREFIX + SHELL.version;
const FRESH = { cache: "no-cache", credentials: "omit" };

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const { origin, pathname } = new URL(event.request.url);
  if (origin === location.origin && SHELL.addresses.includes(pathname)) event.respondWith(answer(event.request, pathname));
});

/** Each of the four languages installs a worker of its own; what one has fetched, the others find. */
async function keepAll() {
  const cache = await caches.open(CACHE);
  for (const address of SHELL.addresses) {
    if (await cache.match(address)) continue;
    const response = await fetch(address, FRESH);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    await cache.put(address, response);
  }
  await self.skipWaiting();
}

/** The version before stays, for a page of it may still be open; older ones go. */
async function takeOver() {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request, pathname) {
  const cache = await caches.open(CACHE);
  const kept = (await cache.match(pathname, { ignoreVary: true })) ?? (await caches.match(pathname, { ignoreVary: true }));
  return kept ?? fetch(request);
}
