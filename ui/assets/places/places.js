// How many places are chosen; all or none of them at once.
const form = document.querySelector('#places form[method="post"]');

const describe = () => {
  const boxes = [...form.querySelectorAll('[name="place"]')];
  const chosen = boxes.filter((box) => box.checked).length;
  form.querySelector("[data-chosen]").textContent =
    say("{number} of {count} chosen", { number: chosen, count: boxes.length });
};

if (form) {
  form.querySelectorAll("[data-choose]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      form.querySelectorAll('[name="place"]').forEach((box) => {
        box.checked = button.dataset.choose === "all";
      });
      describe();
    });
  });
  form.addEventListener("change", describe);
  addEventListener("pageshow", describe);
  describe();
}
