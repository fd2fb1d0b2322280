// Light or dark: as the address says, else as chosen in the settings, else as the system. Gradio
// asks the system, so it gets the answer that was chosen.
{
  const of = (value) => (value === "light" || value === "dark" ? value : null);
  const chosen = of(new URLSearchParams(location.search).get("__theme"))
    ?? of(localStorage.getItem("pincite-theme"));
  const system = window.matchMedia.bind(window);
  if (chosen) {
    const ignore = () => {};
    window.matchMedia = (query) => (/prefers-color-scheme/.test(query)
      ? {
        media: query, matches: query.includes(chosen), onchange: null, addListener: ignore,
        removeListener: ignore, addEventListener: ignore, removeEventListener: ignore,
      }
      : system(query));
    document.documentElement.style.colorScheme = chosen;
  }
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => document.documentElement.classList.toggle("dark", dark.matches);
  dark.addEventListener("change", apply);
  apply();
}
