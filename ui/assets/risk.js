// How many wrong answers are accepted: the words follow the slider while it moves, the answer once it is let go.
const told = () => element.querySelectorAll("output");

element.addEventListener("input", (event) => {
  told().forEach((words, at) => { words.hidden = at !== Number(event.target.value); });
  speak();
});

element.addEventListener("change", (event) => {
  const share = JSON.parse(event.target.dataset.shares)[Number(event.target.value)];
  answered(() => trigger("accept", { share }));
});

// While a question is asked the slider waits for its answer; else the answer before it would be decided anew, and come in its place.
const answered = (then) => {
  const asking = () => document.body.classList.contains("asking");
  if (!asking()) return then();
  new MutationObserver((_, watching) => {
    if (asking()) return;
    watching.disconnect();
    then();
  }).observe(document.body, { attributeFilter: ["class"] });
};

const speak = () => {
  const range = element.querySelector("input");
  range?.setAttribute("aria-valuetext", told()[Number(range.value)].textContent.replace(/\s+/g, " ").trim());
};

watch("value", speak);
speak();
