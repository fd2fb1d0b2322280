// What can be done about an upload: undo it, read scans again, unlock a file, remove an earlier
// version. Restores a removed document, too.
element.addEventListener("click", (event) => {
  const button = event.target.closest(
    "[data-undo], [data-again], [data-undo-upload], [data-remove-earlier]",
  );
  if (!button) return;
  button.disabled = true;
  const { again, undoUpload, removeEarlier, undo } = button.dataset;
  if (again !== undefined) trigger("again", {});
  else if (undoUpload !== undefined) trigger("undo_upload", {});
  else if (removeEarlier !== undefined) trigger("remove", { source: removeEarlier });
  else trigger("undo", { source: undo });
});

element.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-unlock]");
  if (!form) return;
  event.preventDefault();
  const password = form.elements.password.value;
  form.reset();
  trigger("again", { source: form.dataset.unlock, password });
});
