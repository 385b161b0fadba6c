// What became of a row: who wrote what when, and the way back to an earlier version. The archive draws it.
import { desk, say, tell } from "./said.js";

export class History {
  #dialog = document.querySelector("[data-history-sheet]"); #outbox; #row = null;

  constructor(outbox) {
    this.#outbox = outbox;
    this.#dialog.addEventListener("submit", (event) => {
      const { restore } = event.target.dataset;
      if (!restore) return;
      event.preventDefault();
      this.#restore(Number(restore), "before" in event.target.dataset);
    });
  }

  async open(row) {
    this.#row = row;
    this.#told(say("history_comes"));
    this.#dialog.showModal();
    await this.#outbox.flush();
    const answer = await fetch(`${desk.doors}segments/${row.id}/history/?fragment=1`, { redirect: "manual", cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return this.#told(say("not_no_line"));
    this.#dialog.querySelector("[data-past]").innerHTML = await answer.text(); // our own page; the archive lets nothing in it run
    return this.#told("");
  }

  async #restore(change, before) {
    const row = this.#row;
    const answer = await this.#outbox.ask(`segments/${row.id}/restore/`, () => ({ version: row.version, change, before }), [row]);
    if (answer.kind !== "done") return this.#told(answer.error ?? say(`not_${answer.kind}`));
    this.#dialog.close();
    return tell(say("restored"));
  }

  #told(sentence) {
    this.#dialog.querySelector("[data-past-told]").textContent = sentence;
    if (sentence) this.#dialog.querySelector("[data-past]").replaceChildren();
  }
}
