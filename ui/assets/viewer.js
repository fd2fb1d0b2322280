// Brings the marked sentence into view inside the document, never scrolling the page itself.
const settle = () => {
  const pages = element.querySelector(".pages");
  const mark = element.querySelector("mark");
  if (!pages || !mark) return;
  const distance = mark.getBoundingClientRect().top - pages.getBoundingClientRect().top;
  pages.scrollTop += distance - pages.clientHeight / 3;
};

watch("value", settle);
