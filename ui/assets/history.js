// What was asked in this visit, kept by the browser for this tab and nowhere else. Shown as text only; saved as JSON or Markdown.
const KEY = "pincite-history", MOST = 200;

const read = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
};

const write = (asked) => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(asked));
  } catch {
    if (asked.length > 1) write(asked.slice(Math.ceil(asked.length / 2))); // it is full: the older half goes
  }
};

const made = (name, words = "", more = {}) => Object.assign(document.createElement(name), { textContent: words, ...more });

const address = ({ question, link }) => `./?q=${encodeURIComponent(question)}${link ? `&${link}` : ""}`;

const line = (told) => {
  const item = made("li");
  const words = told.answer === null ? made("span", "no answer", { className: "num" }) : made("q", told.answer);
  const link = made("a", "", { href: address(told) });
  link.append(made("bdi", told.question));
  item.append(link, " ", words, " ", made("span", `${Math.round(100 * told.confidence)} %`, { className: "num" }));
  return item;
};

const button = (words, act) => made("button", words, { type: "button", className: "quiet", onclick: act });

const show = () => {
  const asked = read(), place = element.querySelector(".history");
  if (!place) return;
  const open = place.querySelector("details")?.open ?? false;
  place.hidden = asked.length === 0;
  place.replaceChildren();
  if (place.hidden) return;
  const fold = made("details", "", { open }), list = made("ol"), row = made("p");
  list.append(...asked.toReversed().map(line));
  row.append(
    button("Save as Markdown", () => save("md", "text/markdown", asked.map((told) => told.markdown).join("\n"))),
    button("Save as JSON", () => save("json", "application/json", JSON.stringify(asked, null, 1))),
    button("Forget", () => { write([]); show(); }),
  );
  fold.append(made("summary", `Asked in this visit (${asked.length})`), list, row);
  place.append(fold);
};

const save = (ending, type, words) => {
  const url = URL.createObjectURL(new Blob([words], { type }));
  made("a", "", { href: url, download: `pincite-history.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
};

document.addEventListener("pincite:answered", ({ detail }) => {
  const told = JSON.parse(detail), asked = read(), last = asked.at(-1);
  const again = last && last.question === told.question && last.link === told.link && last.answer === told.answer;
  if (!again) write([...asked, { ...told, asked: new Date().toISOString() }].slice(-MOST));
  show();
});

watch("value", show);
show();
