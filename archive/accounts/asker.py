"""Who asks, without writing down from where: an address becomes a token that nobody can trace after its day."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from datetime import date

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

__all__ = ["address_of", "token_of"]

_salts: dict[date, bytes] = {}


def token_of(request: HttpRequest) -> str:
    """The asker's address under the secret salt of the day, as 32 hexadecimal digits.

    The salt is random, shared by all processes, and thrown away after its day (:func:`archive.tasks.tidy`). Of an IPv6
    address only the network counts (its first 64 bits): a household has as many addresses as it likes.
    """
    return hmac.new(_salt(), network_of(address_of(request)).encode(), hashlib.sha256).hexdigest()[:32]


def address_of(request: HttpRequest) -> str:
    """The address that the request came from: that of the socket, or what the last trusted proxy says.

    With ``TRUSTED_PROXIES`` proxies of ours in front, each adds to ``X-Forwarded-For`` the address it was asked from;
    whatever stands further left was written by the visitor, and is not believed (RFC 7239 §8.1).
    """
    told = str(request.META.get("REMOTE_ADDR") or "")
    if settings.TRUSTED_PROXIES:
        passed = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
        if len(passed) >= settings.TRUSTED_PROXIES:
            told = passed[-settings.TRUSTED_PROXIES]
    return told


def network_of(address: str) -> str:
    """The address itself, or the /64 network of an IPv6 address; what is neither stands as it is."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _salt() -> bytes:
    today = timezone.now().date()
    if today not in _salts:
        made = secrets.token_bytes(32)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO archive_salt (day, secret) VALUES (%s, %s) ON CONFLICT (day) DO NOTHING", [today, made]
            )
            cursor.execute("SELECT secret FROM archive_salt WHERE day = %s", [today])
            found = cursor.fetchone()
        _salts.clear()
        _salts[today] = bytes(found[0])
    return _salts[today]
