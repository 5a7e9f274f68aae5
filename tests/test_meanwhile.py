"""A file of `content/` that changes while the site is built: what was read of it is published, or nothing is."""

import pytest

from fingerpost.cache import Cache
from fingerpost.diagnostics import describe
from fingerpost.files import Disk, MemoryFiles
from fingerpost.link import Wanted
from fingerpost.output import Changes
from fingerpost.pipeline import Built, Published, build_site, publish_site
from fingerpost.render import theme_folder
from fingerpost.serve import LiveSite
from fingerpost.serve.app import SiteApp
from tests.conftest import HOME, TODAY, memory
from tests.test_bound import SITE as BOOKS
from tests.test_delivery import painted, saved

THEME = Disk(theme_folder())
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><title>{}</title></svg>'
SITE_YML = "title: Test\nbase_url: https://example.org/\n"
TOLD = (
    "{}: error: This was changed while the site was being built, so nothing was published. [changed-meanwhile]\n"
    "  hint: Build again."
)


def drawing(words: str) -> bytes:
    return SVG.format(words).encode()


def photo(width: int, height: int) -> bytes:
    """A picture that tells who took it, and where: it is published without that."""
    return saved(painted(width, height), "JPEG")


class Restless(MemoryFiles):
    """Files of which one is another after it has been read so often."""

    path = ""
    after = 1
    then: bytes | None = None

    def read(self, path: str) -> bytes:
        data = super().read(path)
        if path == self.path and self.reads[path] == self.after:
            self.change()
        return data

    def change(self) -> None:
        self.files.pop(self.path)
        if self.then is not None:
            self.files[self.path] = self.then


def restless(site: MemoryFiles, path: str, then: bytes | None, after: int = 1) -> Restless:
    files = Restless(site.files)
    files.path, files.then, files.after = path, then, after
    return files


def build(files: MemoryFiles) -> Built:
    return build_site(files, THEME, Wanted(TODAY), cache=Cache(files), jobs=1)


def publish(files: MemoryFiles) -> Published:
    return publish_site(files, build(files), cache=Cache(files))


def site_of(files: MemoryFiles) -> dict[str, bytes]:
    return {path: data for path, data in files.files.items() if path.startswith("site/")}


def with_picture(name: str, data: bytes, settings: str = "") -> MemoryFiles:
    home = f"{HOME}\n![It]({name})\n"
    return memory({"content/site.yml": SITE_YML + settings, "content/index.md": home, f"content/{name}": data})


PRIVATE, OTHER = photo(900, 600), photo(900, 500)
SITES: dict[str, tuple[MemoryFiles, str, bytes]] = {
    "as it lies": (with_picture("p.svg", drawing("A")), "content/p.svg", drawing("B")),
    "with a name of its own": (memory({"content/static/CNAME": "a.org"}), "content/static/CNAME", b"b.org"),
    "compressed": (
        with_picture("p.svg", drawing("A" * 2000), "precompress: true\n"),
        "content/p.svg",
        drawing("B" * 2000),
    ),
    "without what is private": (with_picture("p.jpg", PRIVATE), "content/p.jpg", OTHER),
    "in books": (memory(BOOKS), "content/tutorials/t/p.svg", drawing("B")),
}


@pytest.mark.parametrize("removed", [False, True], ids=["written", "removed"])
@pytest.mark.parametrize("site", SITES)
def test_what_changes_while_it_is_built_is_never_published(site: str, removed: bool) -> None:
    start, path, other = SITES[site]
    clean = MemoryFiles(start.files)
    publish(clean)
    files = restless(start, path, None if removed else other)
    files.after = 0
    files.files["content/index.md"] += b"\nAn older home.\n"
    files.files.pop(path)
    assert publish(files).built.files
    good = site_of(files)
    files.files |= start.files
    files.reads.clear()
    files.after = 1
    published = publish(files)
    assert files.files.get(path) == files.then
    assert published.changes is None
    assert TOLD.format(path) in [describe(one) for one in published.diagnostics]
    assert site_of(files) == good
    files.files[path] = start.files[path]
    again = publish(files)
    assert isinstance(again.changes, Changes)
    assert site_of(files) == site_of(clean)
    assert publish(files).changes == Changes((), ())


def test_a_file_that_changes_before_a_site_is_laid_out_anew_is_not_published() -> None:
    files = restless(with_picture("p.svg", drawing("A")), "content/p.svg", drawing("B"), 0)
    publish(files)
    files.remove_tree("site")
    built = build(files)
    files.change()
    published = publish_site(files, built, cache=Cache(files))
    assert published.changes is None
    assert [describe(one) for one in published.diagnostics] == [TOLD.format("content/p.svg")]
    assert not site_of(files)


def test_a_theme_that_changes_before_a_site_is_laid_out_anew_is_not_published() -> None:
    files = memory({"templates/assets/more.css": "a { color: red }"})
    publish(files)
    files.remove_tree("site")
    built = build(files)
    files.files["templates/assets/more.css"] = b"a { color: blue }"
    published = publish_site(files, built, cache=Cache(files))
    assert [describe(one) for one in published.diagnostics] == [TOLD.format("templates/")]


# ---- serving


def asked(app: SiteApp, path: str) -> tuple[str, bytes]:
    told: list[str] = []
    body = b"".join(app({"PATH_INFO": path}, lambda status, headers: told.append(status)))
    return told[0], body


def test_serve_shows_no_other_bytes_at_an_address_and_then_all_of_it() -> None:
    files = with_picture("p.svg", drawing("A"))
    live = LiveSite(files, THEME, lambda: Wanted(TODAY))
    *_, built = live.start()
    app = SiteApp(built, live.drawn)
    (address,) = (f"/{path}" for path in built.files if path.startswith("assets/p."))
    assert asked(app, address) == ("200 OK", drawing("A"))
    files.files["content/p.svg"] = drawing("B")
    assert asked(app, address)[0] == "404 Not Found"
    files.files["content/p.svg"] = drawing("A")
    *_, built = live.update(("content/p.svg",))
    assert app.show(built), "the browser that got no picture has to ask again"
    assert asked(app, address) == ("200 OK", drawing("A"))


def test_a_change_in_the_first_build_of_serve_is_served() -> None:
    files = restless(with_picture("p.jpg", PRIVATE), "content/p.jpg", OTHER)
    builds = LiveSite(files, THEME, lambda: Wanted(TODAY)).start()
    early = next(builds)
    assert not early.failed
    *_, built = builds
    assert built.diagnostics == ()
    clean = build_site(MemoryFiles(files.files), THEME, Wanted(TODAY))
    assert {path: built.load(path) for path in built.files} == {path: clean.load(path) for path in built.files}


def test_a_change_in_a_later_build_of_serve_waits_for_its_event() -> None:
    files = restless(with_picture("p.jpg", PRIVATE), "content/p.jpg", OTHER, 0)
    live = LiveSite(files, THEME, lambda: Wanted(TODAY))
    *_, _ = live.start()
    files.files["content/p.jpg"] = photo(900, 400)
    files.after = files.reads["content/p.jpg"] + 1
    builds = list(live.update(("content/p.jpg",)))
    assert [one.diagnostics for one in builds] == [()], "what is known so far, and no error"
    *_, built = live.update(("content/p.jpg",))
    clean = build_site(MemoryFiles(files.files), THEME, Wanted(TODAY))
    assert built.load("index.html") == clean.load("index.html")
