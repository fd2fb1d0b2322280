// Edits title, author, date and tags of one document in its row, and the tags of several.
const FIELDS = ["title", "author", "date", "tags"];

const openEditor = (button) => {
  closeEditor();
  const row = button.closest("tr"), values = JSON.parse(row.dataset.values);
  const editor = element.querySelector("template[data-editor]").content.cloneNode(true);
  const form = editor.querySelector("form");
  form.dataset.source = row.dataset.source;
  for (const name of FIELDS) {
    form.elements[name].value = values[name];
    const ofFile = form.querySelector(`[data-of-file="${name}"]`);
    ofFile.hidden = !(name in values.of_file);
    ofFile.querySelector("bdi").textContent = values.of_file[name] || "—";
    ofFile.querySelector("button").dataset.value = values.of_file[name] ?? "";
  }
  row.after(editor);
  form.elements.title.focus();
};

const closeEditor = () => {
  const editor = element.querySelector("tr.editor");
  editor?.previousElementSibling.querySelector("[data-edit]")?.focus();
  editor?.remove();
};

const chosen = () =>
  [...element.querySelectorAll("tbody [data-choose]:checked")].map(
    (box) => box.closest("tr").dataset.source,
  );

const showChosen = () => {
  const bar = element.querySelector(".selection"), count = chosen().length;
  if (!bar) return;
  bar.hidden = count === 0;
  bar.querySelector("[data-count]").textContent = count;
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.hasAttribute("data-edit")) openEditor(button);
  if (button?.hasAttribute("data-close-editor")) closeEditor();
  const field = button?.dataset.use;
  if (field) button.form.elements[field].value = button.dataset.value;
});

element.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest("tr.editor")) closeEditor();
});

element.addEventListener("change", (event) => {
  if (!event.target.matches("[data-choose], [data-choose-all]")) return;
  if (event.target.matches("[data-choose-all]")) {
    const { checked } = event.target;
    element.querySelectorAll("tbody [data-choose]").forEach((box) => { box.checked = checked; });
  }
  showChosen();
});

element.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.matches(".selection")) {
    const tags = form.elements.tags.value;
    const removing = event.submitter?.name === "remove";
    trigger("set_tags", {
      sources: chosen(), add: removing ? "" : tags, remove: removing ? tags : "",
    });
  } else {
    const values = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
    trigger("set_metadata", { source: (focused = form.dataset.source), values });
  }
});
