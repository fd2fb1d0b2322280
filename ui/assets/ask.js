// The answer and its sources: clicks, keys, the document as a sheet on narrow screens, the address
// of the page. Runs once, when the element is created; `element`, `trigger` and `watch` come from
// gr.HTML.
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
const narrow = matchMedia("(max-width: 900px)");
const behindSheet = ".masthead, #ask-bar, #answer-column, .colophon";
let opener = null;

const source = (number) => document.querySelector(`#sources #source-${CSS.escape(number)}`);

const reveal = (number) => {
  const card = source(number);
  if (!card) return;
  const details = card.closest("details");
  if (details) details.open = true;
  card.scrollIntoView({ block: "nearest", behavior: reducedMotion ? "auto" : "smooth" });
  card.focus({ preventScroll: true });
  card.classList.add("flash");
  setTimeout(() => card.classList.remove("flash"), 1600);
};

const openSource = (number) => {
  document.querySelectorAll("#sources .source").forEach((card) => {
    if (card.id === `source-${number}`) card.setAttribute("aria-current", "true");
    else card.removeAttribute("aria-current");
  });
  trigger("open_source", { number: Number(number) });
};

// On narrow screens the document is a sheet over the page, which cannot be used meanwhile.
const setSheet = (open) => {
  if (open === document.body.classList.contains("sheet-open")) return;
  document.body.classList.toggle("sheet-open", open);
  if (!narrow.matches && open) return;
  document.querySelectorAll(behindSheet).forEach((part) => { part.inert = open; });
  if (open) {
    opener = document.activeElement;
    setTimeout(() => document.querySelector("#viewer .close")?.focus(), 60);
  } else {
    opener?.focus();
    opener = null;
  }
};

const copy = async (button) => {
  const label = button.firstChild;
  const text = label.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    label.textContent = say("Copied");
  } catch {
    prompt(say("Copy this citation:"), button.dataset.copy);
  }
  setTimeout(() => { label.textContent = text; }, 1600);
};

document.addEventListener("click", (event) => {
  document.querySelectorAll(".formats[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  const target = event.target.closest("[data-source], [data-open], [data-candidate], [data-copy]");
  if (!target?.closest("#answer, #sources")) return;
  event.preventDefault();
  const { source: link, open, candidate, copy: citation } = target.dataset;
  if (link) { reveal(link); openSource(link); }
  if (open) { openSource(open); setSheet(true); }
  if (candidate) { trigger("open_candidate", { number: Number(candidate) }); setSheet(true); }
  if (citation !== undefined) copy(target);
});

document.addEventListener("click", (event) => {
  const outside = event.target === document.querySelector(".gradio-container");
  if (event.target.closest("[data-close]") || outside) setSheet(false);
});

// Closes what is open, the topmost first: a menu, a preview, the sheet.
const close = () => {
  const menu = document.querySelector(".formats[open]");
  if (menu) {
    menu.open = false;
    return menu.querySelector("summary").focus();
  }
  const sheetOpen = document.body.classList.contains("sheet-open");
  const previewOpen = document.activeElement?.matches(".source-link");
  if (previewOpen && !sheetOpen) return document.activeElement.blur();
  setSheet(false);
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return close();
  const typing = event.target.closest("textarea, input, select, [contenteditable]");
  if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector("#question textarea")?.select();
  } else if (/^[1-9]$/.test(event.key) && source(event.key)) {
    reveal(event.key);
    openSource(event.key);
  }
});

// The address follows the answer: a new entry of the browser's history for a question, none for
// another accepted risk, and none for an answer that the address itself has asked for.
let arriving = new URLSearchParams(location.search).has("q");
let shown = location.search;
let question = null;

const withoutRisk = (parameters) => {
  const others = new URLSearchParams(parameters);
  others.delete("risk");
  others.delete("without");
  return String(others);
};

watch("value", () => {
  setSheet(false);
  const answer = element.querySelector("[data-asked]"), arrived = arriving;
  arriving = false;
  if (!answer) return;
  const parameters = new URLSearchParams([
    ...[...new URLSearchParams(location.search)].filter(([name]) => name.startsWith("__")),
    ["q", answer.dataset.asked],
    ...new URLSearchParams(answer.dataset.link),
  ]);
  const address = `${location.pathname}?${parameters}`;
  const same = withoutRisk(parameters) === question;
  if (!arrived) {
    history[same ? "replaceState" : "pushState"](history.state, "", address);
    shown = location.search;
  }
  question = withoutRisk(parameters);
  document.dispatchEvent(new CustomEvent("pincite:answered"));
});

// Back and forward show what their address asks for, once the answer that is awaited has come.
let left = false, asking = false, settling = 0;

const stopSettling = () => { clearTimeout(settling); settling = 0; };

const follow = () => {
  left = document.body.classList.contains("asking");
  if (left || location.search === shown) return;
  stopSettling();
  [arriving, shown] = [true, location.search];
  document.body.classList.add("asking"); // at once, so that another step waits for this one
  trigger("go", { query: location.search });
};

addEventListener("popstate", follow);
// Gradio may lose an event that arrives just as another one ends. What an address asks for may look
// as what was there before, such as the same error: then the value does not change.
const settle = () => {
  settling = 0;
  if (document.body.classList.contains("asking")) return;
  if (left) follow();
  else arriving = false;
};

new MutationObserver(() => {
  const before = asking;
  asking = document.body.classList.contains("asking");
  if (before && !asking) settling = setTimeout(settle, 150);
  if (!before && asking && settling) { // a question typed meanwhile is not what the address asked
    stopSettling();
    arriving = false;
  }
}).observe(document.body, { attributeFilter: ["class"] });
