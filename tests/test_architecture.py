"""The house rules that a machine can hold: which module may import which, what is public, who prints, how long is long.

Everything is read from the source with `ast`. A late import and one under `TYPE_CHECKING` count like any other: a knot
that only fails to crash is still a knot. A rule is a function: a module in, its complaints out.
"""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from tests.conftest import project_root

PACKAGE = "fingerpost"
VOCABULARY = (
    *(
        "files",
        "diagnostics",
        "urls",
        "near",
        "collation",
        "typography",
        "messages",
        "decoding",
        "meanings",
        "plainyaml",
        "yamlevents",
        "yamltext",
        "fields",
    ),
    *(
        "kinds",
        "naming",
        "words",
        "appearance",
        "config",
        "page",
        "site",
        "shown",
        "entries",
        "view",
        "beside",
        "output",
        "forks",
        "parallel",
        "promises",
        "rasters",
    ),
)
"""Records and names that every stage shares; each may import those before it."""
STAGES = ("read", "compile", "link", "views", "render", "search", "publish")
"""Each imports the vocabulary and its own package, never another stage."""
ABOVE = (
    "cache",
    "ledger",
    "stale",
    "pipeline",
    "edition",
    "catalogues",
    "move",
    "report",
    "check",
    "importers",
    "serve",
    "cli",
    "__main__",
)
"""Each may import everything before it."""

LONGEST_FILE = 300
LONGEST_FUNCTION = 50
SLOW = ("jinja2", "markdown", "yaml", "msgspec", "pygments", "livereload", "pagefind", "tornado", "rich", "watchfiles")
"""What `fingerpost --help` must not wait for."""
CHANGING = frozenset(
    {
        *("add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem", "remove"),
        *("reverse", "setdefault", "sort", "update"),
    }
)
"""Methods that change a list, a dict or a set."""
SPEAKING = frozenset(
    {"print", "input", "exit", "quit", "sys.exit", "os._exit", "os.abort", "click.echo", "click.secho"}
)
STREAMS = frozenset({"sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"})
ASKED = frozenset(
    {
        *("time.time", "datetime.date.today", "date.today", "datetime.datetime.now", "datetime.now"),
        *("os.getenv", "os.getcwd", "Path.cwd", "Path.home", "locale.setlocale", "random.random", "uuid.uuid4"),
        *("urllib.request.urlopen", "socket.socket"),
    }
)
"""What only the command line may ask of the world; the rest gets it as an argument."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Node = TypeVar("Node", bound=ast.AST)


class Module(msgspec.Struct, frozen=True):
    name: str
    """Dotted, without the package: `link.names`; "" for the package itself."""
    path: Path
    text: str
    tree: ast.Module

    @property
    def top(self) -> str:
        return self.name.split(".")[0]

    @property
    def full(self) -> str:
        return f"{PACKAGE}.{self.name}".rstrip(".")

    def all_of(self, kind: type[Node]) -> Iterator[Node]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kind))

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


def read_modules(folder: Path) -> tuple[Module, ...]:
    modules = []
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix("__init__").rstrip(".")
        text = path.read_text(encoding="utf-8")
        modules.append(Module(name, path, text, ast.parse(text)))
    return tuple(modules)


MODULES = read_modules(project_root() / "src" / PACKAGE)
BY_NAME = {module.full: module for module in MODULES}

Rule = Callable[[Module], list[str]]


class Import(msgspec.Struct, frozen=True):
    line: int
    module: str
    """The full name of the module imported."""
    name: str
    """The name taken from it; "" where it is imported as a whole."""


def imports_of(module: Module) -> tuple[Import, ...]:
    """Every import of a module of this package, late and type-only ones too."""
    found = [Import(node.lineno, alias.name, "") for node in module.all_of(ast.Import) for alias in node.names]
    for node in module.all_of(ast.ImportFrom):
        source = node.module or ""
        for alias in node.names:
            whole = f"{source}.{alias.name}"
            found.append(Import(node.lineno, *((whole, "") if whole in BY_NAME else (source, alias.name))))
    return tuple(one for one in found if one.module.split(".")[0] == PACKAGE)


def top_of(full: str) -> str:
    """Return the part of the package to which a module belongs: `link` of `fingerpost.link.names`."""
    return full.removeprefix(PACKAGE).lstrip(".").split(".")[0]


# ---- layers


def may_import(importer: str, imported: str) -> bool:
    """Tell whether one part of the package may import another."""
    if imported in (importer, ""):
        return True
    if importer in VOCABULARY:
        return imported in VOCABULARY[: VOCABULARY.index(importer)]
    if importer in STAGES:
        return imported in VOCABULARY
    if importer in ABOVE:
        return imported in (*VOCABULARY, *STAGES, *ABOVE[: ABOVE.index(importer)])
    return False


def imports_run_one_way(module: Module) -> list[str]:
    wrong = (one for one in imports_of(module) if not may_import(module.top, top_of(one.module)))
    return [f"{one.line}: imports {one.module}" for one in wrong]


def no_relative_and_no_star_imports(module: Module) -> list[str]:
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in module.all_of(ast.ImportFrom)
        if node.level or any(alias.name == "*" for alias in node.names)
    ]


def test_every_module_has_its_layer() -> None:
    assert {module.top for module in MODULES} <= {"", *VOCABULARY, *STAGES, *ABOVE}


def test_no_module_leads_back_to_itself() -> None:
    """Within a package, too, imports make no knot."""
    edges = {module.full: {one.module for one in imports_of(module)} - {module.full} for module in MODULES}

    def ahead_of(start: str) -> set[str]:
        seen: set[str] = set()
        ahead = [start]
        while ahead:
            new = edges.get(ahead.pop(), set()) - seen
            seen |= new
            ahead += new
        return seen

    assert [name for name in edges if name in ahead_of(name)] == []


def test_the_command_line_starts_without_the_slow_libraries() -> None:
    program = f"import sys, fingerpost.cli; print([name for name in {SLOW!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ---- public names


def listed(module: Module) -> list[str] | None:
    """Return `__all__`, or None for a module without."""
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
            names: list[str] = ast.literal_eval(node.value)
            return names
    return None


def defined(module: Module) -> dict[str, ast.stmt]:
    """Return every name that a module makes at its top level, imports left out."""
    names: dict[str, ast.stmt] = {}
    for node in module.tree.body:
        if isinstance(node, Function | ast.ClassDef):
            names[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {name.id: node for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return names


def is_constant(name: str) -> bool:
    return name.strip("_").isupper()


def sort_key(name: str) -> tuple[int, str]:
    """The order that Ruff keeps (RUF022): constants, classes, the rest."""
    return (0 if is_constant(name) else 1 if name[0].isupper() else 2), name


def public_names_are_listed(module: Module) -> list[str]:
    """`__all__` has every public function and class defined here, and nothing else but constants and aliases.

    The `__init__` of a package may hand on names of its own modules.
    """
    names, made = listed(module), defined(module)
    if module.name == "__main__":
        return ["__all__: a program has none"] if names else []
    if names is None:
        return ["__all__ is missing"]
    public = {name for name, node in made.items() if isinstance(node, Function | ast.ClassDef) and name[0] != "_"}
    handed_on: set[str] = set()
    if module.path.name == "__init__.py":
        handed_on = {one.name for one in imports_of(module) if one.name and top_of(one.module) == module.top}
    return [
        *(f"{name} is defined here and not in __all__" for name in sorted(public - set(names))),
        *(f"{name} is in __all__ and not defined here" for name in names if name not in made.keys() | handed_on),
        *(["__all__ is not sorted"] if names != sorted(set(names), key=sort_key) else []),
    ]


def only_public_names_are_imported(module: Module) -> list[str]:
    """A name of another module is in its `__all__`; constants alone may be left out of that, and none is private."""
    wrong = []
    for one in imports_of(module):
        if one.name and one.module in BY_NAME:
            public = listed(BY_NAME[one.module]) or []
            if one.name not in public and (one.name.startswith("_") or not is_constant(one.name)):
                wrong.append(f"{one.line}: takes {one.name} from {one.module}")
    return wrong


def nobody_reaches_into_a_module(module: Module) -> list[str]:
    """`messages._error` is as private as `from fingerpost.messages import _error`."""
    whole = {one.module.rpartition(".")[2] for one in imports_of(module) if not one.name}
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in module.all_of(ast.Attribute)
        if isinstance(node.value, ast.Name) and node.value.id in whole and node.attr.startswith("_")
    ]


# ---- who prints, exits and looks around


def only_the_command_line_prints_and_exits(module: Module) -> list[str]:
    if module.top in ("cli", "__main__"):
        return []
    calls = [node for node in module.all_of(ast.Call) if ast.unparse(node.func) in SPEAKING]
    names = [node for node in module.all_of(ast.Name) if node.id in ("SystemExit", "KeyboardInterrupt")]
    streams = [node for node in module.all_of(ast.Attribute) if ast.unparse(node) in STREAMS]
    return [f"{node.lineno}: {ast.unparse(node)}" for node in (*calls, *names, *streams)]


def the_world_comes_in_as_an_argument(module: Module) -> list[str]:
    """Time, randomness, the network, the environment and the current folder are asked for by the command line alone."""
    if module.top in ("cli", "serve"):
        return []
    calls = [node for node in module.all_of(ast.Call) if ast.unparse(node.func) in ASKED]
    looks = [node for node in module.all_of(ast.Attribute) if ast.unparse(node) in ("os.environ", "sys.argv")]
    return [f"{node.lineno}: {ast.unparse(node)}" for node in (*calls, *looks)]


# ---- no state between builds


def no_function_changes_what_the_module_holds(module: Module) -> list[str]:
    wrong = [f"{node.lineno}: global {', '.join(node.names)}" for node in module.all_of(ast.Global)]
    held = defined(module).keys()
    for function in module.functions():
        shared = held - local_names(function)
        for node in ast.walk(function):
            wrong += [f"{function.lineno}: {function.name} changes {name}" for name in changed(node) if name in shared]
    return wrong


def changed(node: ast.AST) -> set[str]:
    """Return the plain names of what a statement or call changes in place: `x[0] = 1`, `x.append(1)`, `x += 1`."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
        targets = [node.func]
    elif isinstance(node, ast.Assign | ast.Delete):
        targets = node.targets
    elif isinstance(node, ast.AugAssign):
        if isinstance(node.target, ast.Name):
            return {node.target.id}
        targets = [node.target]
    parts = (target.value for target in targets if isinstance(target, ast.Attribute | ast.Subscript))
    return {part.id for part in parts if isinstance(part, ast.Name)}


def local_names(function: Function) -> set[str]:
    """Return the names that a function binds itself, which are then not those of the module."""
    return {
        *(argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)),
        *(node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)),
    }


# ---- sizes


def files_are_short(module: Module) -> list[str]:
    lines = len(module.text.splitlines())
    return [f"{lines} lines"] if lines >= LONGEST_FILE and module.name != "messages" else []


def functions_are_short(module: Module) -> list[str]:
    lengths = {function: (function.end_lineno or 0) - function.lineno + 1 for function in module.functions()}
    return [
        f"{function.lineno}: {function.name} has {length} lines"
        for function, length in lengths.items()
        if length >= LONGEST_FUNCTION
    ]


def modules_say_what_they_are(module: Module) -> list[str]:
    return [] if ast.get_docstring(module.tree) else ["no docstring: what comes in, and what goes out?"]


# ---- the rules, held


RULES: tuple[Rule, ...] = (
    imports_run_one_way,
    no_relative_and_no_star_imports,
    public_names_are_listed,
    only_public_names_are_imported,
    nobody_reaches_into_a_module,
    only_the_command_line_prints_and_exits,
    the_world_comes_in_as_an_argument,
    no_function_changes_what_the_module_holds,
    files_are_short,
    functions_are_short,
    modules_say_what_they_are,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule(rule: Rule) -> None:
    root = project_root()
    complaints = [f"{module.path.relative_to(root)}:{text}" for module in MODULES for text in rule(module)]
    assert not complaints, "\n".join(complaints)


# ---- the rules see what they should


def _module(text: str, name: str = "link.names") -> Module:
    return Module(name, Path("names.py"), text, ast.parse(text))


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("diagnostics", "files", True),
        ("files", "diagnostics", False),
        ("link", "site", True),
        ("link", "link", True),
        ("link", "compile", False),
        ("link", "publish", False),
        ("link", "pipeline", False),
        ("pipeline", "publish", True),
        ("pipeline", "cli", False),
        ("serve", "pipeline", True),
        ("serve", "cli", False),
        ("cli", "serve", True),
    ],
)
def test_the_layers_are_read_rightly(importer: str, imported: str, allowed: bool) -> None:
    assert may_import(importer, imported) is allowed


@pytest.mark.parametrize(
    "text",
    [
        "from fingerpost.compile import compile_page",
        "import fingerpost.compile",
        "import fingerpost.compile.marks as marks",
        "from fingerpost import compile",
        "def f():\n    from fingerpost.compile.marks import Mark",
        "if TYPE_CHECKING:\n    from fingerpost.compile.marks import Mark",
    ],
)
def test_every_form_of_import_is_seen(text: str) -> None:
    assert {top_of(one.module) for one in imports_of(_module(text))} == {"compile"}


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (imports_run_one_way, "from fingerpost.compile import compile_page"),
        (no_relative_and_no_star_imports, "from .urls import href"),
        (no_relative_and_no_star_imports, "from fingerpost.urls import *"),
        (public_names_are_listed, "__all__ = []\ndef f(): ..."),
        (public_names_are_listed, "__all__ = []\nclass F: ..."),
        (public_names_are_listed, "__all__ = ['g']"),
        (public_names_are_listed, "def f(): ..."),
        (public_names_are_listed, "__all__ = ['g', 'f']\ndef f(): ...\ndef g(): ..."),
        (only_public_names_are_imported, "from fingerpost.files import _x"),
        (only_public_names_are_imported, "from fingerpost.render.speech import _MONTHS"),
        (only_public_names_are_imported, "from fingerpost.urls import quote"),
        (nobody_reaches_into_a_module, "from fingerpost import messages\nmessages._error()"),
        (only_the_command_line_prints_and_exits, "def f():\n    print(1)"),
        (only_the_command_line_prints_and_exits, "raise SystemExit(1)"),
        (only_the_command_line_prints_and_exits, "sys.stderr.write('x')"),
        (the_world_comes_in_as_an_argument, "datetime.date.today()"),
        (the_world_comes_in_as_an_argument, "os.environ['TZ']"),
        (no_function_changes_what_the_module_holds, "X = {}\ndef f():\n    X[1] = 2"),
        (no_function_changes_what_the_module_holds, "X = []\ndef f():\n    X.append(1)"),
        (no_function_changes_what_the_module_holds, "X = {}\ndef f():\n    del X[1]"),
        (no_function_changes_what_the_module_holds, "X = 0\ndef f():\n    global X\n    X = 1"),
        (files_are_short, "x = 1\n" * LONGEST_FILE),
        (functions_are_short, "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION),
        (modules_say_what_they_are, "x = 1"),
    ],
)
def test_a_broken_rule_is_seen(rule: Rule, text: str) -> None:
    assert rule(_module(text))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (
            public_names_are_listed,
            "__all__ = ['LIMIT', 'Name', 'find']\nLIMIT = 1\nOTHER = 2\nName = str\ndef find(): ...",
        ),
        (only_public_names_are_imported, "from fingerpost.read import STATIC_FOLDER"),
        (no_function_changes_what_the_module_holds, "X = []\ndef f():\n    X = []\n    X.append(1)"),
        (no_function_changes_what_the_module_holds, "X = []\ndef f(X):\n    X.append(1)"),
    ],
)
def test_what_is_right_is_let_be(rule: Rule, text: str) -> None:
    assert not rule(_module(text))
