// One answer to everything is shown in every row at once; a row that is then changed by hand stands for itself.
for (const form of document.querySelectorAll("[data-giving]")) {
  const rows = form.querySelectorAll(".use-row select");
  const presets = form.querySelectorAll("input[name=preset]");
  for (const preset of presets) {
    preset.addEventListener("change", () => {
      const answers = JSON.parse(preset.closest("label").querySelector("[data-answers]").dataset.answers);
      for (const row of rows) if (row.name in answers) row.value = answers[row.name];
    });
  }
  for (const row of rows) {
    row.addEventListener("change", () => {
      if (row.name !== "places") for (const preset of presets) preset.checked = false;
    });
  }
}
