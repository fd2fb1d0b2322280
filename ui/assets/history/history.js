// Changes questions of the history in place: each form with data-part gets the part of the page that
// it changes. Follows the saved questions while they are asked again.
const page = document.querySelector("#history-page");

const problem = (place, words) => {
  const status = place?.querySelector(".problem");
  if (status) status.textContent = words;
};

const fetched = async (address, options) => {
  const reply = await fetch(address, options);
  if (reply.ok) return reply.text();
  const { error } = await reply.json().catch(() => ({}));
  throw new Error(error ?? say("The server does not answer as it should. Try again."));
};

// The focus goes to what takes the place of the button that was pressed.
const NEXT = { delete: "restore", restore: "delete", note: "noting" };

const replace = (place, html, act) => {
  const made = document.createRange().createContextualFragment(html).firstElementChild;
  place.replaceWith(made);
  made.querySelector(`[data-act="${NEXT[act] ?? act}"]`)?.focus();
};

page?.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.part === undefined) return;
  event.preventDefault();
  const act = event.submitter?.dataset.act;
  const region = form.dataset.part && document.querySelector(form.dataset.part);
  const body = new URLSearchParams(new FormData(form));
  body.set("part", "1");
  try {
    const html = await fetched(form.action, { method: "POST", body });
    if (!region) return replace(form.closest(".entry"), html, act);
    region.innerHTML = html;
    region.querySelector("[data-act], summary, a")?.focus();
    follow();
  } catch (error) {
    problem(form.closest(".entry, .saved"), error.message);
  }
});

let following = 0;

const follow = () => {
  clearTimeout(following);
  if (page?.querySelector("#saved [data-running]")) following = setTimeout(renew, 700);
};

const renew = async () => {
  try {
    page.querySelector("#saved").innerHTML = await fetched("history/saved");
    follow();
  } catch (error) {
    problem(page.querySelector(".saved"), error.message);
  }
};

follow();
