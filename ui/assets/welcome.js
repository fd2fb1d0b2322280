// Asks an example question when it is clicked.
element.addEventListener("click", (event) => {
  const example = event.target.closest("[data-ask]");
  if (example) trigger("ask", { question: example.dataset.ask });
});
