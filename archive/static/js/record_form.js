// The written part of an interview: what stands in its record on the device, shown in fields, and read from them.

/** Put `interview` into the fields; rows are made from their templates. */
export function fill(form, { details, consent }) {
  for (const name of ["title", "language", "recorded_on"]) form.elements[name].value = details[name];
  form.elements.kind.value = details.kind ?? "life"; // interviews kept on a device since before it was asked
  for (const box of form.querySelectorAll("[name=theme]")) {
    box.checked = details.themes.includes(box.value);
    if (box.checked) box.closest("details").open = true;
  }
  for (const rows of form.querySelectorAll("[data-rows]")) {
    const list = rows.querySelector("[data-lines]");
    list.replaceChildren();
    for (const value of details[rows.dataset.rows]) addRow(rows, value);
  }
  form.elements.consent_language.value = consent.language;
  for (const box of form.querySelectorAll("[name=use]")) {
    box.checked = box.value in consent.uses;
    audienceOf(form, box).value = consent.uses[box.value] ?? "";
  }
  showAudiences(form);
}

/** What the fields say now. */
export function details(form) {
  const { title, language, kind, recorded_on: recordedOn } = form.elements;
  return {
    title: title.value,
    language: language.value,
    kind: kind.value,
    recorded_on: recordedOn.value,
    themes: [...form.querySelectorAll("[name=theme]:checked")].map((box) => box.value),
    ...Object.fromEntries([...form.querySelectorAll("[data-rows]")].map((rows) => [rows.dataset.rows, valuesOf(rows)])),
  };
}

export function consent(form) {
  const ticked = [...form.querySelectorAll("[name=use]:checked")];
  return {
    language: form.elements.consent_language.value,
    uses: Object.fromEntries(ticked.map((box) => [box.value, audienceOf(form, box).value])),
  };
}

/** Names of what is missing before it can be sent. */
export function lacks({ details: written, consent: allowed }, takes) {
  const named = { name: "name", pseudonym: "pseudonym" };
  return [
    !takes.length && "lacks_take",
    takes.some((take) => !take.ended) && "lacks_rest",
    !written.title.trim() && "lacks_title",
    Object.values(allowed.uses).some((audience) => !audience) && "lacks_audience",
    written.people.some((one) => named[one.shown_as] && !one[named[one.shown_as]].trim()) && "lacks_name",
    written.countries.some((one) => !one.country) && "lacks_country",
  ].filter(Boolean);
}

/** Let rows be added and removed, and an audience be chosen for what is ticked; `onChange` after each of it. */
export function enliven(form, onChange) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("click", ({ target }) => {
    const rows = target.closest("[data-rows]");
    if (rows && target.closest("[data-add]")) addRow(rows, null).querySelector("select, input").focus();
    else if (rows && target.closest("[data-remove]")) {
      target.closest(".row").remove();
      rows.querySelector("[data-add]").focus();
    } else return;
    onChange();
  });
  for (const name of ["input", "change"]) {
    form.addEventListener(name, ({ target }) => {
      const row = target.closest(".person");
      if (row) showNames(row);
      if (target.name === "use") showAudiences(form);
      onChange();
    });
  }
}

function addRow(rows, value) {
  const row = rows.querySelector("template").content.firstElementChild.cloneNode(true);
  if (typeof value === "string") row.querySelector("[data-value]").value = value;
  else if (value) for (const field of row.querySelectorAll("[data-field]")) field.value = value[field.dataset.field];
  if (row.matches(".person")) showNames(row);
  rows.querySelector("[data-lines]").append(row);
  return row;
}

function valuesOf(rows) {
  const lines = [...rows.querySelectorAll("[data-lines] > .row")];
  if (rows.querySelector("template").content.querySelector("[data-value]")) {
    return [...new Set(lines.map((row) => row.querySelector("[data-value]").value).filter(Boolean))];
  }
  return lines.map((row) => Object.fromEntries([...row.querySelectorAll("[data-field]")].map((field) => [field.dataset.field, field.value])));
}

function showNames(row) {
  const chosen = row.querySelector("[data-field=shown_as]").value;
  row.querySelector("[data-for=pseudonym]").hidden = chosen !== "pseudonym";
}

function showAudiences(form) {
  for (const box of form.querySelectorAll("[name=use]")) box.closest(".use").querySelector(".audience").hidden = !box.checked;
}

const audienceOf = (form, box) => form.querySelector(`[data-audience="${box.value}"]`);
