"""A request for what is yet to be drawn in, its answer once that is done out; meanwhile pages are answered."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tornado.httputil import HTTPServerRequest
from tornado.web import RequestHandler

__all__ = ["Drawing", "Patient"]


class Drawing:
    """What `draw` makes of a name; in a thread of its own, where `begin` was awaited before.

    It is asked in the loop of the server alone, and `forget` is called once the request is answered.
    """

    def __init__(self, draw: Callable[[str], bytes]) -> None:
        self._draw = draw
        self._maker = ThreadPoolExecutor(1, "draw")
        self._drawn: dict[str, asyncio.Future[bytes]] = {}

    async def begin(self, name: str) -> None:
        """Draw a file for the request that is answered next."""
        drawn = asyncio.get_running_loop().run_in_executor(self._maker, self._draw, name)
        await asyncio.wait({drawn})
        self._drawn[name] = drawn

    def forget(self) -> None:
        """Draw anew for the next request."""
        self._drawn.clear()

    def __call__(self, name: str) -> bytes:
        """Return a file; raises what `draw` raises."""
        return self._drawn[name].result() if name in self._drawn else self._draw(name)


class Patient(RequestHandler):
    """Answers by `fallback`, as tornado's `FallbackHandler`.

    A request in whose path `asked_for` finds a file to draw is answered once `drawing` is done with it.
    """

    def initialize(
        self, asked_for: Callable[[str], str], drawing: Drawing, fallback: Callable[[HTTPServerRequest], None]
    ) -> None:
        """Take what every request needs."""
        self._asked_for = asked_for
        self._drawing = drawing
        self._fallback = fallback

    async def prepare(self) -> None:
        """Answer."""
        if name := self._asked_for(self.request.path):
            await self._drawing.begin(name)
        self._fallback(self.request)
        self._drawing.forget()
        self._finished = True
        self.on_finish()
