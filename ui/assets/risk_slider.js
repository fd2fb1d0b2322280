// The accepted share of wrong answers: the text follows the slider while it moves, the answer once
// it is released.
const labels = () => element.querySelectorAll("output");

element.addEventListener("input", (event) => {
  const chosen = Number(event.target.value);
  labels().forEach((label, position) => { label.hidden = position !== chosen; });
  setValueText();
});

element.addEventListener("change", (event) => {
  const share = JSON.parse(event.target.dataset.shares)[Number(event.target.value)];
  afterAnswer(() => trigger("set_risk", { share }));
});

// Waits while a question is being answered; otherwise the previous answer would be updated, and
// replace the new one.
const afterAnswer = (action) => {
  const asking = () => document.body.classList.contains("asking");
  if (!asking()) return action();
  new MutationObserver((_, observer) => {
    if (asking()) return;
    observer.disconnect();
    action();
  }).observe(document.body, { attributeFilter: ["class"] });
};

const setValueText = () => {
  const range = element.querySelector("input");
  if (!range) return;
  const label = labels()[Number(range.value)].textContent;
  range.setAttribute("aria-valuetext", label.replace(/\s+/g, " ").trim());
};

watch("value", () => {
  const range = element.querySelector("input");
  // the element stays when its attributes change, and so would what was chosen in it
  if (range) range.value = range.defaultValue;
  setValueText();
});
setValueText();
