// Removes a part of what the next question may take over; the address keeps that.
element.addEventListener("click", (event) => {
  const part = event.target.closest("[data-part]")?.dataset.part;
  if (!part) return;
  const address = new URL(location.href);
  address.searchParams.append("without", part);
  history.replaceState(history.state, "", address);
  trigger("set_aside", { part });
  document.querySelector("#question textarea")?.focus();
});
