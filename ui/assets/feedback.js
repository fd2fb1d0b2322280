// Feedback on the answer: is it right, and if not, what is?
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { kind, number, correct, again } = button.dataset;
  if (correct !== undefined) toggleCorrection(button);
  if (again !== undefined) trigger("ask_again", {});
  if (kind === "words") return saveWords();
  if (kind) trigger("save_feedback", { kind, number: Number(number) });
});

element.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("#own-words")) saveWords();
});

const saveWords = () => {
  const words = element.querySelector("#own-words").value;
  trigger("save_feedback", { kind: "words", words });
};

const toggleCorrection = (button) => {
  const panel = element.querySelector("#correction");
  panel.hidden = !panel.hidden;
  button.setAttribute("aria-expanded", String(!panel.hidden));
};
