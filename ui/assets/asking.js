// While an answer is awaited: after a moment a card in its place, and how far the question is.
const SHOW_AFTER = 150, LOOK_EVERY = 400;
let timers = [];

const sentence = (stage, before) => {
  const name = stage !== "waiting" || before === 0 ? stage : before === 1 ? "behind-one" : "behind";
  const said = element.querySelector(`[data-stage="${name}"]`)?.textContent ?? "";
  return said.replace("{before}", before);
};

const tell = (stage, before) => {
  const status = element.querySelector("[role=status]"), words = sentence(stage, before);
  if (words && status.textContent !== words) status.textContent = words;
};

const look = async () => {
  const { ticket } = document.body.dataset;
  if (!ticket) return;
  try {
    const { stage, before } = await (await fetch(`asking/${ticket}`)).json();
    if (ticket === document.body.dataset.ticket) tell(stage, before);
  } catch {
    // the answer, or its error, comes by itself
  }
};

const hide = () => document.body.classList.remove("awaiting");
const arrived = new MutationObserver(hide);

const start = () => {
  tell("searching", 0);
  arrived.observe(document.querySelector("#answer"), { childList: true, subtree: true });
  timers = [
    setTimeout(() => document.body.classList.add("awaiting"), SHOW_AFTER),
    setInterval(look, LOOK_EVERY),
  ];
};

const stop = () => {
  timers.forEach(clearTimeout);
  timers = [];
  arrived.disconnect();
  delete document.body.dataset.ticket;
  hide();
};

new MutationObserver(() => {
  const asking = document.body.classList.contains("asking");
  if (asking && !timers.length) start();
  if (!asking && timers.length) stop();
}).observe(document.body, { attributeFilter: ["class"] });
