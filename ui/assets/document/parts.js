// The text of a document in parts: those near the window are fetched, those far from it are empty
// elements of about their height. Used by the scripts that follow.
const main = document.querySelector("#document");
const data = JSON.parse(main.dataset.document);
const article = document.querySelector("#text");
const query = new URLSearchParams(location.search);
const base = location.pathname.replace(/\/$/, "");
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
const NEAR = 1500, FAR = 8000; // pixels above and below the window

// An address below the document's, with `marks`, and those that the page has.
const addressOf = (path, values = {}, marks = []) => {
  const parameters = new URLSearchParams({ text: data.hash, ...values });
  marks.forEach((mark) => parameters.append("mark", mark));
  if (data.marks.length) query.getAll("mark").forEach((mark) => parameters.append("mark", mark));
  return `${base}/${path}?${parameters}`;
};

const fetched = async (path, values, marks) => {
  const reply = await fetch(addressOf(path, values, marks));
  if (!reply.ok) {
    const fallback = say("The server answered {status}. Open the document again.", reply);
    throw new Error((await reply.json().catch(() => ({}))).error ?? fallback);
  }
  return reply;
};

// The last position in a sorted list whose value is at most `value`; -1 if there is none.
const lastAtMost = (values, value) => {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

const parts = (() => {
  let words = "", generation = 0, pixelsPerChar = 0.4;
  let pinned = data.part; // what was jumped to stays, with its neighbours, until the next jump
  const endOf = (i) => data.starts[i + 1] ?? data.length;
  const first = article.querySelector(".part");
  const sections = data.starts.map((start, i) => {
    if (i === data.part) return first;
    const section = document.createElement("section");
    section.className = "part";
    return section;
  });
  const loaded = new Map([[data.part, Promise.resolve()]]);
  const index = new Map(sections.map((section, i) => [section, i]));

  const estimate = (i) => `${Math.round((endOf(i) - data.starts[i]) * pixelsPerChar)}px`;
  pixelsPerChar = first.offsetHeight / (endOf(data.part) - data.starts[data.part]) || 0.4;
  sections.forEach((section, i) => {
    if (section !== first) section.style.blockSize = estimate(i);
  });
  article.replaceChildren(...sections);

  // What is above the window may change its height without moving what is read.
  const keepingPlace = (section, change) => {
    const before = section.getBoundingClientRect();
    change();
    if (before.bottom > 0 && !(before.top < 0 && before.bottom < innerHeight / 2)) return;
    scrollBy({ top: section.offsetHeight - before.height, behavior: "instant" });
  };

  const fetchPart = async (i, current) => {
    const values = { start: data.starts[i], end: endOf(i), q: words };
    let html;
    try {
      html = await (await fetched("text", values)).text();
    } catch (error) {
      loaded.delete(i);
      const problem = document.createElement("p");
      problem.className = "notice";
      problem.textContent = error.message;
      if (current === generation) sections[i].replaceChildren(problem);
      return;
    }
    if (current !== generation || !loaded.has(i)) return;
    keepingPlace(sections[i], () => {
      sections[i].innerHTML = html; // escaped by the server
      sections[i].style.blockSize = "";
    });
  };

  const load = (i) => {
    if (!sections[i]) return Promise.resolve();
    if (!loaded.has(i)) loaded.set(i, fetchPart(i, generation));
    return loaded.get(i);
  };

  const unload = (i) => {
    const section = sections[i], selection = getSelection();
    const holds = selection.rangeCount && selection.getRangeAt(0).intersectsNode(section);
    if (!loaded.has(i) || section.contains(document.activeElement)) return;
    if (Math.abs(i - pinned) <= 1) return;
    if (holds && !selection.isCollapsed) return;
    section.style.blockSize = `${section.offsetHeight}px`;
    section.replaceChildren();
    loaded.delete(i);
  };

  const observe = (margin, act) => {
    const observer = new IntersectionObserver(
      (entries) => entries.forEach((entry) => act(index.get(entry.target), entry.isIntersecting)),
      { rootMargin: `${margin}px 0px` });
    sections.forEach((section) => observer.observe(section));
  };
  observe(NEAR, (i, near) => { if (near) load(i); });
  observe(FAR, (i, near) => { if (!near) unload(i); });

  // The part of an offset, and a promise of its neighbours.
  const around = async (offset) => {
    const i = pinned = lastAtMost(data.starts, offset);
    await load(i);
    return { section: sections[i], neighbours: Promise.all([load(i - 1), load(i + 1)]) };
  };

  // Shows the places of other words in the parts that are loaded; later ones are fetched so.
  const markWords = async (others) => {
    if (others === words) return;
    words = others;
    generation += 1;
    const shown = [...loaded.keys()];
    loaded.clear();
    await Promise.all(shown.map(load));
  };

  return { around, markWords };
})();

const blockAt = (section, offset) => {
  const blocks = [...section.querySelectorAll("[data-at]")];
  return blocks[Math.max(lastAtMost(blocks.map((each) => Number(each.dataset.at)), offset), 0)];
};

const scrollToThird = (element) => {
  const top = element.getBoundingClientRect().top + scrollY - innerHeight / 3;
  scrollTo({ top: Math.max(top, 0), behavior: "instant" });
};

let jumped = null; // the offset and the element of the last jump

// Scrolls to the element `id`, or to the block of an offset; moves the focus there if asked to.
const jump = async (offset, { id = "", focus = false } = {}) => {
  const { section, neighbours } = await parts.around(offset);
  const target = document.getElementById(id) ?? blockAt(section, offset);
  if (!target) return null;
  scrollToThird(target);
  jumped = { offset, target };
  neighbours.then(() => {
    const { top } = target.getBoundingClientRect();
    if (jumped.target === target && (top < 0 || top > innerHeight)) scrollToThird(target);
  });
  if (focus) {
    if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }
  return target;
};
