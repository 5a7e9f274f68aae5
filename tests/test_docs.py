"""The papers are true: the reference is what the code says, the README shows what happens, dependencies are pinned."""

import re
import textwrap
import tomllib
from collections.abc import Iterator

import pytest

from fingerpost.cli.telling import explained, list_of_changes
from fingerpost.diagnostics import describe
from fingerpost.files import MemoryFiles
from tests.conftest import build, memory, project_root
from tests.reference import reference
from tests.test_telling import published

STARTER = project_root() / "src" / "fingerpost" / "starter"


def test_reference_is_current(rewrite: bool) -> None:
    path = project_root() / "docs" / "reference.md"
    if rewrite:
        path.write_text(reference(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == reference()


def blocks(text: str) -> Iterator[str]:
    """The code blocks of a Markdown text, without their indentation."""
    for found in re.finditer(r"^( *)```\w*\n(.*?)^\1```", text, re.MULTILINE | re.DOTALL):
        yield textwrap.dedent(found[2])


def starter() -> dict[str, str | bytes]:
    """The site that `fingerpost new site` makes."""
    return {
        path.relative_to(STARTER).as_posix(): path.read_text(encoding="utf-8").replace("TODAY", "2026-11-23")
        for path in STARTER.rglob("*")
        if path.is_file()
    }


def test_the_readme_shows_what_happens() -> None:
    readme = (project_root() / "README.md").read_text(encoding="utf-8")
    column = next(block for block in blocks(readme) if block.startswith("---"))
    told = next(block for block in blocks(readme) if block.startswith("content/columns/my-question.md"))
    site = {**starter(), "content/columns/my-question.md": column}
    assert build(memory(site)).diagnostics == ()
    mistaken = {**site, "content/columns/my-question.md": column.replace("my pages go", "my pagse go")}
    assert "\n".join(map(describe, build(memory(mistaken)).diagnostics)) == told.rstrip("\n")


PAPERS = sorted(
    path.relative_to(project_root()).as_posix()
    for path in (
        *project_root().glob("*.md"),
        *project_root().glob("docs/*.md"),
        *project_root().glob("benchmarks/*.md"),
    )
)
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def anchors_of(text: str) -> set[str]:
    """The anchors of a paper's headings, as GitHub makes them: small letters, hyphens for spaces, no other marks."""
    headings = re.findall(r"^#+ +(.*)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("paper", PAPERS)
def test_what_a_paper_names_is_there(paper: str) -> None:
    here = project_root() / paper
    text = _CODE.sub("``", here.read_text(encoding="utf-8"))
    for link, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", text):
        there = here.parent / link if link else here
        assert there.exists(), f"{paper}: {link}"
        if anchor:
            assert anchor in anchors_of(there.read_text(encoding="utf-8")), f"{paper}: {link}#{anchor}"


def test_all_papers_are_looked_at() -> None:
    assert {"README.md", "CHANGELOG.md", "docs/books.md", "docs/reference.md", "benchmarks/README.md"} <= {*PAPERS}


def test_every_dependency_is_pinned_and_has_its_reason() -> None:
    text = (project_root() / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    groups = (project["dependencies"], *project["optional-dependencies"].values())
    names = {re.split(r"[<>=\[]", one)[0].lower() for group in groups for one in group}
    lines = (project_root() / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert names <= {line.partition("==")[0].lower() for line in lines if "==" in line}
    readme = (project_root() / "README.md").read_text(encoding="utf-8").lower()
    for dependency in project["dependencies"]:
        name = re.split(r"[<>=\[]", dependency)[0]
        assert name in readme, name
        assert re.search(rf'"{re.escape(dependency)}",\s+# \S', text), f"{name} has no reason"


def test_the_papers_keep_the_cache_as_the_workflow_does() -> None:
    workflow = (project_root() / ".github" / "workflows" / "publish.yml").read_text(encoding="utf-8")
    step = next(re.finditer(r"uses: actions/cache.*?(?=\n +- )", workflow, re.DOTALL))[0]
    keeping = [line.strip() for line in step.splitlines()]
    assert "path: .fingerpost/cache" in keeping
    for paper in ("README.md", "docs/building.md"):
        text = (project_root() / paper).read_text(encoding="utf-8")
        assert any(all(line in block for line in keeping) for block in blocks(text)), paper


def test_the_papers_show_what_a_build_says() -> None:
    """The change told of in `docs/building.md`, made to the content of this checkout."""
    text = (project_root() / "docs" / "building.md").read_text(encoding="utf-8")
    shown = [block for block in blocks(text) if "/reading/" in block and "{" not in block]
    files = MemoryFiles(
        {
            path.relative_to(project_root()).as_posix(): path.read_bytes()
            for path in (project_root() / "content").rglob("*")
            if path.is_file()
        }
    )
    published(files)
    files.files["content/reading.md"] = b"---\ntitle: Reading\n---\n\nSee [[columns/basic-question]].\n"
    again = published(files)
    said = [list_of_changes(again.built, again.changed)[1:], explained(again)]
    assert [block.splitlines()[-len(lines) :] for block, lines in zip(shown, said, strict=True)] == said
