// The document beside the answer: its page as an image, or its text. The marked sentence is
// scrolled into view inside the document; the page itself is never scrolled.
let view = "page"; // as it was last chosen
let large = false;

const scrollToThird = (pane, top) => {
  pane.scrollTop += top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
};

// Below a tall header the end of the pane is outside of the window: then the pane is made shorter,
// since the last lines of a text cannot be scrolled any higher.
const scrollText = (viewer) => {
  const mark = viewer.querySelector(".document-text mark"), pane = mark?.closest(".document-text");
  if (!mark) return;
  pane.style.maxHeight = "";
  scrollToThird(pane, mark.getBoundingClientRect().top);
  const room = innerHeight - pane.getBoundingClientRect().top;
  if (mark.getBoundingClientRect().bottom <= innerHeight || room < 150) return;
  pane.style.maxHeight = `${room}px`;
  scrollToThird(pane, mark.getBoundingClientRect().top);
};

const scrollImage = (viewer) => {
  const pane = viewer.querySelector(".page-images");
  const image = pane.querySelector("img[data-marks]");
  if (!image) return;
  const [left, top] = image.dataset.marks.split(" ").map(Number);
  const box = image.getBoundingClientRect();
  scrollToThird(pane, box.top + top * box.height);
  pane.scrollLeft += box.left + left * box.width - pane.getBoundingClientRect().left - 16;
};

const show = (viewer, as) => {
  viewer.dataset.view = as;
  viewer.querySelectorAll("[data-as]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.as === as));
  });
  (as === "page" ? scrollImage : scrollText)(viewer);
};

const enlarge = (viewer) => {
  viewer.classList.toggle("large", large);
  viewer.querySelector("[data-enlarge]").setAttribute("aria-pressed", String(large));
  scrollImage(viewer);
};

// If there is no image, the reply says why, and the text is shown instead.
const draw = async (viewer, image) => {
  try {
    const reply = await fetch(image.dataset.page);
    if (!reply.ok) throw new Error((await reply.json()).error);
    await reply.blob(); // so that the image comes from the browser's cache
    if (reply.headers.get("x-marks")) image.dataset.marks = reply.headers.get("x-marks");
    image.src = image.dataset.page;
    await image.decode();
  } catch (error) {
    viewer.querySelector(".page-error").textContent = error.message || say("The page cannot be shown.");
    image.closest("figure").remove();
    if (!viewer.querySelector(".page-images img")) {
      const buttons = viewer.querySelectorAll("[data-as], [data-enlarge]");
      buttons.forEach((button) => { button.hidden = true; });
      show(viewer, "text");
    }
    return;
  }
  image.previousElementSibling.remove();
  image.hidden = false;
  if (viewer.dataset.view === "page") scrollImage(viewer);
};

element.addEventListener("click", (event) => {
  // Asking again is reloading: the address holds the question and its filters.
  if (event.target.closest("[data-again]")) return location.reload();
  const viewer = event.target.closest(".viewer");
  const button = event.target.closest("[data-as], [data-enlarge]");
  if (!button) return;
  if (button.dataset.as) show(viewer, view = button.dataset.as);
  else { large = !large; enlarge(viewer); }
});

watch("value", () => {
  const viewer = element.querySelector(".viewer");
  if (!viewer) return;
  if (!viewer.dataset.view) return scrollText(viewer);
  viewer.classList.toggle("large", large);
  viewer.querySelector("[data-enlarge]").setAttribute("aria-pressed", String(large));
  show(viewer, view);
  viewer.querySelectorAll("[data-page]").forEach((image) => draw(viewer, image));
});
