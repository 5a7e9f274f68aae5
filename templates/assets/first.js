{
  const own = document.currentScript;
  const late = document.importNode(own.previousElementSibling.content, true);
  const style = late.querySelector("link[rel=stylesheet]");
  const add = () => document.head.append(late);
  try {
    const home = new URL(own.dataset.home, location).pathname.replace(/(^|\/)index\.html$/, "$1");
    const { theme } = JSON.parse(localStorage[`fingerpost ${home}`]);
    if (/^(light|dark)$/.test(theme)) document.documentElement.dataset.theme = theme;
  } catch {}
  try {
    const steps = new CSSStyleSheet();
    steps.replaceSync("@media (prefers-reduced-motion:no-preference){@view-transition{navigation:auto}}");
    document.adoptedStyleSheets.push(steps);
  } catch {}
  try {
    if (sessionStorage.fingerpost !== style.href) style.onload = () => (sessionStorage.fingerpost = style.href);
    else document.head.append(Object.assign(style, { blocking: "render" }));
  } catch {}
  if (document.hidden) add();
  else addEventListener("DOMContentLoaded", () => requestAnimationFrame(() => requestAnimationFrame(add)));
}
