"""`fingerpost serve`: a real server, real files, a real client that waits for the word to reload."""

import asyncio
import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from fingerpost.pipeline import Built
from fingerpost.serve.app import SiteApp
from tests.conftest import HOME, SITE_YML, build, memory

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
    for _ in range(int(PATIENCE)):
        path.write_text(text, encoding="utf-8")
        try:
            message = await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(client.read_message())), 1.0)
        except TimeoutError:
            continue
        assert json.loads(str(message))["command"] == "reload"
        return
    pytest.fail("the browser was never told to reload")


def test_pages_and_reload(server: str, project: Path) -> None:
    status, text = fetch(f"{server}/")
    assert status == 200
    assert "Welcome." in text
    assert "livereload.js" in text
    home = project / "content" / "index.md"

    async def session() -> None:
        client = await connect(server)
        await save(client, home, HOME.replace("Welcome", "Come in"))
        client.close()

    asyncio.run(session())
    assert "Come in." in fetch(f"{server}/")[1]
    assert not (project / "site").exists()


def test_a_mistake_is_shown_and_mended(server: str, project: Path) -> None:
    fetch(f"{server}/")
    home = project / "content" / "index.md"

    async def save_once(text: str) -> None:
        client = await connect(server)
        await save(client, home, text)
        client.close()

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
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "error: " in done.stderr


def answer(built: Built, path: str, method: str = "GET") -> tuple[str, dict[str, str], bytes]:
    """Ask the WSGI application for one path."""
    seen: list[tuple[str, dict[str, str]]] = []
    app = SiteApp(built)
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
