// Eleventy for the corpus: articles, a page for each topic, a home page. References go through Eleventy's own filter,
// inputPathToUrl, which fails the build where a page is missing; Prism marks the code with classes.
import highlight from "@11ty/eleventy-plugin-syntaxhighlight";
import anchor from "markdown-it-anchor";
import footnote from "markdown-it-footnote";

export default function (config) {
  config.addPlugin(highlight);
  config.amendLibrary("md", (markdown) => markdown.use(anchor).use(footnote));
  return { dir: { input: "content", output: "_site" } };
}
