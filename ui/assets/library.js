// Removing asks once more, in the button itself; going elsewhere takes the question back.
const ask = (button, asking) => {
  button.toggleAttribute("data-sure", asking);
  button.querySelector("[data-label]").textContent = asking ? "Really remove?" : "Remove";
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (!button) return;
  if (button.hasAttribute("data-sure")) trigger("remove", { source: button.dataset.remove });
  else ask(button, true);
});

element.addEventListener("focusout", (event) => {
  const button = event.target.closest("[data-sure]");
  if (button) ask(button, false);
});
