// Uses a threshold of the evaluation in the library.
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-apply]");
  if (!button) return;
  element.querySelectorAll("[data-apply]").forEach((each) => { each.disabled = each === button; });
  const said = document.getElementById("applied"); // beside the results, mostly out of sight
  const observer = new MutationObserver(() => {
    observer.disconnect();
    said.scrollIntoView({ block: "center" });
  });
  observer.observe(said, { childList: true, subtree: true });
  trigger("apply_threshold", { threshold: Number(button.dataset.apply) });
});
