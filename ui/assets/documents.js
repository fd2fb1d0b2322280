// The first click on Remove asks for confirmation in the button itself; leaving the button cancels.
const setConfirming = (button, confirming) => {
  button.toggleAttribute("data-confirming", confirming);
  button.querySelector("[data-label]").textContent = say(confirming ? "Really remove?" : "Remove");
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (!button) return;
  if (button.hasAttribute("data-confirming")) trigger("remove", { source: button.dataset.remove });
  else setConfirming(button, true);
});

element.addEventListener("focusout", (event) => {
  const button = event.target.closest("[data-confirming]");
  if (button) setConfirming(button, false);
});
