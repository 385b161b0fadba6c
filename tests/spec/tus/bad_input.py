"""What those say who mean no good, or are unlucky: each gets a clear answer, and costs little."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from testimonies.models import Upload
from tests.spec.tus.speaker import BYTES, CONTENT, LENGTH, NOBODYS, PLACE, Row, Speaker, digest, sha256, status, upload

FORTY_GB, NEARLY_THE_LIMIT = "40000000000", "4000000000"


def _costs_no_disk(say: Speaker) -> bool:
    """Five are within the quota of one person, and hold no byte; the sixth is refused until one is removed."""
    begun = [say.begin(Upload_Length=NEARLY_THE_LIMIT) for _ in range(5)]
    refused = status(say("POST", Upload_Length=NEARLY_THE_LIMIT))
    held = sum(upload(one).path.stat().st_blocks for one in begun)
    removed = status(say("DELETE", begun[0]))
    return (refused, held, removed, status(say("POST", Upload_Length=NEARLY_THE_LIMIT))) == (413, 0, 204, 201)


def _alike(say: Speaker, method: str, **more: str) -> bool:
    """Another's address and nobody's are answered with the same words."""
    assert say.other is not None
    another = say.other.begin()
    answers = [say(method, address, **more) for address in (another, NOBODYS)]
    told = [(status(answer), answer.content, set(answer.headers) - {"date"}) for answer in answers]
    return told[0] == told[1] and told[0][0] == 404 and say.other.offset(another) == 0


def _two_browsers(say: Speaker) -> bool:
    """One sends slowly; the other is put off, and goes on as soon as the first has ended. (Where the other is heard
    first, because the server was busy, it sends everything, and the slow one is put off.)"""
    address = say.begin()
    met: list[int] = []

    def slowly() -> Iterator[bytes]:
        yield CONTENT[:500]
        met.append(status(say.add(address, CONTENT)))
        yield CONTENT[500:600]

    first = status(say.add(address, slowly()))
    put_off = (first, met) == (204, [423]) and status(say.add(address, CONTENT[600:], 600)) == 204
    overtaken = met == [204] and first in (409, 423)
    return (put_off or overtaken) and upload(address).sha256 == sha256(CONTENT)


def _named(say: Speaker, name: bytes) -> Upload:
    return upload(say.begin(Upload_Metadata=f"filename {base64.b64encode(name).decode()}"))


ROWS = (
    Row("Bad input", "MUST", "40 GB are refused before a byte is sent",
        lambda say: status(say("POST", Upload_Length=FORTY_GB)) == 413 and not Upload.objects.exists()),
    Row("Bad input", "MUST", "... and what is announced and never sent costs quota and nothing else", _costs_no_disk),
    Row("Bad input", "MUST", "Two browsers continue one upload", _two_browsers),
    Row("Bad input", "MUST", "A wrong checksum, twice", lambda say: (lambda at: {status(say.add(
        at, CONTENT, Upload_Checksum=digest(b"!", kind))) for kind in ("sha1", "md5")} == {460}
        and say.offset(at) == 0)(say.begin())),
    Row("Bad input", "MUST", "An offset beyond the end", lambda say: {status(say.add(say.begin(), CONTENT, at))
        for at in (len(CONTENT), len(CONTENT) + 1, 10**18, 10**29)} == {409}),
    Row("Bad input", "MUST", "Another person's upload by its address: HEAD", lambda say: _alike(say, "HEAD")),
    Row("Bad input", "MUST", "... PATCH",
        lambda say: _alike(say, "PATCH", Content_Type=BYTES, Upload_Offset="0")),
    Row("Bad input", "MUST", "... DELETE", lambda say: _alike(say, "DELETE")),
    Row("Bad input", "MUST", "... as a part", lambda say: say.other is not None and status(
        say("POST", Upload_Concat=f"final;{say.other.sent(Upload_Concat='partial')}")) == 400),
    Row("Bad input", "MUST", "A PATCH to a finished upload", lambda say: (lambda at: status(say.add(
        at, CONTENT, len(CONTENT))) == 413 and status(say.add(at, CONTENT)) == 409
        and upload(at).path.read_bytes() == CONTENT)(say.sent())),
    Row("Bad input", "MUST", "Metadata of 1 MB",
        lambda say: status(say("POST", Upload_Length="1", Upload_Metadata="a " + "QUFB" * 250_000)) in (413, 431)
        and not Upload.objects.exists()),
    Row("Bad input", "MUST", "... of 100 KB",
        lambda say: status(say("POST", Upload_Length="1", Upload_Metadata="a " + "QUFB" * 25_000)) in (413, 431)),
    Row("Bad input", "MUST", "... of 10 KB",
        lambda say: status(say("POST", Upload_Length="1", Upload_Metadata="a " + "QUFB" * 2_500)) == 413),
    Row("Bad input", "MUST", "A file name that is a path", lambda say: _named(say, b"../../etc/passwd").file_name
        == "passwd" and {file.parent for file in Upload.objects.get().path.parent.rglob("*")}
        == {Upload.objects.get().path.parent}),
    Row("Bad input", "MUST", "... with NUL", lambda say: _named(say, b"nul\0here.mp3").file_name == "nulhere.mp3"),
    Row("Bad input", "MUST", "... of 400 characters", lambda say: _named(say, b"n" * 400).file_name == "n" * 255),
    Row("Bad input", "MUST", "... with marks that turn the direction",
        lambda say: _named(say, "gpj.\u202emp3".encode()).file_name == "gpj.mp3"),
    Row("Bad input", "MUST", "More bytes than announced, in chunks, in the creation",
        lambda say: status(say("POST", PLACE, iter([CONTENT, b"!"]), Upload_Length=LENGTH, Content_Type=BYTES)) == 413
        and not Upload.objects.exists()),
)  # fmt: skip
