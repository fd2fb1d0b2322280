// What can be done about an upload: undo it, read scans again, unlock a file. Restores a removed
// document, too.
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-undo], [data-again], [data-undo-upload]");
  if (!button) return;
  button.disabled = true;
  if ("again" in button.dataset) trigger("again", {});
  else if ("undoUpload" in button.dataset) trigger("undo_upload", {});
  else trigger("undo", { source: button.dataset.undo });
});

element.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-unlock]");
  if (!form) return;
  event.preventDefault();
  const password = form.elements.password.value;
  form.reset();
  trigger("again", { source: form.dataset.unlock, password });
});
