// Shows the library that the address names.
const name = decodeURIComponent(location.pathname.split("/")[2] ?? "");
element.querySelector(".library-name").textContent = name;
document.title = `${name} – Pincite`;
// Says whom the link signs out.
const user = document.documentElement.dataset.user;
if (user) element.querySelector('a[href="/login"]')?.append(` (${user})`);
