// The list follows what is typed. Gradio may lose an event that comes just as another one ends, so the list is asked for until it fits.
const MOST = 20;
let wait = 0, tries = 0;

const input = element.querySelector("input");
const shown = () => document.querySelector("#shelf [data-words]")?.dataset.words;

const sync = () => {
  const words = input.value.trim();
  if (shown() === words || ++tries > MOST) return;
  trigger("search", { words });
  wait = setTimeout(sync, 500);
};

input.addEventListener("input", () => {
  clearTimeout(wait);
  tries = 0;
  wait = setTimeout(sync, 120);
});
