// Uses a threshold of the evaluation in the library.
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-apply]");
  if (!button) return;
  element.querySelectorAll("[data-apply]").forEach((each) => { each.disabled = each === button; });
  trigger("apply_threshold", { threshold: Number(button.dataset.apply) });
});
