// Is the answer right, and if not, what is?
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { verdict, number, instead, again } = button.dataset;
  if (instead !== undefined) unfold(button);
  if (again !== undefined) trigger("judge_again", {});
  if (verdict === "words") return save();
  if (verdict) trigger("judge", { verdict, number: Number(number) });
});

element.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("#own-words")) save();
});

const save = () => trigger("judge", { verdict: "words", words: element.querySelector("#own-words").value });

const unfold = (button) => {
  const panel = element.querySelector("#instead");
  panel.hidden = !panel.hidden;
  button.setAttribute("aria-expanded", String(!panel.hidden));
};
