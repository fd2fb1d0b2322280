// The words of the scripts in the language of the page, {name} in them replaced by a value; English
// where there is no translation. Gradio's own words follow the language of the page, too. Gradio may
// run this twice.
window.say = (english, values = {}) => (say.words[english] ?? english)
  .replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
say.words = {/*words*/};
say.number = (value) => value.toLocaleString(document.documentElement.lang);
Object.defineProperty(navigator, "language", {
  configurable: true, get: () => document.documentElement.lang,
});
