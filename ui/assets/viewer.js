// The document beside the answer: its page as a picture, or its text, with the marked sentence brought into view inside the document,
// never scrolling the page itself.
let view = "page"; // as it was last chosen
let large = false;

const third = (pane, top) => { pane.scrollTop += top - pane.getBoundingClientRect().top - pane.clientHeight / 3; };

const settleText = (viewer) => {
  const mark = viewer.querySelector(".pages mark");
  if (mark) third(viewer.querySelector(".pages"), mark.getBoundingClientRect().top);
};

const settlePage = (viewer) => {
  const pane = viewer.querySelector(".sheets");
  const picture = pane.querySelector("img[data-marks]");
  if (!picture) return;
  const [left, top] = picture.dataset.marks.split(" ").map(Number);
  const place = picture.getBoundingClientRect();
  third(pane, place.top + top * place.height);
  pane.scrollLeft += place.left + left * place.width - pane.getBoundingClientRect().left - 16;
};

const show = (viewer, as) => {
  viewer.dataset.view = as;
  viewer.querySelectorAll("[data-as]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.as === as)));
  (as === "page" ? settlePage : settleText)(viewer);
};

const enlarge = (viewer) => {
  viewer.classList.toggle("large", large);
  viewer.querySelector("[data-enlarge]").setAttribute("aria-pressed", String(large));
  settlePage(viewer);
};

// Why there is no picture is in the reply; the text is shown instead.
const draw = async (viewer, picture) => {
  try {
    const reply = await fetch(picture.dataset.page);
    if (!reply.ok) throw new Error((await reply.json()).error);
    await reply.blob(); // so that the picture comes from the browser's cache
    if (reply.headers.get("x-marks")) picture.dataset.marks = reply.headers.get("x-marks");
    picture.src = picture.dataset.page;
    await picture.decode();
  } catch (error) {
    viewer.querySelector(".unseen").textContent = error.message || "The page cannot be shown.";
    picture.closest("figure").remove();
    if (!viewer.querySelector(".sheets img")) {
      viewer.querySelectorAll("[data-as], [data-enlarge]").forEach((button) => { button.hidden = true; });
      show(viewer, "text");
    }
    return;
  }
  picture.previousElementSibling.remove();
  picture.hidden = false;
  if (viewer.dataset.view === "page") settlePage(viewer);
};

element.addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) return location.reload(); // the address says what was asked, and of what
  const viewer = event.target.closest(".viewer");
  const button = event.target.closest("[data-as], [data-enlarge]");
  if (!button) return;
  if (button.dataset.as) show(viewer, view = button.dataset.as);
  else { large = !large; enlarge(viewer); }
});

watch("value", () => {
  const viewer = element.querySelector(".viewer");
  if (!viewer) return;
  if (!viewer.dataset.view) return settleText(viewer);
  viewer.classList.toggle("large", large);
  viewer.querySelector("[data-enlarge]").setAttribute("aria-pressed", String(large));
  show(viewer, view);
  viewer.querySelectorAll("[data-page]").forEach((picture) => draw(viewer, picture));
});
