// Dark if the browser is, or if the address says so, as on Gradio's pages.
{
  const chosen = new URLSearchParams(location.search).get("__theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => document.documentElement.classList.toggle(
    "dark", chosen ? chosen === "dark" : dark.matches);
  dark.addEventListener("change", apply);
  apply();
}
