// What changed: from change to change, and the unchanged text when it is opened.
const changes = [...document.querySelectorAll(".change")];
const jump = document.querySelector(".jump");
let at = -1;

const describe = () => {
  jump.querySelector("[data-at]").textContent = say("{number} of {count}",
    { number: say.number(at + 1), count: say.number(changes.length) });
};

const go = (number) => {
  if (number < 0 || number >= changes.length) return;
  at = number;
  const top = changes[at].getBoundingClientRect().top + scrollY;
  scrollTo({ top: top - document.querySelector(".tools").offsetHeight - 12, behavior: "instant" });
  changes[at].focus({ preventScroll: true });
  describe();
};

// The change that is read: one may have scrolled since the last step.
const current = () => {
  const focused = changes.indexOf(document.activeElement.closest(".change"));
  if (focused >= 0) return focused;
  const edge = document.querySelector(".tools").offsetHeight + 16;
  const below = changes.findIndex((each) => each.getBoundingClientRect().top > edge);
  return (below < 0 ? changes.length : below) - 1;
};

if (changes.length) {
  jump.hidden = false;
  describe();
  jump.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]")?.dataset.step;
    if (step) go(at + Number(step));
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("textarea, input, select");
    if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
    const step = { n: 1, p: -1 }[event.key];
    if (step) go(current() + step);
  });
}

const MOST = 20000; // characters that are fetched at once

document.querySelectorAll(".same").forEach((fold) => {
  fold.addEventListener("toggle", async () => {
    const { document: id, hash, start, end } = fold.dataset;
    const text = fold.querySelector("[data-text]");
    if (!fold.open || fold.dataset.ready) return;
    fold.dataset.ready = "";
    const link = text.firstElementChild;
    const last = Math.min(Number(end), Number(start) + MOST);
    const query = new URLSearchParams({ start, end: last, text: hash });
    try {
      const reply = await fetch(`document/${id}/text?${query}`);
      if (!reply.ok) throw new Error((await reply.json()).error);
      text.innerHTML = await reply.text();
      if (last < Number(end)) text.append(link);
    } catch (error) {
      delete fold.dataset.ready;
      text.replaceChildren(error.message, " ", link);
    }
  });
});
