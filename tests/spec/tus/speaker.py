"""One who speaks the resumable-upload protocol to the archive: through Django's own client, or over the wire."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from django.test import Client

from testimonies.models import Upload
from testimonies.upload import protocol

PLACE = "/upload/"
BYTES = protocol.BYTES_TYPE
CONTENT = b"Six days a week, and no passport. " * 40
LENGTH = str(len(CONTENT))
METADATA = f"filename {base64.b64encode(b'interview.opus').decode()},is_confidential"
NOBODYS = f"{PLACE}{'0' * 8}-0000-4000-8000-{'0' * 12}/"
TOKEN = "a" * 32


def digest(content: bytes, algorithm: str = "sha1") -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class Answer:
    """What came back: ``answer["Upload-Offset"]``, ``"Location" in answer``, ``answer.status_code``."""

    status_code: int
    headers: Any
    content: bytes

    def __getitem__(self, name: str) -> str:
        return str(self.headers[name])

    def __contains__(self, name: str) -> bool:
        return name in self.headers


Sent = Callable[[str, str, Any, dict[str, str]], Answer]


class Speaker:
    """Says what a page of the site says; ``headers`` as keywords with ``_`` for ``-``; an empty one is left out."""

    last: Any = None
    other: Speaker | None = None
    """Somebody else of the same collection."""

    def __init__(self, client: Client | None = None, *, sent: Sent | None = None, origin: str = "http://testserver"):
        self.client = client or Client()
        self.origin = origin
        self._sent = sent or self._through_django

    def __call__(self, method: str, address: str = PLACE, body: Any = b"", **headers: str) -> Any:
        said = {"Tus-Resumable": "1.0.0", "Origin": self.origin}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        told = {name: value for name, value in said.items() if value}
        self.last = self._sent(method, address, body, told)
        return self.last

    def _through_django(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Any:
        kind = {"CONTENT_TYPE": headers.pop("Content-Type", "")}  # the client tells none where there is no body
        return self.client.generic(method, address, body, headers=headers, **kind)  # type: ignore[arg-type]

    def begin(self, **headers: str) -> str:
        """The address of a new upload."""
        if not {"Upload_Length", "Upload_Defer_Length"} & set(headers):
            headers["Upload_Length"] = LENGTH
        answer = self("POST", **headers)
        assert answer.status_code == 201, answer.content
        return str(answer["Location"])

    def add(self, address: str, body: Any, at: int = 0, **headers: str) -> Any:
        return self("PATCH", address, body, **{"Content_Type": BYTES, "Upload_Offset": str(at), **headers})

    def sent(self, content: bytes = CONTENT, **headers: str) -> str:
        """The address of an upload that is whole."""
        address = self.begin(Upload_Length=str(len(content)), **headers)
        assert self.add(address, content).status_code == 204
        return address

    def offset(self, address: str) -> int:
        return int(self("HEAD", address)["Upload-Offset"])

    def final(self, **more: str) -> tuple[str, list[str]]:
        """The address of a final upload, and of its two parts."""
        parts = [self.sent(CONTENT[:100], Upload_Concat="partial"), self.sent(CONTENT[100:], Upload_Concat="partial")]
        answer = self("POST", Upload_Concat=f"final;{parts[0]} {relative(parts[1])}", **more)
        assert answer.status_code == 201, answer.content
        return answer["Location"], parts


@contextmanager
def over_the_wire(port: int, session: str) -> Iterator[Speaker]:
    """One whose browser holds the session's cookie and the site's token."""
    cookies = {"sessionid": session, "csrftoken": TOKEN}
    origin = f"http://127.0.0.1:{port}"

    def sent(method: str, address: str, body: Any, headers: dict[str, str]) -> Answer:
        told = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        answer = line.request(method, address, content=body, headers=told)  # a generator as body is sent in chunks
        return Answer(answer.status_code, answer.headers, answer.content)

    with httpx.Client(base_url=origin, cookies=cookies, timeout=60) as line:
        yield Speaker(sent=sent, origin=origin)


def relative(address: str) -> str:
    return PLACE + address.rstrip("/").rpartition("/")[2] + "/"


def status(answer: Any) -> int:
    return int(answer.status_code)


def upload(address: str) -> Upload:
    """The row behind an address."""
    return Upload.objects.get(uuid=address.rstrip("/").rpartition("/")[2])


def expiry(answer: Any) -> bool:
    return answer["Upload-Expires"].endswith(" GMT") and parsedate_to_datetime(answer["Upload-Expires"]).year > 2000


def expired(say: Speaker) -> str:
    address = say.begin()
    Upload.objects.update(expires_at="2020-01-01T00:00:00Z")
    return address


def deferred(say: Speaker) -> str:
    address = say.begin(Upload_Defer_Length="1")
    say.add(address, CONTENT[:10])
    return address


def twice(say: Speaker, how: Callable[[str], Any]) -> Any:
    address = say.begin()
    how(address)
    return how(address)


@dataclass(frozen=True)
class Row:
    """A sentence of tus 1.0.0 that binds a server: its section, how much it binds, what it says, whether it holds."""

    section: str
    binds: str
    sentence: str
    holds: Callable[[Speaker], bool]
