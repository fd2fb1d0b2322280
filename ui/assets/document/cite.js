// Words that are selected, or the mark or place that was jumped to, as a citation. The server makes
// it from exact offsets in the text of the document, and checks it.
const cite = (() => {
  const bar = document.querySelector("#cite");
  const quoted = bar.querySelector(".quoted bdi"), status = bar.querySelector("[data-cited]");
  const fallback = bar.querySelector("textarea");
  let range = null;

  // Code points from the beginning of a block up to a place in it. A sign is one character.
  const charactersTo = (block, node, offset) => {
    const before = document.createRange();
    before.selectNodeContents(block);
    before.setEnd(node, offset);
    const words = before.cloneContents();
    words.querySelectorAll(".sign").forEach((sign) => { sign.textContent = "x"; });
    return [...words.textContent].length;
  };

  // [start, end) of a range of the page in the document's text; null if it is not in it.
  const offsetsOf = (selected) => {
    const blocks = [...article.querySelectorAll("[data-at]")].filter(
      (block) => selected.intersectsNode(block));
    if (!blocks.length) return null;
    const first = blocks[0], last = blocks.at(-1);
    const { startContainer, startOffset, endContainer, endOffset } = selected;
    const start = first.contains(startContainer)
      ? Number(first.dataset.at) + charactersTo(first, startContainer, startOffset)
      : Number(first.dataset.at);
    const end = last.contains(endContainer)
      ? Number(last.dataset.at) + charactersTo(last, endContainer, endOffset)
      : Number(last.dataset.end);
    return start < end ? { start, end } : null;
  };

  const show = (words, found) => {
    range = found;
    const short = words.trim().replace(/\s+/g, " ");
    quoted.textContent = `“${short.length > 160 ? `${short.slice(0, 159)}…` : short}”`;
    status.textContent = "";
    fallback.hidden = true;
    bar.hidden = false;
  };

  const close = () => { bar.hidden = true; range = null; };

  const select = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const selected = selection.getRangeAt(0);
    if (!article.contains(selected.commonAncestorContainer)) return;
    const found = offsetsOf(selected);
    if (found && String(selection).trim()) show(String(selection), found);
  };
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(select, 150);
  });

  // The characters of an element in a block, such as a mark.
  const place = (element) => {
    const around = document.createRange();
    around.selectNode(element);
    const found = offsetsOf(around);
    if (found) show(element.textContent, found);
  };

  const copy = async (format) => {
    if (!range) return;
    status.textContent = say("Checking …");
    try {
      const citation = await (await fetched("citation", range)).json();
      const words = citation.formats.find(([name]) => name === format)[1];
      quoted.textContent = `“${citation.quote.replace(/\s+/g, " ")}”`;
      try {
        await navigator.clipboard.writeText(words);
        status.textContent = say(citation.place ? "Copied: {place}." : "Copied.", citation);
      } catch {
        fallback.value = words;
        fallback.hidden = false;
        fallback.select();
        status.textContent = say("Copy the citation from the field.");
      }
    } catch (error) {
      status.textContent = error.message;
    }
  };

  return { close, copy, place };
})();
