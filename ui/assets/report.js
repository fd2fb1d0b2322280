// Files being read can be cancelled, a removal taken back.
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-cancel], [data-undo]");
  if (!button) return;
  button.disabled = true;
  if (button.dataset.undo === undefined) trigger("cancel", {});
  else trigger("undo", { source: button.dataset.undo });
});
