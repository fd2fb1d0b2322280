// The appearance, stored in this browser.
const choice = document.querySelector("[data-theme-choice]");
const stored = localStorage.getItem("pincite-theme") ?? "";

for (const radio of choice.querySelectorAll("input")) radio.checked = radio.value === stored;

choice.addEventListener("change", ({ target }) => {
  if (target.value) localStorage.setItem("pincite-theme", target.value);
  else localStorage.removeItem("pincite-theme");
  location.reload();
});
