"""Topics and the links between them in, a picture of them as SVG out: the arms and posts of a fingerpost.

Each topic is an arm with its title, in a row of its own; a post leads from it to what is narrower; dashed lines join
what is related. The picture has no colours: the stylesheet gives them, so it is light, dark, forced or printed as the
page is. Its width is in rem, and it grows with the reader's letters.
"""

import re
from collections import defaultdict
from html import escape

import msgspec

from fingerpost.views.map_labels import SIZE, label_lines, line_width
from fingerpost.views.map_lanes import Bundle, Post, lay_bundles, lay_posts
from fingerpost.views.map_rows import Pair, Rows, arrange_rows

__all__ = ["MapEdge", "MapNode", "draw_map"]

ROOM = 200
"""Width of the longest line of a label."""
LINE = 18
"""Height of a line."""
POINT = 11
"""How far an arm's point stands out."""
LANE = 14
"""Width of a lane on the left."""
MARGIN = 9
"""Between an arm's edge and its label."""
TIE = 12
"""Between the arms and the first lane on the right."""
STRAND = 10
"""Width of a lane on the right."""
BEND = 5
"""Radius of the corners of dashed lines."""
CURRENT = ' aria-current="page"'
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SPACE = 9
"""Between two rows."""
UNITS = 20
"""Units of the picture in one rem."""


class MapNode(msgspec.Struct, frozen=True):
    """A topic on a map."""

    key: str
    label: str
    href: str
    current: bool
    """The map stands on the page of this topic."""


class MapEdge(msgspec.Struct, frozen=True):
    """A link between two topics, named by their keys."""

    source: str
    """The broader topic."""
    target: str
    """The narrower topic."""
    related: bool
    """The two are related, neither is broader."""


class _Arm(msgspec.Struct, frozen=True):
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    back: bool
    """It points to the left: its topic stands above the current one."""

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        return self.x + self.width


def draw_map(nodes: tuple[MapNode, ...], edges: tuple[MapEdge, ...], title: str, *, identifier: str) -> str:
    """Return the map as an `svg` element. The same topics in the same order give the same text.

    It is a group with a name, and not a picture, for a picture hides its links from screen readers (WAI-ARIA 1.2,
    "children presentational" of `img`). An edge that names no topic of the map, or joins one to itself, is left out.
    """
    numbers = {node.key: number for number, node in enumerate(nodes)}
    narrowing = _pairs(edges, numbers, related=False)
    current = next((number for number, node in enumerate(nodes) if node.current), None)
    places = arrange_rows(len(nodes), narrowing, current)
    posts = lay_posts(places, narrowing)
    bundles = lay_bundles(places.rows, _pairs(edges, numbers, related=True))
    lefts = _lefts(places, posts)
    arms = _arms(nodes, places, lefts)
    right = max((arm.right for arm in arms), default=0)
    width = right + 1 + (TIE + STRAND * bundles[-1].lane if bundles else 0)
    height = max((arm.y + arm.height for arm in arms), default=0) + 1
    size = f'viewBox="0 0 {width} {height}" width="{width / UNITS:.2f}rem" font-size="{SIZE}"'
    return "\n".join(
        (
            f'<svg role="group" aria-labelledby="{escape(identifier)}" {size}>',
            f'<title id="{escape(identifier)}">{_text(title)}</title>',
            *(_post(post, arms, lefts) for post in posts),
            *_related(bundles, arms, right),
            *(_link(nodes[number], arms[number]) for number in places.order),
            "</svg>",
        )
    )


def _pairs(edges: tuple[MapEdge, ...], numbers: dict[str, int], *, related: bool) -> tuple[Pair, ...]:
    """Return the edges of one sort by number, each once; a related pair is the same both ways."""
    pairs = (
        (numbers[edge.source], numbers[edge.target])
        for edge in edges
        if edge.related == related and edge.source in numbers and edge.target in numbers
    )
    ordered = ((min(pair), max(pair)) if related else pair for pair in pairs)
    return tuple(sorted({pair for pair in ordered if pair[0] != pair[1]}))


def _lefts(places: Rows, posts: tuple[Post, ...]) -> tuple[int, ...]:
    """Return where the arms of each layer begin: the gap before it holds its lanes."""
    lanes: dict[int, int] = defaultdict(int)
    for post in posts:
        lanes[post.gap] = max(lanes[post.gap], post.lane + 1)
    lefts = [1 + lanes[0] * LANE]
    for layer in range(1, max(places.layers, default=0) + 1):
        lefts.append(lefts[-1] + max(1, lanes[layer]) * LANE)
    return tuple(lefts)


def _arms(nodes: tuple[MapNode, ...], places: Rows, lefts: tuple[int, ...]) -> tuple[_Arm, ...]:
    arms: dict[int, _Arm] = {}
    y = 1
    for number in places.order:
        lines = label_lines(nodes[number].label, ROOM)
        width = max(map(line_width, lines)) + MARGIN + POINT + MARGIN // 2
        height = len(lines) * LINE + 12
        arms[number] = _Arm(lefts[places.layers[number]], y, width, height, lines, number in places.above)
        y += height + SPACE
    return tuple(arms[number] for number in range(len(nodes)))


def _post(post: Post, arms: tuple[_Arm, ...], lefts: tuple[int, ...]) -> str:
    """Draw a post: from under its own arm, or from the left of it, to the arms of all that is narrower."""
    source, targets = arms[post.source], [arms[target] for target in post.targets]
    x = lefts[post.gap] - LANE * post.lane - LANE // 2
    start = source.middle
    ends = [start, *(arm.middle for arm in targets)]
    branches = "".join(f"M{x} {arm.middle}H{arm.x + POINT}" for arm in targets)
    if not source.x <= x <= source.right:
        branches += f"M{x} {start}H{min(max(x, source.x + POINT), source.right - POINT)}"
    return f'<path fill="none" stroke="currentColor" d="M{x} {min(ends)}V{max(ends)}{branches}"/>'


def _related(bundles: tuple[Bundle, ...], arms: tuple[_Arm, ...], right: int) -> list[str]:
    ports = _ports(bundles, arms)
    drawn = []
    for number, bundle in enumerate(bundles):
        x = right + TIE + STRAND * bundle.lane
        bend = BEND if bundle.down else -BEND
        far, *others = (ports[number, target] for target in bundle.targets)
        start = ports[number, bundle.source]
        path = (
            f"M{start[0]} {start[1]}H{x - BEND}q{BEND} 0 {BEND} {bend}V{far[1] - bend}q0 {bend} {-BEND} {bend}H{far[0]}"
        )
        joins = "".join(f"M{tip} {y}H{x - BEND}q{BEND} 0 {BEND} {-bend}" for tip, y in others)
        drawn.append(f'<path class="related" fill="none" stroke="currentColor" d="{path}{joins}"/>')
    return drawn


def _ports(bundles: tuple[Bundle, ...], arms: tuple[_Arm, ...]) -> dict[tuple[int, int], Pair]:
    """Return where each bundle leaves each arm: at its point, above those lines that it would cross otherwise."""
    leaving: dict[int, list[tuple[bool, int, int]]] = defaultdict(list)
    for number, bundle in enumerate(bundles):
        for topic in (bundle.source, *bundle.targets):
            down = bundle.down == (topic == bundle.source)
            leaving[topic].append((down, -bundle.lane if down else bundle.lane, number))
    ports: dict[tuple[int, int], Pair] = {}
    for topic, lines in leaving.items():
        arm = arms[topic]
        step = min(6, (arm.height - 8) // max(1, len(lines) - 1))
        for place, (_, _, number) in enumerate(sorted(lines)):
            off = (2 * place - len(lines) + 1) * step // 2
            ports[number, topic] = (
                arm.right - (0 if arm.back else 2 * POINT * abs(off) // arm.height),
                arm.middle + off,
            )
    return ports


def _link(node: MapNode, arm: _Arm) -> str:
    left, right, top, bottom = arm.x, arm.right, arm.y, arm.y + arm.height
    if arm.back:
        edge = f"{right},{top} {left + POINT},{top} {left},{arm.middle} {left + POINT},{bottom} {right},{bottom}"
    else:
        edge = f"{left},{top} {right - POINT},{top} {right},{arm.middle} {right - POINT},{bottom} {left},{bottom}"
    x = left + MARGIN + (POINT if arm.back else 0)
    lines = " ".join(  # the space parts the words where the label is read aloud
        f'<tspan x="{x}" y="{top + LINE * (number + 1) + 1}">{_text(line)}</tspan>'
        for number, line in enumerate(arm.lines)
    )
    whole = "" if " ".join(arm.lines) == " ".join(node.label.split()) else f"<title>{_text(node.label)}</title>"
    return (
        f'<a href="{escape(node.href)}"{CURRENT if node.current else ""}>{whole}'
        f'<polygon fill="none" stroke="currentColor" points="{edge}"/><text>{lines}</text></a>'
    )


def _text(text: str) -> str:
    """Escape a text, and leave out what XML does not allow (XML 1.0, section 2.2)."""
    return escape(_FORBIDDEN.sub("", text), quote=False)
