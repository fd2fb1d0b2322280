// The reading page: tools, outline, search, marks, keys.
const search = document.querySelector(".search");
const outline = document.querySelector("#outline");
const narrow = matchMedia("(max-width: 900px)");
const tool = (name) => document.querySelector(`[data-act="${name}"]`);

// marks

let mark = 0;
const goToMark = async (number, focus = true) => {
  const count = data.marks.length;
  if (!count) return;
  mark = (number + count) % count;
  document.querySelector("[data-marks]").textContent =
    say("Citation {number} of {count}", { number: mark + 1, count });
  if (images.showsImages()) return images.drawAt(data.marks[mark]);
  const found = await jump(data.marks[mark], { id: `mark-${mark + 1}`, focus });
  if (found && focus) cite.place(found);
};

// search

let hits = [], ends = [], more = false, hit = -1, searched = "";
const MOST_MARKS = 50; // on one image
const hitStatus = document.querySelector("[data-hits]");

const describeHits = () => {
  const found = say.number(hits.length), count = more ? say("{count} or more", { count: found }) : found;
  const page = data.pages.length && hit >= 0 ? data.labels[images.pageOf(hits[hit])] : null;
  const told = page === null ? "{number} of {count}" : "{number} of {count}, page {page}";
  hitStatus.textContent = !searched ? "" : !hits.length ? say("Not found") :
    say(told, { number: say.number(hit + 1), count, page });
  ["previous-hit", "next-hit"].forEach((name) => { tool(name).hidden = hits.length < 2; });
};

// As marks: the current place of the search if it is from `start` to `end`, else all that are.
const hitMarks = (start, end) => {
  const found = hits.map((_, number) => number).filter((i) => hits[i] >= start && hits[i] < end);
  const shown = found.includes(hit) ? [hit] : found.slice(0, MOST_MARKS);
  return shown.map((i) => `${hits[i]}-${ends[i]}`);
};

const goToHit = async (number) => {
  if (!hits.length) return;
  hit = (number + hits.length) % hits.length;
  describeHits();
  if (images.showsImages()) return images.drawAt(hits[hit]);
  const start = hits[hit];
  const found = await jump(start, { id: `hit-${start}` });
  article.querySelectorAll(".hit.current").forEach((each) => each.classList.remove("current"));
  article.querySelectorAll(`[data-hit="${start}"]`).forEach((each) => each.classList.add("current"));
  if (found?.matches(".hit")) cite.place(found);
};

// The first place at or below what is in the window.
const firstHit = () => {
  const blocks = [...article.querySelectorAll("[data-at]")];
  const top = blocks.find((each) => each.getBoundingClientRect().bottom > 120);
  const from = images.showsImages() ? data.pages[images.current()] : Number(top?.dataset.at ?? 0);
  const found = hits.findIndex((start) => start >= from);
  return found < 0 ? 0 : found;
};

const findWords = async () => {
  const words = search.elements.q.value.trim();
  if (words === searched) return goToHit(hit + 1);
  searched = words;
  hitStatus.textContent = words ? say("Searching …") : "";
  try {
    const nothing = { hits: [], ends: [] };
    const found = words ? await (await fetched("find", { q: words })).json() : nothing;
    if (words !== searched) return;
    [hits, ends, more, hit] = [found.hits, found.ends, found.more, -1];
    await parts.markWords(words);
    if (words !== searched) return;
    if (hits.length) await goToHit(firstHit());
    else { describeHits(); cite.close(); images.redraw(); }
  } catch (error) {
    searched = "";
    hitStatus.textContent = error.message;
  }
};

// outline

const listHeadings = async () => {
  const list = outline.querySelector("#outline-list");
  const words = outline.querySelector("input").value.trim();
  try {
    const html = await (await fetched("outline", { q: words })).text();
    if (words === outline.querySelector("input").value.trim()) list.innerHTML = html;
  } catch (error) {
    list.textContent = error.message;
  }
};

const setOutline = (open, focus = false) => {
  outline.hidden = !open;
  main.classList.toggle("with-outline", open);
  tool("outline").setAttribute("aria-expanded", String(open));
  if (!open || !focus) return;
  if (narrow.matches) outline.scrollIntoView({ block: "center", behavior: "instant" });
  outline.querySelector("input").focus({ preventScroll: true });
};

outline.querySelector("input").addEventListener("input", listHeadings);
outline.addEventListener("click", (event) => {
  const link = event.target.closest("[data-offset]");
  if (!link) return;
  event.preventDefault();
  const offset = Number(link.dataset.offset);
  if (narrow.matches) setOutline(false);
  if (images.showsImages()) images.drawAt(offset);
  else jump(offset, { focus: true });
});

// tools

const actions = {
  outline: () => {
    setOutline(outline.hidden, true);
    if (!outline.querySelector("li")) listHeadings();
  },
  "previous-page": () => images.step(-1),
  "next-page": () => images.step(1),
  smaller: () => images.resize(-1),
  larger: () => images.resize(1),
  "previous-mark": () => goToMark(mark - 1),
  "next-mark": () => goToMark(mark + 1),
  "previous-hit": () => goToHit(hit - 1),
  "next-hit": () => goToHit(hit + 1),
  "close-cite": () => cite.close(),
};

// The offset of what was jumped to, if that is in the window; else of what is at its top.
const readingAt = () => {
  const box = jumped?.target.isConnected && jumped.target.getBoundingClientRect();
  if (box && box.bottom > 0 && box.top < innerHeight) return jumped.offset;
  const blocks = [...article.querySelectorAll("[data-at]")];
  const top = blocks.find((each) => each.getBoundingClientRect().bottom > innerHeight / 4);
  return top ? Number(top.dataset.at) : data.at;
};

main.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { act, view, format } = button.dataset;
  if (actions[act]) actions[act]();
  if (format) cite.copy(format);
  if (view) {
    const chosen = document.querySelector(".page-chooser")?.elements.page.value;
    const page = data.labels.indexOf(chosen);
    const offset = view === "pages" ? readingAt() : data.pages[Math.max(page, 0)];
    cite.close();
    images.show(view, offset);
  }
});

main.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target === search) findWords();
  else images.choose(event.target.elements.page.value);
});
search.elements.q.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.shiftKey) return;
  event.preventDefault();
  goToHit(hit - 1);
});
search.elements.q.addEventListener("search", () => { if (!search.elements.q.value) findWords(); });

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return cite.close();
  const typing = event.target.closest("textarea, input, select");
  if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    search.elements.q.select();
  }
});

// The number of the page that is read.
let waiting = false;
addEventListener("scroll", () => {
  if (waiting || !data.pages.length || images.showsImages()) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    if (!images.showsImages()) images.setNumber(images.pageOf(readingAt()));
  }, 200);
}, { passive: true });

const opensOutline = matchMedia("(min-width: 1200px)").matches && data.length > 20000;
if (opensOutline) setOutline(true); // its place at once, its headings after the text
Promise.resolve(data.marks.length ? goToMark(0, false) : data.at && jump(data.at))
  .then(() => opensOutline && listHeadings());
main.dataset.ready = "";
