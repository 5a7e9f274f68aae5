"""A path that leads to nothing of the site in, what is told of it out: the author may have meant several things."""

import posixpath
import re
from collections.abc import Mapping

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.link.names import Names
from fingerpost.link.suggesting import Suggestions
from fingerpost.page import Asset
from fingerpost.urls import composed, is_external, is_on_disk

__all__ = ["Missing"]

_HOST = re.compile(r"www\.\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/\S*", re.IGNORECASE)
_MAILBOX = re.compile(r"[^\s/@]+@[^\s/@]+\.[a-z]{2,}", re.IGNORECASE)


class Missing:
    """What is told of the paths of one page that lead nowhere."""

    def __init__(
        self, page: str, names: Names, assets: Mapping[str, Asset], lists: Mapping[str, str], suggestions: Suggestions
    ) -> None:
        self._page = page
        """The path of the page."""
        self._names = names
        self._assets = assets
        self._lists = lists
        self._suggestions = suggestions

    def link(self, target: str, place: Place) -> Diagnostic:
        """Tell of the path of a link."""
        if is_on_disk(target):
            return messages.file_on_disk(place, target)
        if target.endswith(".md"):
            return messages.unknown_reference(place, target, self._near(target), path=True)
        if target.startswith("/") and target.endswith("/"):
            near = self._suggestions.like(target, lambda: (*self._names.by_url, *self._lists))
            return messages.unknown_address(place, target, near)
        whole = _whole_address(target)
        return messages.missing_file(place, target, () if whole else self._near(target), whole=whole)

    def picture(self, target: str, place: Place) -> Diagnostic:
        """Tell of the path of a picture."""
        if is_on_disk(target):
            return messages.file_on_disk(place, target)
        if is_external(target):
            return messages.picture_elsewhere(place, target)
        if composed(posixpath.normpath(posixpath.join(posixpath.dirname(self._page), target))) in self._names.by_path:
            return messages.page_for_picture(place, target)
        return messages.missing_file(place, target, self._near(target))

    def _near(self, target: str) -> tuple[str, ...]:
        return self._suggestions.paths(composed(target), composed(self._page), self._names.by_path, self._assets)


def _whole_address(target: str) -> str:
    """Return the whole address that was meant by one of another site, or a mailbox; "" for a path."""
    if _MAILBOX.fullmatch(target):
        return f"mailto:{target}"
    return f"https://{target}" if _HOST.fullmatch(target) else ""
