"""A request whose body breaks off is an error, not a shorter request.

When a line breaks in the middle of an upload, a WSGI server hands over what came and then the end of the file. A form
parser cannot tell that from a file that ends there, and would take half a recording for a whole one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

__all__ = ["BodyBrokeOff", "insist_on_whole_bodies"]

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class BodyBrokeOff(OSError):
    """Fewer bytes came than the request announced. Django turns it into an ``UnreadablePostError``."""


def insist_on_whole_bodies(application: Application) -> Application:
    """``application``, reading each announced body to its announced end or not at all."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        announced = environ.get("CONTENT_LENGTH") or ""
        if announced.isdigit() and int(announced):
            environ["wsgi.input"] = _Announced(environ["wsgi.input"], int(announced))
        return application(environ, start_response)

    return answer


class _Announced:
    """The ``wsgi.input`` of PEP 3333, with a length that it must have."""

    def __init__(self, body: Any, length: int) -> None:
        self._body = body
        self._owed = length

    def read(self, size: int = -1) -> bytes:
        wanted = self._owed if size is None or size < 0 else min(size, self._owed)
        return self._counted(self._body.read(wanted), wanted)

    def readline(self, size: int = -1) -> bytes:
        wanted = self._owed if size is None or size < 0 else min(size, self._owed)
        return self._counted(self._body.readline(wanted), wanted)

    def readlines(self, hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line

    def _counted(self, block: bytes, wanted: int) -> bytes:
        if wanted and not block:
            raise BodyBrokeOff(f"{self._owed} bytes of the request never came")
        self._owed -= len(block)
        return block
