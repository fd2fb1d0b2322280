// A new library is made by name; once it is there, the page goes to it.
const make = () => trigger("make", { name: element.querySelector("#new-library").value });

element.addEventListener("click", (event) => {
  if (event.target.closest("[data-make]")) make();
});

element.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("#new-library")) make();
});

watch("value", () => {
  const made = element.querySelector("[data-go]");
  if (made) location.assign(made.href);
});
