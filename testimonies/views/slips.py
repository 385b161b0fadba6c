"""What is drawn on a slip of paper: an address as a square that a telephone reads (QR code, ISO/IEC 18004)."""

from __future__ import annotations

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage

__all__ = ["square_of"]


def square_of(address: str) -> SafeString:
    """An SVG element of one path, to stand in a page. It is made of the address, and holds no letter of it."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(address)
    drawn: str = code.make_image(image_factory=SvgPathImage).to_string(encoding="unicode")
    return mark_safe(drawn)
