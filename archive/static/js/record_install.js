// The page stays on the device: a worker for each language, so that changing the language needs no line either.

/** Settles with true when all four languages open without a line. */
export async function install() {
  if (!navigator.serviceWorker) return false;
  const links = [...document.querySelectorAll("a[data-worker]")];
  links.sort((one) => (one.hasAttribute("aria-current") ? -1 : 1)); // ours first
  try {
    for (const { dataset, href } of links) {
      const scope = new URL(href).pathname;
      const registration = await navigator.serviceWorker.register(dataset.worker, { scope, updateViaCache: "none" });
      await active(registration);
      if (navigator.onLine) registration.update().catch(() => {});
    }
    return true;
  } catch {
    return false; // no line yet, or the browser keeps nothing
  }
}

function active(registration) {
  if (registration.active) return undefined;
  const worker = registration.installing ?? registration.waiting;
  return new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject(new Error("the worker could not be installed"));
    });
  });
}

/** Show `button` where the browser lets a page be put beside the other apps. */
export function offerInstalling(button) {
  let offer = null;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    button.hidden = false;
  });
  button.addEventListener("click", async () => {
    button.hidden = true;
    await offer?.prompt();
  });
}
