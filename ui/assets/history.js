// The last questions of the history, below the answer: fetched when the list is open.
const list = element.querySelector("[data-recent]");

const show = async () => {
  if (!list?.closest("details").open) return;
  try {
    const reply = await fetch("history/recent");
    if (reply.ok) list.innerHTML = await reply.text();
    else list.textContent = (await reply.json()).error;
  } catch {
    list.textContent = say("The server cannot be reached. Try again.");
  }
};

list?.closest("details").addEventListener("toggle", show);
document.addEventListener("pincite:answered", show);
