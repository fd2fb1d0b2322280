// The pages of a PDF as images: one at a time, with the marks on it, at any size.
const images = (() => {
  const panel = document.querySelector("#pages");
  const chooser = document.querySelector(".page-chooser");
  const zoom = document.querySelector(".zoom");
  const SIZES = [50, 75, 100, 125, 150, 200, 300]; // percent of the column
  let size = 100, shown = 0;

  const showsImages = () => Boolean(panel) && !panel.hidden;
  const label = (page) => data.labels[page] ?? String(page + 1);

  const setNumber = (page) => {
    shown = page;
    if (chooser && document.activeElement !== chooser.elements.page) {
      chooser.elements.page.value = label(page);
    }
  };

  const scrollToMarks = (image, marks) => {
    const box = image.getBoundingClientRect();
    const top = marks ? Number(marks.split(" ")[1]) : 0;
    const above = marks ? innerHeight / 3 : 120;
    scrollTo({ top: Math.max(box.top + scrollY + top * box.height - above, 0), behavior: "instant" });
    if (marks) panel.scrollLeft = Number(marks.split(" ")[0]) * box.width - 16;
  };

  const draw = async (page) => {
    const image = panel.querySelector("img"), status = panel.querySelector("[data-page-status]");
    setNumber(page);
    status.textContent = say("Drawing page {page} …", { page: label(page) });
    const width = size > 125 ? { width: "2400" } : {};
    const found = hitMarks(data.pages[page], data.pages[page + 1] ?? data.length);
    try {
      const reply = await fetched(`page/${page + 1}.png`, width, found);
      const blob = await reply.blob(), marks = reply.headers.get("x-marks");
      if (page !== shown) return;
      URL.revokeObjectURL(image.src);
      image.src = URL.createObjectURL(blob);
      image.alt = say(found.length
        ? "Image of page {page}, with the words marked. Its words are in the text of the document."
        : marks ? "Image of page {page}, with the citation marked. Its words are in the text of the document."
        : "Image of page {page}. Its words are in the text of the document.", { page: label(page) });
      await image.decode();
      image.hidden = false;
      status.textContent = "";
      scrollToMarks(image, marks);
    } catch (error) {
      if (page !== shown) return;
      image.hidden = true;
      status.textContent = error.message;
    }
  };

  const go = (page) => {
    if (page < 0 || page >= data.pages.length) return;
    setNumber(page);
    if (showsImages()) draw(page);
    else jump(data.pages[page], { focus: true });
  };

  // A number or a label as printed on the page.
  const choose = (words) => {
    const wanted = words.trim().toLowerCase();
    const labels = data.labels.map((each) => each.toLowerCase());
    const page = labels.includes(wanted) ? labels.indexOf(wanted) : Number(wanted) - 1;
    const known = Number.isInteger(page) && page >= 0 && page < data.pages.length;
    chooser.elements.page.setAttribute("aria-invalid", String(!known));
    if (known) go(page);
  };

  const pageOf = (offset) => Math.max(lastAtMost(data.pages, offset), 0);

  const show = (as, offset) => {
    if (!panel) return;
    panel.hidden = as !== "pages";
    article.hidden = as === "pages";
    zoom.hidden = as !== "pages";
    document.querySelectorAll("[data-view]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.view === as));
    });
    if (as === "pages") draw(pageOf(offset));
    else jump(offset);
  };

  const resize = (by) => {
    const at = SIZES.indexOf(size) + by;
    if (at < 0 || at >= SIZES.length) return;
    const sharper = SIZES[at] > 125 && size <= 125;
    size = SIZES[at];
    zoom.querySelector("output").textContent = `${size} %`;
    panel.querySelector("figure").style.inlineSize = `${size}%`;
    if (sharper) draw(shown);
  };

  return {
    choose, show, resize, pageOf, setNumber, showsImages,
    drawAt: (offset) => draw(pageOf(offset)),
    current: () => shown,
    redraw: () => { if (showsImages()) draw(shown); },
    step: (by) => go(shown + by),
  };
})();
