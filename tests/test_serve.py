"""`fingerpost serve`: a real server, real files, a real client that waits for the word to reload."""

import asyncio
import json
import shutil
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tornado.ioloop import IOLoop
from tornado.web import Application
from tornado.websocket import WebSocketClientConnection, websocket_connect

from fingerpost.files import Disk, MemoryFiles
from fingerpost.link import Wanted
from fingerpost.output import DRAWN
from fingerpost.pipeline import Built, build_site
from fingerpost.render import theme_folder
from fingerpost.serve import LiveSite, _QuietServer, watcher
from fingerpost.serve.app import SiteApp
from fingerpost.serve.drawing import Drawing
from tests.conftest import HOME, SITE_YML, TODAY, build, memory

PATIENCE = 30.0
"""Seconds after which a test gives up."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    content = tmp_path / "content"
    content.mkdir()
    (content / "site.yml").write_text(SITE_YML, encoding="utf-8")
    (content / "index.md").write_text(HOME, encoding="utf-8")
    return tmp_path


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


@pytest.fixture
def server(project: Path, port: int) -> Iterator[str]:
    command = [sys.executable, "-u", "-m", "fingerpost", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = iter(process.stdout.readline, "")
        assert any(line.startswith("Serving on") for line in said)
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        process.communicate()


def fetch(url: str) -> tuple[int, str]:
    """Return status and text of a page, once the server answers."""
    while True:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise


async def connect(base: str) -> WebSocketClientConnection:
    """Shake hands as livereload.js does."""
    socket_ = await websocket_connect(base.replace("http:", "ws:") + "/livereload")
    protocol = "http://livereload.com/protocols/official-7"
    await socket_.write_message(json.dumps({"command": "hello", "protocols": [protocol]}))
    await socket_.read_message()
    await socket_.write_message(json.dumps({"command": "info", "url": base}))
    return socket_


async def save(client: WebSocketClientConnection, path: Path, text: str) -> None:
    """Save a file until the browser is told to reload; a first event may come before the watch has begun."""
    told = asyncio.ensure_future(client.read_message())
    for _ in range(int(PATIENCE)):
        path.write_text(text, encoding="utf-8")
        if (await asyncio.wait({told}, timeout=1.0))[0]:
            assert json.loads(str(told.result()))["command"] == "reload"
            return
    pytest.fail("the browser was never told to reload")


async def shown(client: WebSocketClientConnection, url: str, words: str) -> None:
    """Look at a page each time the browser is told to reload, until it has these words."""
    while words not in (await asyncio.to_thread(fetch, url))[1]:
        assert await asyncio.wait_for(client.read_message(), PATIENCE)


async def leave(client: WebSocketClientConnection) -> None:
    """Close the connection, and wait until it is closed."""
    client.close()
    while await client.read_message() is not None:
        pass


def test_pages_and_reload(server: str, project: Path) -> None:
    status, text = fetch(f"{server}/")
    assert status == 200
    assert "Welcome." in text
    assert "livereload.js" in text
    home = project / "content" / "index.md"

    async def session() -> None:
        client = await connect(server)
        await save(client, home, HOME.replace("Welcome", "Come in"))
        await leave(client)

    asyncio.run(session())
    assert "Come in." in fetch(f"{server}/")[1]
    assert not (project / "site").exists()


def test_templates_are_watched_that_are_made_while_it_runs(server: str, project: Path) -> None:
    fetch(f"{server}/")
    templates = project / "templates"

    async def session() -> None:
        client = await connect(server)
        for words in ("Once", "Once again"):
            templates.mkdir()
            for template in (f"{words}.", f"{words}, and more."):
                (templates / "home.html").write_text(template, encoding="utf-8")
                await shown(client, f"{server}/", template)
            shutil.rmtree(templates)
            await shown(client, f"{server}/", "Welcome.")
        await leave(client)

    asyncio.run(session())


def test_content_is_watched_that_was_away(server: str, project: Path) -> None:
    fetch(f"{server}/")
    content, away = project / "content", project / "away"

    async def session() -> None:
        client = await connect(server)
        await shown(client, f"{server}/", "Welcome.")
        content.rename(away)
        await shown(client, f"{server}/", "The site cannot be built")
        away.rename(content)
        await shown(client, f"{server}/", "Welcome.")
        (content / "index.md").write_text(HOME.replace("Welcome", "Come in"), encoding="utf-8")
        await shown(client, f"{server}/", "Come in.")
        await leave(client)

    asyncio.run(session())


def test_folders_that_stand_there_are_watched_until_one_comes_or_goes(tmp_path: Path) -> None:
    folders = (tmp_path / "content", tmp_path / "templates")
    begun: list[str] = []

    def ends(standing: watcher._Standing) -> bool:
        return any(standing.is_set() for _ in range(watcher.SELDOM))

    folders[0].mkdir()
    standing = watcher._Standing(folders, lambda: begun.append("begun"))
    assert standing.folders == folders[:1]
    (folders[0] / "page.md").touch()
    for other in ("site", ".fingerpost"):
        (tmp_path / other).mkdir()
    assert not ends(standing)
    folders[1].mkdir()
    assert ends(standing)
    standing = watcher._Standing(folders, lambda: begun.append("begun again"))
    assert standing.folders == folders
    folders[1].rename(tmp_path / "away")
    assert ends(standing)
    folders[1].mkdir()
    assert ends(standing)
    assert begun == ["begun", "begun again"]


def test_a_mistake_is_shown_and_mended(server: str, project: Path) -> None:
    fetch(f"{server}/")
    home = project / "content" / "index.md"

    async def save_once(text: str) -> None:
        client = await connect(server)
        await save(client, home, text)
        await leave(client)

    asyncio.run(save_once(HOME + "\n[[Nowhere]]\n"))
    status, text = fetch(f"{server}/")
    assert status == 500
    assert "There is no page called “Nowhere”." in text
    assert "livereload.js" in text
    asyncio.run(save_once(HOME))
    assert fetch(f"{server}/")[0] == 200


def test_port_taken(project: Path, server: str, port: int) -> None:
    command = [sys.executable, "-m", "fingerpost", "serve", "--port", str(port)]
    fetch(f"{server}/")
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=PATIENCE)
    taken = f"http://127.0.0.1:{port}/ cannot be served: Address already in use"
    assert done.stderr == f"error: {taken}. Choose another port with --port, or another address with --host.\n"
    assert (done.returncode, done.stdout) == (1, "")


def test_a_page_does_not_wait_behind_what_is_yet_to_be_drawn(port: int) -> None:
    base = f"http://127.0.0.1:{port}"
    begun, may_end = threading.Event(), threading.Event()

    def draw(name: str) -> bytes:
        begun.set()
        if name != "graph.json" or not may_end.wait(PATIENCE):
            raise FileNotFoundError(name)
        return b"{}"

    async def session() -> None:
        drawing = Drawing(draw)
        built = Built(files={"index.html": ""}, load=lambda _: b"<p>Hello", pages=1, base_url="https://example.org/")
        quiet = _QuietServer(app := SiteApp(built, drawing))
        quiet.patience = {"asked_for": app.asked_for, "drawing": drawing}
        listening = Application(quiet.get_web_handlers(b"")).listen(port, "127.0.0.1")
        graph = asyncio.create_task(asyncio.to_thread(fetch, f"{base}/graph.json"))
        assert await asyncio.to_thread(begun.wait, PATIENCE)
        index = asyncio.create_task(asyncio.to_thread(fetch, f"{base}/pagefind/nothing.js"))
        assert await asyncio.to_thread(fetch, f"{base}/") == (200, "<p>Hello")
        assert not graph.done()
        may_end.set()
        assert await graph == (200, "{}")
        assert (await index)[0] == 404
        listening.stop()
        await listening.close_all_connections()

    asyncio.run(session())


def test_what_is_drawn_when_it_is_asked_for_is_served(server: str) -> None:
    status, graph = fetch(f"{server}/graph.json")
    assert (status, [page["title"] for page in json.loads(graph)["pages"]]) == (200, ["Home"])
    assert fetch(f"{server}/pagefind/nothing.js")[0] == 404


def answer(built: Built, path: str, method: str = "GET") -> tuple[str, dict[str, str], bytes]:
    """Ask the WSGI application for one path."""
    seen: list[tuple[str, dict[str, str]]] = []
    app = SiteApp(built, built.load)
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method}
    body = b"".join(app(environ, lambda status, headers: seen.append((status, dict(headers)))))
    return (*seen[0], body)


BASE_PATH = {"content/site.yml": "title: Test\nbase_url: https://example.org/advice/\n"}


@pytest.mark.parametrize(
    ("path", "status", "header"),
    [
        ("/", "301", ("Location", "/advice/")),
        ("/advice", "301", ("Location", "/advice/")),
        ("/advice/", "200", ("Content-Type", "text/html; charset=utf-8")),
        ("/advice/feed.xml", "200", ("Content-Type", "application/xml; charset=utf-8")),
        ("/advice/nothing/", "404", ("Content-Type", "text/html; charset=utf-8")),
        ("/elsewhere/", "404", ("Content-Type", "text/html; charset=utf-8")),
        ("/advice/../content/site.yml", "404", ("Content-Type", "text/html; charset=utf-8")),
    ],
)
def test_answers_below_a_base_path(path: str, status: str, header: tuple[str, str]) -> None:
    told, headers, _ = answer(build(memory(BASE_PATH)), path)
    assert told.startswith(status)
    assert headers[header[0]] == header[1]


def test_folder_without_slash_and_head() -> None:
    built = Built(files={"a/index.html": ""}, load=lambda _: b"<p>A", pages=1, base_url="https://example.org/")
    assert answer(built, "/a")[1]["Location"] == "/a/"
    told, headers, body = answer(built, "/a/", "HEAD")
    assert (told, headers["Content-Length"], body) == ("200 OK", "4", b"")


# ---- from the last build


def live_site(files: MemoryFiles) -> LiveSite:
    live = LiveSite(files, Disk(theme_folder()), lambda: Wanted(TODAY))
    *_, _ = live.start()
    return live


def without_graph(built: Built) -> dict[str, bytes]:
    return {path: built.load(path) for path in built.files if path not in DRAWN}


EDITS: dict[str, dict[str, str | None]] = {
    "a word": {"content/columns/one.md": "Do see [[two]]. It is one."},
    "many words": {"content/columns/two.md": "See [[one]]. " + "It is so. " * 80},
    "many words at home": {"content/index.md": "---\ntitle: Home\n---\n\n" + "See [[one]]. " * 80},
    "a link": {"content/columns/two.md": "See [[one]] and [[three]]."},
    "a title": {"content/columns/two.md": "title: Second"},
    "a new page": {"content/columns/four.md": "See [[two]]."},
    "a page gone": {"content/columns/three.md": None},
    "a topic": {"content/topics/ties.md": "Of ties."},
    "a template": {"templates/partials/footer.html": "A footer."},
    "a picture": {"content/columns/note.txt": "Words."},
    "settings": {"content/site.yml": "title: Test\nbase_url: https://example.org/\nlinks: relative\n"},
    "nothing": {"content/columns/nothing.md": None},
}


def lay_edit(files: MemoryFiles, edit: dict[str, str | None]) -> tuple[str, ...]:
    """Do what an editor does, and return the paths of its events."""
    for path, text in edit.items():
        if text is None:
            files.remove(path)
        elif "/columns/" in path and path.endswith(".md"):
            title = text.removeprefix("title: ") if text.startswith("title: ") else path.rpartition("/")[2]
            body = "It is so." if text.startswith("title: ") else text
            files.files[path] = column_page(title, body).encode()
        elif "/topics/" in path:
            files.files[path] = f"---\ntitle: One\nsummary: Ties.\n---\n\n{text}\n".encode()
        else:
            files.files[path] = text.encode()
    return tuple(edit)


def column_page(title: str, answer: str) -> str:
    parts = f"## Question\n\nIs it?\n\n## Answer\n\n{answer}\n"
    return f"---\ntitle: {title}\nsummary: In short.\nstanding: composed\n---\n\n{parts}"


@pytest.mark.parametrize("first", EDITS)
@pytest.mark.parametrize(
    "second", ["a word", "many words", "many words at home", "a link", "a title", "a page gone", "settings"]
)
def test_what_is_served_is_what_a_clean_build_makes(first: str, second: str) -> None:
    pages = {f"content/columns/{name}.md": column_page(name, f"See [[{name}]].") for name in ("one", "two", "three")}
    files = memory({**pages, "content/index.md": "---\ntitle: Home\n---\n\nSee [[one]].\n"})
    live = live_site(files)
    for edit in (EDITS[first], EDITS[second]):
        *_, built = live.update(lay_edit(files, edit))
        sources = {path: data for path, data in files.files.items() if not path.startswith(".fingerpost/")}
        clean = build_site(MemoryFiles(sources), Disk(theme_folder()), Wanted(TODAY))
        assert built.diagnostics == clean.diagnostics
        if not clean.failed:
            assert without_graph(built) == without_graph(clean)
            assert live.drawn("graph.json") == clean.load("graph.json")


@pytest.mark.parametrize("first", EDITS)
def test_what_a_superseded_build_left_undone_is_made_by_the_next(first: str) -> None:
    pages = {f"content/columns/{name}.md": column_page(name, f"See [[{name}]].") for name in ("one", "two", "three")}
    files = memory({**pages, "content/index.md": "---\ntitle: Home\n---\n\nSee [[one]].\n"})
    live = live_site(files)
    builds = live.update(lay_edit(files, EDITS[first]))
    early = next(builds)
    live.supersede()
    left = list(builds)
    *_, built = live.update(lay_edit(files, EDITS["many words"]))
    clean = build_site(MemoryFiles(files.files), Disk(theme_folder()), Wanted(TODAY))
    assert not left or early.failed or first == "nothing"
    assert without_graph(built) == without_graph(clean)


def test_of_two_builds_that_are_superseded_the_second_is_made_whole() -> None:
    files = memory({"content/columns/one.md": column_page("one", "It is so.")})
    live = live_site(files)
    made = []
    for count in range(1, 5):
        builds = live.update(lay_edit(files, {"content/columns/one.md": "It is so. " * 500 * count}))
        next(builds)
        live.supersede()
        made.append(len(list(builds)))
    assert made == [0, 1, 0, 1]


def test_lists_wait_until_somebody_asks_for_one() -> None:
    files = memory({f"content/columns/{name}.md": column_page(name, "It is so.") for name in ("one", "two")})
    live = live_site(files)
    for words in ("It is so. ", "It was so. "):
        *_, built = live.update(lay_edit(files, {"content/columns/one.md": words * 500}))
        clean = build_site(MemoryFiles(files.files), Disk(theme_folder()), Wanted(TODAY))
        waiting = {path for path, digest in built.files.items() if not digest}
        assert {"columns/index.html", "feed.xml", "sitemap.xml"} <= waiting
        assert not {"index.html", "columns/one/index.html", "columns/two/index.html"} & waiting
        assert {path: built.load(path) for path in waiting} == {path: clean.load(path) for path in waiting}


@pytest.mark.parametrize("own", [(), ("_headers",), ("_headers", "404.json")])
def test_a_list_is_there_after_each_edit_whatever_a_site_publishes_itself(own: tuple[str, ...]) -> None:
    files = memory({f"content/static/{name}": "own\n" for name in own})
    files.files["content/columns/one.md"] = column_page("one", "It is so.").encode()
    live = live_site(files)
    for words in ("It was so.", "It was it.", "It was so. " * 500, "It was it. " * 500):
        *_, built = live.update(lay_edit(files, {"content/columns/one.md": words}))
        clean = build_site(MemoryFiles(files.files), Disk(theme_folder()), Wanted(TODAY))
        assert without_graph(built) == without_graph(clean)


def test_an_edit_reads_one_page() -> None:
    pages = {f"content/columns/c{number}.md": column_page(f"C{number}", "It is so.") for number in range(40)}
    files = memory({**pages, "content/index.md": "---\ntitle: Home\n---\n\nHello.\n"})
    live = live_site(files)
    files.reads.clear()
    *_, _ = live.update(lay_edit(files, {"content/columns/c7.md": "It is not so."}))
    assert [path for path in files.reads if path.endswith(".md")] == ["content/columns/c7.md"]
    assert not [path for path in files.writes if path.startswith("site/")]


def test_a_cache_that_is_taken_away_while_serving_costs_one_build() -> None:
    pages = {f"content/columns/{name}.md": column_page(name, "It is so.") for name in ("one", "two")}
    files = memory({**pages, "content/index.md": "---\ntitle: Home\n---\n\nSee [[one]].\n"})
    live = live_site(files)
    files.remove_tree(".fingerpost")
    for text in ("See [[two]].", "See [[two]] again."):
        *_, built = live.update(lay_edit(files, {"content/columns/one.md": text}))
        clean = build_site(MemoryFiles(files.files), Disk(theme_folder()), Wanted(TODAY))
        assert without_graph(built) == without_graph(clean)
    assert built.notice == ""


def test_a_change_between_the_first_build_and_the_first_look_is_served() -> None:
    files = memory({"content/index.md": "---\ntitle: Home\n---\n\nOld.\n"})
    builds = LiveSite(files, Disk(theme_folder()), lambda: Wanted(TODAY)).start()
    assert b"Old." in next(builds).load("index.html")
    files.files["content/index.md"] = b"---\ntitle: Home\n---\n\nNew.\n"
    *_, built = builds
    assert b"New." in built.load("index.html")


def test_a_page_is_shown_before_the_others_are_made() -> None:
    pages = {f"content/columns/{name}.md": column_page(name, "It is so.") for name in ("one", "two", "three")}
    files = memory({**pages, "content/index.md": "---\ntitle: Home\n---\n\nSee [[one]].\n"})
    builds = LiveSite(files, Disk(theme_folder()), lambda: Wanted(TODAY)).start()
    early = next(builds)
    assert not [data for data in files.files.values() if b"<!doctype html>" in data]
    shown = {path: early.load(path) for path in early.files}
    whole = next(builds)
    assert whole.files.keys() - early.files.keys() == set(DRAWN)
    assert shown == without_graph(whole)


def test_what_is_wrong_is_shown_before_the_pages_are_made() -> None:
    files = memory({"content/index.md": "---\ntitle: Home\n---\n\nSee [[Nowhere]].\n"})
    early = next(LiveSite(files, Disk(theme_folder()), lambda: Wanted(TODAY)).start())
    assert early.failed
    assert answer(early, "/")[0].startswith("500")


def test_a_page_that_its_template_breaks_is_missing_until_that_is_told() -> None:
    files = memory({"templates/page.html": "{{ nothing }}"})
    builds = LiveSite(files, Disk(theme_folder()), lambda: Wanted(TODAY)).start()
    early = next(builds)
    assert answer(early, "/about/")[0].startswith("404")
    *_, whole = builds
    assert answer(whole, "/about/")[0].startswith("500")


def test_the_early_site_of_a_build_with_nothing_to_do_is_the_last_one() -> None:
    files = memory({"content/index.md": "---\ntitle: Home\n---\n\nHello.\n"})
    whole = without_graph(next(reversed(list(LiveSite(files, Disk(theme_folder()), lambda: Wanted(TODAY)).start()))))
    early = next(LiveSite(files, Disk(theme_folder()), lambda: Wanted(TODAY)).start())
    assert without_graph(early) == whole


def test_what_nobody_waits_for_is_made_once_the_page_was_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher, "FIRST", PATIENCE)
    done: list[str] = []

    def rebuild(paths: tuple[str, ...]) -> Iterator[str]:
        yield "shown early"
        done.append("the rest is made")
        yield "shown whole"

    async def follow() -> None:
        whole = asyncio.Event()

        def show(site: str) -> bool:
            done.append(site)
            if site == "shown early":
                IOLoop.current().call_later(0, answer)
            else:
                whole.set()
            return True

        def answer() -> None:
            done.append("answered")
            events.answered()

        events = watcher.FileEvents(tmp_path, (), lambda: iter(()), rebuild, lambda: None, show)
        events._changed(IOLoop.current(), {"content/index.md"})
        await asyncio.wait_for(whole.wait(), PATIENCE / 2)

    asyncio.run(follow())
    assert done == ["shown early", "answered", "the rest is made", "shown whole"]


def test_a_change_does_not_wait_for_the_page_of_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "FIRST", PATIENCE)
    built: list[tuple[str, ...]] = []

    def rebuild(paths: tuple[str, ...]) -> Iterator[str]:
        built.append(paths)
        yield from ("early", "whole")

    async def follow() -> None:
        second = asyncio.Event()

        def show(site: str) -> bool:
            if len(built) == 2:
                second.set()
                events.answered()
            elif site == "early":
                events._changed(IOLoop.current(), {"content/two.md"})
            return True

        events = watcher.FileEvents(tmp_path, (), lambda: iter(()), rebuild, lambda: None, show)
        events._changed(IOLoop.current(), {"content/one.md"})
        await asyncio.wait_for(second.wait(), PATIENCE / 2)

    asyncio.run(follow())
    assert built == [("content/one.md",), ("content/two.md",)]
