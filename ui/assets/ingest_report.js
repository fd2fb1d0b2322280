// Restores a removed document.
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-undo]");
  if (!button) return;
  button.disabled = true;
  trigger("undo", { source: button.dataset.undo });
});
