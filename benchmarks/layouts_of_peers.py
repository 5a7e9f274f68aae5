"""In: CorpusPages. Out: a folder on disk that one of Fingerpost's peers can build, with the same pages for each."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from layouts import body, copy_parts, quoted_note, start, write
from pages import make_topics
from records import CorpusPage, Reference

Titles = dict[str, str]
"""The title of each topic by its name."""
Spell = Callable[[CorpusPage, Titles], str]
"""What gives the source of one page."""
BOLD = "**Note**"
"""How a note begins where the Markdown has no notes."""


def write_pelican(folder: Path, pages: Sequence[CorpusPage]) -> None:
    """Lay a Pelican project, with its settings and bare theme, in a folder that is new or empty."""
    lay(folder, "pelican", pages, pelican_page)


def write_mkdocs(folder: Path, pages: Sequence[CorpusPage]) -> None:
    """Lay a project for MkDocs with Material, which Zensical builds too."""
    lay(folder, "mkdocs", pages, mkdocs_page)


def write_hugo(folder: Path, pages: Sequence[CorpusPage]) -> None:
    """Lay a Hugo project with bare templates."""
    lay(folder, "hugo", pages, hugo_page)


def write_eleventy(folder: Path, pages: Sequence[CorpusPage]) -> None:
    """Lay an Eleventy project with bare templates; what its package.json names is to be installed in it or above it."""
    lay(folder, "eleventy", pages, eleventy_page)


def write_zola(folder: Path, pages: Sequence[CorpusPage]) -> None:
    """Lay a Zola project with bare templates."""
    lay(folder, "zola", pages, zola_page)


def lay(folder: Path, name: str, pages: Sequence[CorpusPage], spell: Spell) -> None:
    """Copy the peer's settings and templates to a folder that is new or empty, and write the pages under `content/`."""
    start(folder)
    copy_parts(name, folder)
    titles = {topic.name: topic.title for topic in make_topics()}
    for page in pages:
        write(folder / "content" / f"{page.docname}.md", spell(page, titles))


def pelican_page(page: CorpusPage, titles: Titles) -> str:
    """An article; its topics are tags."""
    matter = (
        f"Title: {page.title}",
        f"Date: {page.published.isoformat()}",
        f"Category: {page.folder}",
        f"Tags: {', '.join(labels(page, titles))}",
        f"Slug: {page.name}",
        f"Summary: {page.summary}",
    )
    return "\n".join(matter) + "\n\n" + body(page, partial(link, "{{filename}}/{target}")) + "\n"


def mkdocs_page(page: CorpusPage, titles: Titles) -> str:
    """A page with its topics as tags; links lead from file to file."""

    def spell(reference: Reference) -> str:
        same = reference.docname.startswith(f"{page.folder}/")
        return link("{name}" if same else "../{target}", reference)

    return yaml_matter(page, titles, "tags") + f"# {page.title}\n\n" + body(page, spell) + "\n"


def hugo_page(page: CorpusPage, titles: Titles) -> str:
    """A page with its topics as a taxonomy; links go through `relref`, which fails where a page is missing."""
    text = body(page, partial(link, '{{{{< relref "/{target}" >}}}}')) + "\n"
    return yaml_matter(page, titles, "topics") + quoted_note(text, opening=BOLD)


def eleventy_page(page: CorpusPage, titles: Titles) -> str:
    """A page with its topics as tags; links go through `inputPathToUrl`, which fails where a page is missing."""
    text = body(page, partial(link, '{{{{ "{target}" | inputPathToUrl }}}}')) + "\n"
    return yaml_matter(page, titles, "tags", "layout: page.njk\n") + quoted_note(text, opening=BOLD)


def zola_page(page: CorpusPage, titles: Titles) -> str:
    """A page with its topics as a taxonomy; links begin with `@/`, which fails where a page is missing."""
    topics = ", ".join(f'"{label}"' for label in labels(page, titles))
    matter = (
        f'title = "{page.title}"',
        f'description = "{page.summary}"',
        f"date = {page.published.isoformat()}",
        f"taxonomies = {{ topics = [{topics}] }}",
    )
    text = body(page, partial(link, "@/{target}")) + "\n"
    return "+++\n" + "\n".join(matter) + "\n+++\n\n" + quoted_note(text, opening="[!NOTE]")


def yaml_matter(page: CorpusPage, titles: Titles, topics: str, more: str = "") -> str:
    """Front matter in YAML; `topics` is the key that the topics stand under."""
    return (
        f'---\ntitle: "{page.title}"\ndescription: "{page.summary}"\ndate: {page.published.isoformat()}\n'
        f"{topics}: [{', '.join(labels(page, titles))}]\n{more}---\n\n"
    )


def labels(page: CorpusPage, titles: Titles) -> tuple[str, ...]:
    """The titles of the page's topics."""
    return tuple(titles[name] for name in page.topics)


def link(pattern: str, reference: Reference) -> str:
    """A Markdown link; the pattern has a place for `{target}`, the path with its anchor, or for `{name}`, its end."""
    words = reference.title if reference.form == "title" else reference.words
    target = f"{reference.docname}.md" + (f"#{reference.anchor}" if reference.anchor else "")
    return f"[{words}]({pattern.format(target=target, name=PurePosixPath(target).name)})"
