// What became of a row: who wrote what when. The archive draws it; this shows it in a sheet.
import { desk, say } from "./said.js";

export class History {
  #dialog = document.querySelector("[data-history-sheet]"); #outbox; #rows;

  constructor(rows, outbox) {
    [this.#rows, this.#outbox] = [rows, outbox];
  }

  async open(row) {
    await this.#outbox.flush();
    const place = this.#dialog.querySelector("[data-past]");
    place.textContent = say("history_comes");
    this.#dialog.showModal();
    const answer = await fetch(`${desk.doors}segments/${row.id}/history/`, { redirect: "manual" }).catch(() => null);
    if (answer?.ok) place.innerHTML = await answer.text(); // our own page; nothing in it runs, the archive forbids it
    else place.textContent = say("not_no_line");
  }
}
