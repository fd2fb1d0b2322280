// Makes, renames, closes and deletes libraries. What was done is shown on the page it leads to.
const SAID = "pincite-said";

const act = (action, name = "") => trigger("manage", { action, name });

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (!button) return;
  const { action, name } = button.dataset;
  act(action, name ?? element.querySelector(`#${action}-library`)?.value);
});

element.addEventListener("keydown", (event) => {
  const form = event.target.id?.match(/^(make|rename|delete)-library$/);
  if (event.key === "Enter" && form) act(form[1], event.target.value);
});

watch("value", () => {
  const done = element.querySelector("[data-goto]"), status = element.querySelector(".said");
  if (done) {
    sessionStorage.setItem(SAID, done.textContent);
    location.assign(done.dataset.goto);
  } else if (status && sessionStorage.getItem(SAID)) {
    status.textContent = sessionStorage.getItem(SAID);
    sessionStorage.removeItem(SAID);
  }
});
