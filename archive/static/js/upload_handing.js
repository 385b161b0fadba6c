// Handing the form over when its files have arrived: until an answer came, and without doing anything twice.
const AGAIN_MS = 3_000;

/**
 * Send the form: `{location}` where it led to a recording; else `{word, focus}`, with the server's sentences put in their
 * places and everything that was filled in as it was. `waits` is called while there is no line.
 */
export async function hand(form, rows, waits) {
  for (;;) {
    const answer = await sent(form);
    if (answer) return answer.redirected ? { word: "signed-out" } : outcome(form, rows, answer);
    waits();
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    const standing = await Promise.all(rows.map((row) => row.standing()));
    if (rows.length && standing.every(({ gone }) => gone)) return { location: form.dataset.work }; // its answer was lost
    if (!rows.length) return { word: "unsent" };
  }
}

function sent(form) {
  const body = new FormData(form);
  body.delete("sound");
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (token) body.set("csrfmiddlewaretoken", token); // another one after another log-in
  return fetch(form.action || location.href, { method: "POST", body, headers: { Accept: "application/json, text/html" } }).catch(() => null);
}

async function outcome(form, rows, answer) {
  if (answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json")) return answer.json();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.querySelector("form[data-upload]")) return { word: answer.status === 403 ? "signed-out" : "unsent" };
  for (const part of ["[data-errors]", "[data-what]", "[data-consent]"]) {
    const [here, there] = [document.querySelector(part), page.querySelector(part)];
    if (here && there) here.replaceChildren(...there.childNodes);
  }
  await Promise.all(rows.map(async (row) => (await row.standing()).gone && row.lose()));
  const errors = document.querySelector("#errors");
  errors?.setAttribute("tabindex", "-1");
  return { word: "", focus: errors };
}
