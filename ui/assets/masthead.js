// Shows the library that the address names.
const name = decodeURIComponent(location.pathname.split("/")[2] ?? "");
element.querySelector(".library-name").textContent = name;
document.title = `${name} – Pincite`;
