// Searches the list of documents while one types. Gradio may lose an event that arrives just as
// another one ends, so the list is requested again until it shows the words.
const MAX_TRIES = 20;
let timer = 0, tries = 0;

const input = element.querySelector("input");
const shownWords = () => document.querySelector("#documents [data-words]")?.dataset.words;

const search = () => {
  const words = input.value.trim();
  if (shownWords() === words || ++tries > MAX_TRIES) return;
  trigger("search", { words });
  timer = setTimeout(search, 500);
};

input.addEventListener("input", () => {
  clearTimeout(timer);
  tries = 0;
  timer = setTimeout(search, 120);
});
