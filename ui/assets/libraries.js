// Creates a library by name, and opens it once it is there.
const create = () => trigger("create", { name: element.querySelector("#new-library").value });

element.addEventListener("click", (event) => {
  if (event.target.closest("[data-create]")) create();
});

element.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("#new-library")) create();
});

watch("value", () => {
  const link = element.querySelector("[data-new]");
  if (link) location.assign(link.href);
});
