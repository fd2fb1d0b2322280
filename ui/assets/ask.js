// The answer and its sources: clicks, keys, the mobile sheet, the address. Runs once, when the panel mounts;
// `element`, `trigger` and `watch` come from gr.HTML.
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const narrow = matchMedia("(max-width: 900px)");
const behind = ".masthead, #ask-bar, #answer-column, .colophon";
let opener = null;

const source = (number) => document.querySelector(`#sources #source-${CSS.escape(number)}`);

const reveal = (number) => {
  const card = source(number);
  if (!card) return;
  const fold = card.closest("details");
  if (fold) fold.open = true;
  card.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  card.focus({ preventScroll: true });
  card.classList.add("flash");
  setTimeout(() => card.classList.remove("flash"), 1600);
};

const look = (number) => {
  document.querySelectorAll("#sources .source").forEach((card) => {
    if (card.id === `source-${number}`) card.setAttribute("aria-current", "true");
    else card.removeAttribute("aria-current");
  });
  trigger("open_source", { number: Number(number) });
};

const sheet = (open) => {
  if (open === document.body.classList.contains("reading")) return;
  document.body.classList.toggle("reading", open);
  if (!narrow.matches && open) return;
  document.querySelectorAll(behind).forEach((part) => { part.inert = open; });
  if (open) {
    opener = document.activeElement;
    setTimeout(() => document.querySelector("#viewer .close")?.focus(), 60);
  } else {
    opener?.focus();
    opener = null;
  }
};

const copy = async (button) => {
  const words = button.firstChild;
  const before = words.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    words.textContent = "Copied";
  } catch {
    prompt("Copy this citation:", button.dataset.copy);
  }
  setTimeout(() => { words.textContent = before; }, 1600);
};

document.addEventListener("click", (event) => {
  document.querySelectorAll(".formats[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  const hit = event.target.closest("[data-source], [data-open], [data-reading], [data-copy]");
  if (!hit?.closest("#answer, #sources")) return;
  event.preventDefault();
  const { source: chip, open, reading, copy: text } = hit.dataset;
  if (chip) { reveal(chip); look(chip); }
  if (open) { look(open); sheet(true); }
  if (reading) { trigger("open_reading", { number: Number(reading) }); sheet(true); }
  if (text !== undefined) copy(hit);
});

document.addEventListener("click", (event) => {
  const outside = event.target === document.querySelector(".gradio-container");
  if (event.target.closest("[data-close]") || outside) sheet(false);
});

// What is open, the topmost first: a menu, a preview, the sheet.
const close = () => {
  const menu = document.querySelector(".formats[open]");
  if (menu) {
    menu.open = false;
    return menu.querySelector("summary").focus();
  }
  if (!document.body.classList.contains("reading") && document.activeElement?.matches(".chip")) return document.activeElement.blur();
  sheet(false);
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
    look(event.key);
  }
});

watch("value", () => {
  sheet(false);
  const answer = element.querySelector("[data-asked]");
  if (!answer) return;
  const address = new URL(location.href);
  address.searchParams.set("q", answer.dataset.asked);
  ["source", "title", "tag", "since", "until", "library", "risk"].forEach((name) => address.searchParams.delete(name));
  new URLSearchParams(answer.dataset.where).forEach((value, name) => address.searchParams.append(name, value));
  history.replaceState(history.state, "", address);
  document.dispatchEvent(new CustomEvent("pincite:answered", { detail: answer.dataset.record }));
});
