// Shows the library that the address names; all together have no pages but the first two.
const named = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const all = named === "~all", name = all ? say("All libraries") : named;
if (all) for (const link of element.querySelectorAll("nav a")) {
  if (!/(^|\/)(ask|check|login)$/.test(link.getAttribute("href"))) link.remove();
}
element.querySelector(".library-name").textContent = name;
document.title = `${name} – Pincite`;
// Says whom the link signs out.
const user = document.documentElement.dataset.user;
if (user) element.querySelector('a[href="/login"]')?.append(` (${user})`);
