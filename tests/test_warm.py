"""Warm equals cold: whatever happens to a site, a build that takes from those before makes what a clean build makes.

A machine changes a small, dense site at random, builds it after each change with the cache of all builds before, and
compares all that comes out with a build that has none; and with what `serve` makes, which goes on from its own builds.
What a failing build tells is compared too; then, mostly, what is wrong is mended, since after a failing build the next
one begins with the last good one.
"""

import datetime
import os
from collections.abc import Mapping

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from fingerpost.cache import Cache
from fingerpost.diagnostics import Severity
from fingerpost.files import Disk, MemoryFiles
from fingerpost.kinds import kind_of
from fingerpost.link import Wanted
from fingerpost.output import DRAWN, MANIFEST, Copy, digest_of
from fingerpost.pipeline import Built, build_site, publish_site
from fingerpost.promises import PROMISES_FILE, decode_promises, encode_promises
from fingerpost.serve.live import LiveSite
from tests.changing import ADDED, BODIES, FIELDS, FILES, MOVED, Draft, files_of, path_of, plain, start
from tests.conftest import TODAY, project_root

EXPLORE = os.environ.get("EXPLORE")
THEME = project_root() / "tests" / "sites" / "_theme"
"""It says what each view holds, and no more."""
INPUTS = ("content/", "templates/")


def in_memory(folder: Disk) -> MemoryFiles:
    return MemoryFiles({entry.path: folder.read(entry.path) for entry in folder.walk(".")})


def bytes_of(built: Built, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {one.path: files[one.source] if isinstance(one, Copy) else one.data for one in built.outputs}


class Changes(RuleBasedStateMachine):
    """A site that changes, and the cache of its builds."""

    def __init__(self) -> None:
        super().__init__()
        self.theme = in_memory(Disk(THEME))
        self.files = MemoryFiles({})
        self.pages: dict[str, Draft] = {}
        self.others: dict[str, str | bytes | None] = {}
        self.wanted = Wanted(TODAY)
        self.strict = False
        self.live = LiveSite(self.files, self.theme, lambda: self.wanted)
        self.served: dict[str, bytes] = {}

    @initialize()
    def begin(self) -> None:
        self.pages = start()
        self.others = {path: choices[0] for path, choices in FILES.items()}
        self.build(publish=True)

    # ---- what is built

    def write(self) -> None:
        kept = {path: data for path, data in self.files.files.items() if not path.startswith(INPUTS)}
        if PROMISES_FILE in self.files.files:
            kept[PROMISES_FILE] = self.files.files[PROMISES_FILE]
        self.files.files = {**kept, **files_of(self.pages, self.others)}

    def build(self, *, publish: bool) -> Built:
        """Build with the cache and without; all that comes out must be the same."""
        self.write()
        inputs = {path: data for path, data in self.files.files.items() if path.startswith(INPUTS)}
        cold = build_site(MemoryFiles(inputs), self.theme, self.wanted, strict=self.strict)
        cache = Cache(self.files)
        warm = build_site(self.files, self.theme, self.wanted, strict=self.strict, cache=cache)
        assert warm.notice == ""
        assert warm.diagnostics == cold.diagnostics
        assert warm.failed == cold.failed
        made, clean = bytes_of(warm, inputs), bytes_of(cold, inputs)
        assert sorted(made) == sorted(clean)
        assert {path: made[path] for path in made if made[path] != clean[path]} == {
            path: clean[path] for path in made if made[path] != clean[path]
        }
        assert {path: digest_of(data) for path, data in made.items()} == dict(warm.files)
        assert (warm.pages, warm.base_url, warm.new_addresses) == (cold.pages, cold.base_url, cold.new_addresses)
        assert warm.promises == cold.promises
        self.build_live(cold, inputs, clean)
        if publish:
            self.publish(warm, cache, clean)
        return warm

    def build_live(self, cold: Built, inputs: Mapping[str, bytes], clean: Mapping[str, bytes]) -> None:
        """Build as `serve` does, from its own last build and the paths that changed; what is drawn comes later."""
        paths = inputs.keys() | self.served.keys()
        *_, live = self.live.update(path for path in paths if inputs.get(path) != self.served.get(path))
        self.served = dict(inputs)
        assert live.diagnostics == cold.diagnostics
        made = bytes_of(live, inputs)
        assert {path: data for path, data in made.items() if data != clean.get(path)} == {}
        assert clean.keys() - made.keys() <= set(DRAWN)

    def publish(self, warm: Built, cache: Cache, clean: Mapping[str, bytes]) -> None:
        before = {path: data for path, data in self.files.files.items() if path.startswith("site/")}
        published = publish_site(self.files, warm, cache=cache)
        lying = {path: data for path, data in self.files.files.items() if path.startswith("site/")}
        if published.changes is None:
            assert lying == before
        else:
            lying.pop(f"site/{MANIFEST}")
            assert {path.removeprefix("site/"): data for path, data in lying.items()} == dict(clean)

    def after(self, then: str) -> None:
        """Build after a change: "quiet" does not, "leave" leaves what is wrong, "mend" mends it and builds again."""
        if then == "quiet":
            return
        built = self.build(publish=then != "unpublished")
        for _ in range(6):
            if then != "mend" or not built.failed:
                return
            self.mend(built)
            built = self.build(publish=True)

    def mend(self, built: Built) -> None:
        """Let go of what is wrong."""
        self.strict = False
        by_path = {path_of(docname): docname for docname in self.pages}
        for diagnostic in built.diagnostics:
            file = diagnostic.place.file
            if diagnostic.severity is not Severity.ERROR:
                continue
            if file in by_path and by_path[file] in self.pages:
                docname = by_path[file]
                if self.pages[docname] == plain(docname):
                    del self.pages[docname]
                else:
                    self.pages[docname] = plain(docname)
            elif file == PROMISES_FILE:
                self.files.files.pop(file, None)
            elif file in FILES:
                self.others[file] = FILES[file][0]
            else:
                self.others = {path: choices[0] for path, choices in FILES.items()}
        self.pages.setdefault("index", plain("index"))

    # ---- what changes

    then = st.sampled_from(("mend", "mend", "mend", "mend", "leave", "quiet", "quiet", "unpublished"))
    some = st.integers(0, 10**6)

    def page(self, number: int) -> str:
        return sorted(self.pages)[number % len(self.pages)]

    @rule(number=some, key=some, value=some, then=then)
    def change_front_matter(self, number: int, key: int, value: int, then: str) -> None:
        if self.pages:
            docname = self.page(number)
            kind = kind_of(docname)
            assert kind is not None
            choices = FIELDS[kind]
            name = sorted(choices)[key % len(choices)]
            fields = {**self.pages[docname].fields, name: choices[name][value % len(choices[name])]}
            self.pages[docname] = Draft(fields, self.pages[docname].body)
        self.after(then)

    @rule(number=some, value=some, then=then)
    def retitle(self, number: int, value: int, then: str) -> None:
        if self.pages:
            docname = self.page(number)
            titles = ("Alpha", "Beta", "Gamma", "Ties", "Weak ties", "Old friends", "A & B", "c1", f"Page {docname}")
            fields = {**self.pages[docname].fields, "title": titles[value % len(titles)]}
            self.pages[docname] = Draft(fields, self.pages[docname].body)
        self.after(then)

    @rule(number=some, text=st.sampled_from(BODIES), how=st.sampled_from(("add", "first", "replace")), then=then)
    def write_text(self, number: int, text: str, how: str, then: str) -> None:
        if self.pages:
            docname = self.page(number)
            draft = self.pages[docname]
            body = {"add": (*draft.body, text), "first": (text, *draft.body), "replace": (*draft.body[:-1], text)}[how]
            self.pages[docname] = Draft(draft.fields, body[-6:])
        self.after(then)

    @rule(number=some, place=some, then=then)
    def cut_text(self, number: int, place: int, then: str) -> None:
        if self.pages:
            docname = self.page(number)
            body = list(self.pages[docname].body)
            if body:
                del body[place % len(body)]
            self.pages[docname] = Draft(self.pages[docname].fields, tuple(body))
        self.after(then)

    @rule(docname=st.sampled_from(ADDED), then=then)
    def add_page(self, docname: str, then: str) -> None:
        self.pages.setdefault(docname, plain(docname))
        self.after(then)

    @rule(number=some, then=then)
    def remove_page(self, number: int, then: str) -> None:
        if self.pages:
            del self.pages[self.page(number)]
        self.after(then)

    @rule(number=some, to=some, then=then)
    def rename_page(self, number: int, to: int, then: str) -> None:
        """A page takes another name; with a page of its kind that has the name already, it changes places."""
        if self.pages:
            docname = self.page(number)
            alike = [one for one in sorted({*self.pages, *ADDED}) if kind_of(one) is kind_of(docname)]
            other = alike[to % len(alike)]
            old = self.pages.pop(docname)
            if other in self.pages:
                self.pages[docname] = self.pages[other]
            self.pages[other] = old
        self.after(then)

    @rule(kind=st.sampled_from(("columns", "guides", "paths", "topics", "authors", "tutorials/u")), then=then)
    def remove_all_of_a_kind(self, kind: str, then: str) -> None:
        self.pages = {docname: one for docname, one in self.pages.items() if not docname.startswith(kind)}
        self.after(then)

    @rule(path=st.sampled_from(sorted(FILES)), value=some, then=then)
    def change_file(self, path: str, value: int, then: str) -> None:
        self.others[path] = FILES[path][value % len(FILES[path])]
        self.after(then)

    @rule(
        file=st.sampled_from(("content/about/index.md", "content/columns/c1/index.md", "content/tutorials/t.md")),
        slug=st.sampled_from(("twin", "other")),
        then=then,
    )
    def change_twin(self, file: str, slug: str, then: str) -> None:
        """A second file with the docname of another comes, changes or goes."""
        twin = f"---\ntitle: Twin\nslug: {slug}\n---\n\nSee [[Ties]] and weak ties.\n"
        self.others[file] = None if self.others.get(file) == twin else twin
        self.after(then)

    @rule(
        file=st.sampled_from(("content/columns/bad.md", "content/bad.md")),
        data=st.sampled_from((None, b"\xff\xfe bad", b"---\ntitle: [\n---\n", b"---\nslug: x\n---\n")),
        then=then,
    )
    def change_damaged_source(self, file: str, data: bytes | None, then: str) -> None:
        self.others[file] = data
        self.after(then)

    @rule(name=st.sampled_from(("partials/footer.html", "page.html", "assets/style.css", "topic.html")), then=then)
    def change_default_theme(self, name: str, then: str) -> None:
        self.theme.files[name] += b" "
        self.after(then)

    @rule(moved=st.sampled_from(MOVED), then=then)
    def change_promises(self, moved: dict[str, str], then: str) -> None:
        known, _ = decode_promises(self.files.files.get(PROMISES_FILE, b'{"format": 1}').decode())
        self.files.files[PROMISES_FILE] = encode_promises(type(known)(addresses=known.addresses, moved=moved))
        self.after(then)

    @rule(then=then)
    def forget_promises(self, then: str) -> None:
        self.files.files.pop(PROMISES_FILE, None)
        self.after(then)

    @rule(days=st.integers(-3, 3), drafts=st.booleans(), future=st.booleans(), expired=st.booleans(), then=then)
    def choose(self, days: int, drafts: bool, future: bool, expired: bool, then: str) -> None:
        self.wanted = Wanted(TODAY + datetime.timedelta(days), drafts, future, expired)
        self.after(then)

    @rule(days=st.integers(-3, 3), then=then)
    def let_days_pass(self, days: int, then: str) -> None:
        self.wanted = Wanted(TODAY + datetime.timedelta(days))
        self.after(then)

    @rule(strict=st.booleans(), then=then)
    def be_strict(self, strict: bool, then: str) -> None:
        self.strict = strict
        self.after(then)

    @rule(what=st.sampled_from(("site/", ".fingerpost/twin/", f"site/{MANIFEST}", "site/index.html")), then=then)
    def lose(self, what: str, then: str) -> None:
        """Somebody takes files away that were published."""
        self.files.files = {path: data for path, data in self.files.files.items() if not path.startswith(what)}
        self.after(then)

    @rule(then=then)
    def do_nothing(self, then: str) -> None:
        self.after(then)


def test_a_warm_build_is_a_cold_one_whatever_changes() -> None:
    """`EXPLORE=100` looks at so many other ways, each longer."""
    run_state_machine_as_test(
        Changes,
        settings=settings(
            max_examples=int(EXPLORE or 6),
            stateful_step_count=25 if EXPLORE else 14,
            derandomize=not EXPLORE,
            phases=(Phase.generate,) if EXPLORE else tuple(Phase),
            deadline=None,
            database=None,
            print_blob=False,
        ),
    )
