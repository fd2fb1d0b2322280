// Cancels the reading of the files that are shown.
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-cancel]")) trigger("cancel", {});
});
