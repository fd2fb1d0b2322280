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

// After Back and Forward the slider is where the address says. Gradio sets no value that is the one
// it has set before, whatever was chosen since.
addEventListener("popstate", () => {
  const range = element.querySelector("input");
  if (!range) return;
  const risk = new URLSearchParams(location.search).get("risk");
  const { shares, standard } = range.dataset;
  const stop = JSON.parse(shares).findIndex((share) => +(100 * share).toFixed(6) === Number(risk));
  range.value = stop < 0 ? standard : stop;
  range.dispatchEvent(new Event("input", { bubbles: true }));
});

watch("value", setValueText);
setValueText();
