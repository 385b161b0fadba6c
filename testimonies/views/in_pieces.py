"""A page that is sent while it is made: the browser fetches what its head names and reads its rows meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse
from django.utils.translation import get_language, override

__all__ = ["PageInPieces"]

log = logging.getLogger(__name__)


class PageInPieces(StreamingHttpResponse):
    """The pieces one after another, each made when the one before it is sent, in the language of now.

    Whatever decides whether somebody may have the page, or writes into the session, is done before. A piece that cannot
    be made breaks the page off, which a browser notices: the length is announced piece by piece.
    """

    def __init__(self, pieces: Iterable[str], *, status: int = 200) -> None:
        super().__init__(_made(iter(pieces), get_language()), status=status)
        self._whole: bytes | None = None

    @property
    def content(self) -> bytes:  # type: ignore[override]
        """All of it, for whoever does not wait for pieces."""
        if self._whole is None:
            self._whole = b"".join(self)
        return self._whole


def _made(pieces: Iterator[str], language: str | None) -> Iterator[str]:
    """In ``language`` while a piece is made, and no longer: a server may serve others in this thread in between."""
    while True:
        try:
            with override(language):
                piece = next(pieces, None)
        except Exception:
            log.exception("a page broke off")
            raise
        if piece is None:
            return
        yield piece
