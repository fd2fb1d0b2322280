// The answers of this visit, stored by the browser for this tab only. Shown as text; saved as JSON
// or Markdown.
const KEY = `pincite-history:${location.pathname}`, MAX_ANSWERS = 200;

const read = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
};

const write = (answers) => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(answers));
  } catch {
    // The storage is full: drop the older half.
    if (answers.length > 1) write(answers.slice(Math.ceil(answers.length / 2)));
  }
};

const create = (tag, text = "", properties = {}) =>
  Object.assign(document.createElement(tag), { textContent: text, ...properties });

const address = ({ question, link }) =>
  `ask?q=${encodeURIComponent(question)}${link ? `&${link}` : ""}`;

const listItem = (record) => {
  const item = create("li");
  const words = record.answer ?? record.possible_answer;
  const noAnswer = create("span", say("no answer"), { className: "num" });
  const answer = words == null ? noAnswer : create("q", words);
  if (record.outcome === "possible") answer.className = "possible";
  const percent = `${Math.round(100 * record.confidence)} %`;
  const link = create("a", "", { href: address(record) });
  link.append(create("bdi", record.question));
  item.append(link, " ", answer, " ", create("span", percent, { className: "num" }));
  return item;
};

const button = (text, onclick) =>
  create("button", text, { type: "button", className: "quiet", onclick });

const show = () => {
  const answers = read(), section = element.querySelector(".history");
  if (!section) return;
  const open = section.querySelector("details")?.open ?? false;
  section.hidden = answers.length === 0;
  section.replaceChildren();
  if (section.hidden) return;
  const details = create("details", "", { open }), list = create("ol"), buttons = create("p");
  list.append(...answers.toReversed().map(listItem));
  buttons.append(
    button(say("Save as Markdown"), () => save("md", "text/markdown", asMarkdown(answers))),
    button(say("Save as JSON"), () => save("json", "application/json", asJson(answers))),
    button(say("Clear"), () => { write([]); show(); }),
  );
  details.append(create("summary", say("Asked in this visit ({count})", { count: answers.length })), list, buttons);
  section.append(details);
};

const asMarkdown = (answers) => answers.map((record) => record.markdown).join("\n");

const asJson = (answers) => JSON.stringify(answers, null, 1);

const save = (suffix, type, content) => {
  const url = URL.createObjectURL(new Blob([content], { type }));
  create("a", "", { href: url, download: `pincite-history.${suffix}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
};

document.addEventListener("pincite:answered", ({ detail }) => {
  const record = JSON.parse(detail), answers = read(), last = answers.at(-1);
  const repeated = last && ["question", "link", "answer"].every((key) => last[key] === record[key]);
  const asked = new Date().toISOString();
  if (!repeated) write([...answers, { ...record, asked }].slice(-MAX_ANSWERS));
  show();
});

watch("value", show);
show();
