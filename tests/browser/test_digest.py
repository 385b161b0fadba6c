"""The digest that a browser counts piece by piece is the one that everybody counts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_the_digest_is_that_of_hashlib(visit: Callable[..., Page]) -> None:
    page = visit("/en/")
    piece = 4 * 1024 * 1024
    sizes = [*range(0, 4), *range(54, 67), *range(118, 130), 1000, piece - 1, piece, piece + 1, 2 * piece + 57]
    counted = page.evaluate(
        """async (sizes) => {
            const { digestOf, Sha256 } = await import("/static/js/sha256.js");
            const found = [];
            for (const size of sizes) {
                const bytes = new Uint8Array(size);
                for (let at = 0; at < size; at++) bytes[at] = at % 251;
                const inBits = new Sha256();
                for (let at = 0, step = 1; at < size; at += step, step = (step % 97) + 13) {
                    inBits.update(bytes.subarray(at, at + step));
                }
                found.push([await digestOf(new Blob([bytes])), size < 5000 ? inBits.hex() : null]);
            }
            return found;
        }""",
        sizes,
    )
    for size, (at_once, in_bits) in zip(sizes, counted, strict=True):
        wanted = hashlib.sha256((bytes(range(251)) * (size // 251 + 1))[:size]).hexdigest()
        assert at_once == wanted, size
        assert in_bits in (None, wanted), size
