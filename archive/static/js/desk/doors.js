// The doors of the archive, and what their answers mean for whoever knocked.
import { desk, say } from "./said.js";

const ANSWERS_WITHIN_MS = 20_000;

/**
 * What became of it, as `{kind, …}`: "done" (with what was answered), "outdated" {current, yours, error}, "refused" {error},
 * "signed_out", "gone", "no_line" (nobody knows whether it arrived: send it again under the same stroke).
 */
export const post = (door, body) => knock(door, {
  method: "POST",
  body: JSON.stringify(body),
  headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
});

export const get = (door) => knock(door, {});

async function knock(door, options) {
  const headers = { Accept: "application/json", ...options.headers };
  const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
  const answer = await fetch(desk.doors + door, { ...options, headers, signal, redirect: "manual", cache: "no-store" }).catch(() => null);
  if (!answer || answer.status >= 500 || answer.status === 429) return { kind: "no_line" };
  if (answer.type === "opaqueredirect" || answer.status === 401) return { kind: "signed_out" };
  if (answer.status === 404 || answer.status === 410) return { kind: "gone" };
  const facts = await answer.json().catch(() => null);
  if (answer.ok) return facts ? { kind: "done", ...facts } : { kind: "no_line" };
  if (answer.status === 409) return { kind: "outdated", ...facts };
  if (answer.status === 403 && !facts?.error) return { kind: "signed_out" }; // the form token of another session
  return { kind: "refused", error: facts?.error ?? say("refused") };
}

/** Another one after another log-in, also in another window. */
function token() {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}
