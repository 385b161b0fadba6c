// Questions before something goes for ever. The button that destroys is never the one that is at hand.

/** Ask with the dialog of that name; settles with whether the answer was yes. */
export function confirmed(name) {
  const dialog = document.querySelector(`[data-dialog="${name}"]`);
  const sure = dialog.querySelector("[data-sure]");
  const yes = dialog.querySelector("[data-yes]");
  if (sure) {
    sure.checked = false;
    yes.disabled = true;
    sure.onchange = () => { yes.disabled = !sure.checked; };
  }
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
