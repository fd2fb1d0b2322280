element.addEventListener("click", (event) => {
  if (event.target.closest("[data-cancel]")) trigger("cancel", {});
});
