// Shows how far the addresses are, until none is being fetched any more.
const EVERY = 1500; // milliseconds

async function update() {
  const reply = await fetch(location.pathname);
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const list = page.getElementById("list");
  if (!list) return;
  const shown = document.getElementById("list");
  if (!shown.contains(document.activeElement)) shown.replaceWith(document.importNode(list, true));
  if (list.dataset.running !== undefined) setTimeout(update, EVERY);
}

if (document.querySelector("#list[data-running]")) setTimeout(update, EVERY);
