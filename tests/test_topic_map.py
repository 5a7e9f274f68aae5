"""The map of topics: what is drawn, what it may never do, and which topics are on it."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.kinds import Kind
from fingerpost.output import Output
from fingerpost.page import Target
from fingerpost.site import TopicLinks
from fingerpost.views.map_choice import MOST, MOST_AROUND, all_topics, topics_around
from fingerpost.views.map_labels import label_lines, line_width
from fingerpost.views.topic_map import ROOM, MapEdge, MapNode, draw_map
from tests.conftest import build, memory

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""


def node(key: str, label: str = "", *, current: bool = False) -> MapNode:
    return MapNode(key, label or key, f"/topics/{key}/", current)


def nodes(keys: str, current: str = "") -> tuple[MapNode, ...]:
    return tuple(node(key, current=key == current) for key in keys.split())


def edges(text: str) -> tuple[MapEdge, ...]:
    """`a>b` is broader than, `a-b` related to."""
    pairs = (re.fullmatch(r"(\w+)([>-])(\w+)", one) for one in text.split())
    return tuple(MapEdge(pair[1], pair[3], related=pair[2] == "-") for pair in pairs if pair)


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 -- we drew it ourselves


def drawn(keys: str, links: str, current: str = "") -> ElementTree.Element:
    return parse(draw_map(nodes(keys, current), edges(links), "Map", identifier="m"))


def box_of(link: ElementTree.Element) -> Box:
    polygon = link.find("polygon")
    assert polygon is not None
    points = [tuple(map(int, point.split(","))) for point in polygon.get("points", "").split()]
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)


def boxes(svg: ElementTree.Element) -> dict[str, Box]:
    """The arm of each topic, by its key."""
    return {link.get("href", "").split("/")[2]: box_of(link) for link in svg.iter("a")}


def posts(svg: ElementTree.Element) -> list[str]:
    return [path.get("d", "") for path in svg.iter("path") if path.get("class") is None]


def dashes(svg: ElementTree.Element) -> list[str]:
    return [path.get("d", "") for path in svg.iter("path") if path.get("class") == "related"]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[tuple[MapNode, ...], tuple[MapEdge, ...]]:
    """Any graph of topics: circles, doubles, topics that lead to themselves and to nowhere."""
    count = draw(st.integers(1, 14))
    number = st.integers(0, count)
    current = draw(number)
    labels = draw(st.lists(WORDS, min_size=count, max_size=count))
    topics = tuple(node(f"n{place}", label, current=place == current) for place, label in enumerate(labels))
    pairs = draw(st.lists(st.tuples(number, number, st.booleans()), max_size=30))
    return topics, tuple(MapEdge(f"n{one}", f"n{other}", related=related) for one, other, related in pairs)


# ---- what must hold of any map


@given(graphs())
def test_the_same_topics_give_the_same_map(graph: tuple[tuple[MapNode, ...], tuple[MapEdge, ...]]) -> None:
    topics, links = graph
    once = draw_map(topics, links, "Map", identifier="m")
    assert once == draw_map(topics, tuple(reversed(links)), "Map", identifier="m")
    assert not re.search(r"\d\.\d", re.sub(r'width="[\d.]+rem"|<title.*?</title>|<tspan.*?</tspan>', "", once))


@given(graphs())
def test_every_topic_is_one_link(graph: tuple[tuple[MapNode, ...], tuple[MapEdge, ...]]) -> None:
    topics, links = graph
    found = [link.get("href") for link in parse(draw_map(topics, links, "Map", identifier="m")).iter("a")]
    assert sorted(map(str, found)) == sorted(one.href for one in topics)


@given(graphs())
def test_no_arm_lies_on_another_or_sticks_out(graph: tuple[tuple[MapNode, ...], tuple[MapEdge, ...]]) -> None:
    svg = parse(draw_map(*graph, "Map", identifier="m"))
    _, _, width, height = map(int, svg.get("viewBox", "").split())
    arms = sorted(boxes(svg).values(), key=lambda box: box[1])
    assert all(upper[3] < lower[1] for upper, lower in pairwise(arms))
    assert all(left > 0 and top > 0 and right < width and bottom < height for left, top, right, bottom in arms)


@given(graphs())
def test_no_line_crosses_a_label(graph: tuple[tuple[MapNode, ...], tuple[MapEdge, ...]]) -> None:
    """A post goes down behind its own arm at most; a dashed line stays to the right of all arms."""
    svg = parse(draw_map(*graph, "Map", identifier="m"))
    arms = boxes(svg).values()
    for path in posts(svg):
        x, start, end = map(int, re.findall(r"^M(-?\d+) (\d+)V(\d+)", path)[0])
        behind = [arm for arm in arms if arm[0] < x < arm[2] and arm[1] < end and start < arm[3]]
        assert x > 0
        assert len(behind) <= 1
        assert all(arm[1] < start < arm[3] for arm in behind)
    for path in dashes(svg):
        reached = [int(x) for x in re.findall(r"H(\d+)q", path)]
        assert min(reached) >= max(right for _, _, right, _ in arms)


@given(graphs())
def test_posts_in_one_lane_do_not_run_into_each_other(
    graph: tuple[tuple[MapNode, ...], tuple[MapEdge, ...]],
) -> None:
    svg = parse(draw_map(*graph, "Map", identifier="m"))
    spans = sorted(tuple(map(int, re.findall(r"^M(\d+) (\d+)V(\d+)", path)[0])) for path in posts(svg))
    for one, other in pairwise(spans):
        assert one[0] != other[0] or one[2] < other[1]


@given(WORDS)
def test_a_label_has_at_most_two_lines_that_fit(label: str) -> None:
    lines = label_lines(label, ROOM)
    assert 1 <= len(lines) <= 2
    assert all(line_width(line) <= ROOM for line in lines)
    kept = " ".join(lines)
    assert kept == " ".join(label.split()) or "…" in lines[-1]


# ---- what a map looks like


def test_what_is_narrower_stands_below_and_to_the_right() -> None:
    arms = boxes(drawn("c a b d x", "a>b b>c a>d x>c"))
    for broader, narrower in ("ab", "bc", "ad", "xc"):
        assert arms[broader][0] < arms[narrower][0]
        assert arms[broader][3] < arms[narrower][1]


def test_each_post_reaches_all_that_is_narrower() -> None:
    svg = drawn("a b c d", "a>b a>c a>d")
    arms = boxes(svg)
    (post,) = posts(svg)
    middles = sorted((arms[key][1] + arms[key][3]) // 2 for key in "bcd")
    assert sorted(int(y) for y in re.findall(r"M\d+ (\d+)H", post)) == middles


def test_related_topics_are_joined_once_and_dashed() -> None:
    svg = drawn("a b c", "a-b b-a a-c a>b")
    (path,) = dashes(svg)
    assert path.count("M") == 2
    assert len(posts(svg)) == 1


def test_what_is_broader_points_back() -> None:
    """The arms above the current topic have their point on the left, all others on the right."""
    svg = drawn("a b c d", "a>b b>c c>d", current="c")
    for link in svg.iter("a"):
        key, (left, top, _, bottom) = link.get("href", "").split("/")[2], box_of(link)
        polygon = link.find("polygon")
        assert polygon is not None
        assert (f"{left},{(top + bottom) // 2}" in polygon.get("points", "")) == (key in "ab")
        assert link.get("aria-current") == ("page" if key == "c" else None)


@pytest.mark.parametrize("links", ["a>b b>a", "a>a", "a>b b>c c>a a-c", "a>nowhere nowhere-b", ""])
def test_broken_links_do_no_harm(links: str) -> None:
    assert set(boxes(drawn("a b c", links, current="b"))) == {"a", "b", "c"}


def test_a_map_of_nothing() -> None:
    assert list(drawn("", "").iter("a")) == []


def test_titles_are_escaped() -> None:
    topics = (MapNode("a", 'Ties & <b> "so"', '/a&b/?"', current=False),)
    svg = draw_map(topics, (), "Around <this>", identifier="m")
    link = next(parse(svg).iter("a"))
    assert "".join(link.itertext()) == 'Ties & <b> "so"'
    assert link.get("href") == '/a&b/?"'
    assert parse(svg).findtext("title") == "Around <this>"


def test_screen_readers_hear_its_name_and_the_whole_title_of_each_topic() -> None:
    long = "Everything that anybody has ever wanted to know about writing to people whom they do not know"
    svg = parse(draw_map((node("a", long), node("b", "Two words of some length")), (), "Map", identifier="m"))
    assert svg.get("role") == "group"
    title = svg.find("title")
    assert title is not None
    assert title.get("id") == svg.get("aria-labelledby") == "m"
    cut, whole = svg.iter("a")
    assert cut.findtext("title") == long
    assert whole.find("title") is None
    assert "".join(whole.itertext()) == "Two words of some length"


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("Rejection", ("Rejection",)),
        ("Applications and job interviews", ("Applications and", "job interviews")),
        ("Donaudampfschifffahrtsgesellschaft", ("Donaudampfschifffahrt…",)),
        ("弱い紐帯の強さについて考える方法と実践", ("弱い紐帯の強さについて考…",)),
        ("", ("",)),
    ],
)
def test_lines_of_a_label(label: str, lines: tuple[str, ...]) -> None:
    assert label_lines(label, ROOM) == lines


# ---- which topics are on it


def target(key: str) -> Target:
    return Target(f"topics/{key}", Kind.TOPIC, f"/topics/{key}/", key, "", 1, 0, "", "", 1, 0)


def vocabulary(text: str) -> dict[str, TopicLinks]:
    """The topics that `edges` would join, as the linker gives them."""
    found: dict[str, tuple[list[Target], list[Target], list[Target]]] = {}
    for edge in edges(text):
        source, aim = (found.setdefault(f"topics/{key}", ([], [], [])) for key in (edge.source, edge.target))
        if edge.related:
            source[2].append(target(edge.target))
            aim[2].append(target(edge.source))
        else:
            source[1].append(target(edge.target))
            aim[0].append(target(edge.source))
    return {
        docname: TopicLinks(tuple(up), tuple(down), tuple(beside), carriers=(), groups=())
        for docname, (up, down, beside) in found.items()
    }


def names(targets: tuple[Target, ...]) -> str:
    return " ".join(one.title for one in targets)


def test_around_a_topic_stand_its_line_and_what_is_related() -> None:
    topics = vocabulary("root>up up>here side>here here>low low>lower here-friend friend-stranger root>cousin")
    choice = topics_around(target("here"), topics)
    assert names(choice.targets) == "here side up root low friend"
    assert {(edge.source[7:], edge.target[7:]) for edge in choice.edges} == {
        *(("root", "up"), ("up", "here"), ("side", "here"), ("here", "low"), ("here", "friend")),
    }
    assert choice.more == 0


def test_the_map_of_a_topic_has_a_bound() -> None:
    many = [f"{number:02}" for number in range(20)]
    links = ["root>up", "up>here", *(f"here>low{n}" for n in many), *(f"here-near{n}" for n in many)]
    choice = topics_around(target("here"), vocabulary(" ".join(links)))
    assert len(choice.targets) == MOST_AROUND
    assert names(choice.targets).startswith("here up root low00 low01")
    assert names(choice.targets).endswith("low19 near00")
    assert choice.more == 19


def test_a_circle_above_a_topic_ends() -> None:
    choice = topics_around(target("a"), vocabulary("b>a c>b a>c"))
    assert names(choice.targets) == "a b c"


def test_the_map_of_all_keeps_the_top_levels() -> None:
    few = vocabulary("a>b b>c c>a d-e")
    assert names(all_topics(tuple(map(target, "abcde")), few).targets) == "a b c d e"
    many = [*(f"top>mid{n}" for n in range(9)), *(f"mid{n % 9}>low{n}" for n in range(MOST))]
    topics = vocabulary(" ".join(many))
    choice = all_topics(tuple(target(docname[7:]) for docname in sorted(topics)), topics)
    assert set(names(choice.targets).split()) == {"top", *(f"mid{n}" for n in range(9))}
    assert choice.more == MOST
    flat = vocabulary(" ".join(f"a{n}-b{n}" for n in range(MOST)))
    assert len(all_topics(tuple(target(docname[7:]) for docname in flat), flat).targets) == MOST
    circle = vocabulary(" ".join(f"c{n}>c{(n + 1) % 99}" for n in range(99)))
    assert len(all_topics(tuple(target(docname[7:]) for docname in circle), circle).targets) == MOST


# ---- on the pages

TOPIC = "---\ntitle: {title}\nsummary: S\nbroader: [{broader}]\nrelated: [{related}]\n---\n\nText.\n"


def site(*topics: tuple[str, str, str]) -> dict[str, str]:
    """The pages of a site with topics of these names, broader topics and related topics."""
    files: dict[str, str | bytes] = {
        f"content/topics/{name}.md": TOPIC.format(title=name, broader=broader, related=related)
        for name, broader, related in topics
    }
    built = build(memory(files))
    assert built.diagnostics == ()
    return {one.path: one.data.decode() for one in built.outputs if isinstance(one, Output)}


def test_a_map_needs_two_topics() -> None:
    alone, two = site(("one", "", "")), site(("one", "", ""), ("two", "", ""))
    assert "topics/map/index.html" not in alone
    assert "/topics/map/" not in alone["sitemap.xml"] + alone["topics/index.html"]
    assert 'href="/topics/map/"' in two["topics/index.html"]
    assert "https://example.org/topics/map/" in two["sitemap.xml"]
    assert "<svg" in two["topics/map/index.html"].partition("<main")[2]
    assert "<svg" not in two["topics/one/index.html"].partition("<main")[2]


def test_the_list_says_what_the_map_shows() -> None:
    files = site(("top", "", ""), ("mid", "top", "friend"), ("low", "mid", ""), ("friend", "", ""))
    for page in ("topics/mid/index.html", "topics/map/index.html"):
        found = re.search(r'<svg.*</svg>\s*</div>\s*<div class="said">(.*?)</div>', files[page], re.DOTALL)
        assert found
        text = " ".join(re.sub(r"<(?!/?ul)[^>]*>", "", found[1]).replace("<ul>", " ( ").replace("</ul>", " ) ").split())
        assert "top ( mid Related: friend ( low ) )" in text


def test_a_topic_below_two_is_told_at_both_and_unfolded_once() -> None:
    files = site(("a", "", ""), ("b", "", ""), ("c", "a, b", ""), ("d", "c", ""))
    said = files["topics/map/index.html"].partition('class="said"')[2]
    assert said.count('href="/topics/c/"') == 2
    assert said.count('href="/topics/d/"') == 1
