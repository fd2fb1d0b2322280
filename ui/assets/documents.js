// Removes and restores documents. The first click on Remove asks for confirmation in the button
// itself; leaving the button cancels.
let focused = "";  // the document whose row has the focus again once the list has changed

const setConfirming = (button, confirming) => {
  button.toggleAttribute("data-confirming", confirming);
  button.querySelector("[data-label]").textContent = say(confirming ? "Really remove?" : "Remove");
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove], [data-undo]");
  if (!button) return;
  const source = button.closest("tr").dataset.source;
  if (button.hasAttribute("data-undo")) trigger("undo", { source: (focused = source) });
  else if (!button.hasAttribute("data-confirming")) setConfirming(button, true);
  else trigger("remove", { source: (focused = source) });
});

element.addEventListener("focusout", (event) => {
  const button = event.target.closest("[data-confirming]");
  if (button) setConfirming(button, false);
});

watch("value", () => {
  const rows = [...element.querySelectorAll("tr[data-source]")];
  const row = rows.find(({ dataset }) => dataset.source === focused);
  row?.querySelector("[data-edit], [data-undo]").focus();
  focused = "";
});
