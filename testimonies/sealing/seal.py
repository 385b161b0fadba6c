"""Sealing a short text with AES-256-GCM: read only with the key, and only for the record that it was sealed for.

The text is filled up to a multiple of 64 bytes, so that its length tells nothing of a name. Layout: nonce (12 bytes),
ciphertext with its tag. NIST SP 800-38D; the nonce is random: safe for far more rows than an archive has names.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from testimonies.exceptions import SealBroken
from testimonies.sealing.keys import Keys

__all__ = ["seal", "unseal"]

NONCE_BYTES = 12
FILLED_TO_BYTES = 64


def seal(keys: Keys, text: str, about: str) -> tuple[str, bytes]:
    """The mark of the newest key, and ``text`` sealed with it. ``about`` names the record, and is bound to the seal."""
    data = text.encode("utf-8")
    filled = len(data).to_bytes(2, "big") + data
    filled += bytes(-len(filled) % FILLED_TO_BYTES)
    nonce = secrets.token_bytes(NONCE_BYTES)
    return keys.newest, nonce + AESGCM(keys.by_id[keys.newest]).encrypt(nonce, filled, about.encode("utf-8"))


def unseal(keys: Keys, key_id: str, sealed: bytes, about: str) -> str:
    """What was sealed. Raises :class:`SealBroken`: the key is not there, or what lies there is not what was sealed."""
    key = keys.by_id.get(key_id)
    if key is None:
        raise SealBroken(_("The key for this name is not there. Put it back among the keys in NAMES_KEY."))
    try:
        filled = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode("utf-8"))
    except (InvalidTag, ValueError):
        raise SealBroken(_("This sealed name was damaged, or belongs to someone else. It cannot be read.")) from None
    length = int.from_bytes(filled[:2], "big")
    return filled[2 : 2 + length].decode("utf-8")
