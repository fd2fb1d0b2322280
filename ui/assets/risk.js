// How many wrong answers are accepted: the words follow the slider while it moves, the answer once it is let go.
const told = () => element.querySelectorAll("output");

element.addEventListener("input", (event) => {
  told().forEach((words, at) => { words.hidden = at !== Number(event.target.value); });
  speak();
});

element.addEventListener("change", (event) => {
  trigger("accept", { share: JSON.parse(event.target.dataset.shares)[Number(event.target.value)] });
});

const speak = () => {
  const range = element.querySelector("input");
  range?.setAttribute("aria-valuetext", told()[Number(range.value)].textContent.replace(/\s+/g, " ").trim());
};

watch("value", speak);
speak();
