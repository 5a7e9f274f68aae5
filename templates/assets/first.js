{
  const own = document.currentScript;
  const late = document.importNode(own.previousElementSibling.content, true);
  const style = late.querySelector("link[rel=stylesheet]");
  const add = () => document.head.append(late);
  const home = new URL(own.dataset.home, location).href.replace(/(^|\/)index\.html$/, "$1");
  try {
    const { theme } = JSON.parse(localStorage[`fingerpost ${new URL(home).pathname}`]);
    if (/^(light|dark)$/.test(theme)) document.documentElement.dataset.theme = theme;
  } catch {}
  try {
    const steps = new CSSStyleSheet();
    steps.replaceSync("@media (prefers-reduced-motion:no-preference){@view-transition{navigation:auto}}");
    document.adoptedStyleSheets.push(steps);
  } catch {}
  if (style && document.referrer.startsWith(home)) document.head.append(Object.assign(style, { blocking: "render" }));
  if (document.hidden) add();
  else addEventListener("DOMContentLoaded", () => requestAnimationFrame(() => requestAnimationFrame(add)));
}
