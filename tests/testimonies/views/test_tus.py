"""The resumable-upload protocol through its door: one row for each sentence of tus 1.0.0 that binds a server."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.test import Client

from testimonies.models import Event, Upload
from testimonies.upload import protocol
from tests.factories.arrival import stored

PLACE = "/upload/"
CONTENT = b"Six days a week, and no passport. " * 40
LENGTH = str(len(CONTENT))
METADATA = f"filename {base64.b64encode(b'interview.opus').decode()},is_confidential"


def digest(content: bytes, algorithm: str = "sha1") -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


@dataclass
class Speaker:
    """One who speaks the protocol, as a page of the site does."""

    client: Client
    last: Any = field(default=None)

    def __call__(self, method: str, address: str = PLACE, body: bytes = b"", **headers: str) -> Any:
        said = {"Tus-Resumable": "1.0.0", "Origin": "http://testserver"}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        kind = {"CONTENT_TYPE": said.pop("Content-Type", "")}  # the client tells none where there is no body
        told = {name: value for name, value in said.items() if value}
        self.last = self.client.generic(method, address, body, headers=told, **kind)  # type: ignore[arg-type]
        return self.last

    def begin(self, **headers: str) -> str:
        if not {"Upload_Length", "Upload_Defer_Length"} & set(headers):
            headers["Upload_Length"] = LENGTH
        answer = self("POST", **headers)
        assert answer.status_code == 201, answer.content
        return str(answer["Location"])

    def add(self, address: str, body: bytes, at: int = 0, **headers: str) -> Any:
        headers = {"Content_Type": protocol.BYTES_TYPE, "Upload_Offset": str(at), **headers}
        return self("PATCH", address, body, **headers)

    def sent(self, content: bytes = CONTENT, **headers: str) -> str:
        address = self.begin(Upload_Length=str(len(content)), **headers)
        assert self.add(address, content).status_code == 204
        return address

    def offset(self, address: str) -> int:
        return int(self("HEAD", address)["Upload-Offset"])


@pytest.fixture
def say(client: Client, interviewer: Any) -> Speaker:
    client.force_login(interviewer)
    return Speaker(client)


def status(answer: Any) -> int:
    return int(answer.status_code)


def expiry(answer: Any) -> bool:
    return answer["Upload-Expires"].endswith(" GMT") and parsedate_to_datetime(answer["Upload-Expires"]).year > 2000


def _final(say: Speaker, **more: str) -> tuple[str, list[str]]:
    parts = [say.sent(CONTENT[:100], Upload_Concat="partial"), say.sent(CONTENT[100:], Upload_Concat="partial")]
    answer = say("POST", Upload_Concat=f"final;{parts[0]} http://testserver{parts[1]}", **more)
    assert status(answer) == 201, answer.content
    return answer["Location"], parts


def _twice(say: Speaker, how: Callable[[str], Any]) -> Any:
    address = say.begin()
    how(address)
    return how(address)


def _unfinished_part(say: Speaker) -> Any:
    return say("POST", Upload_Concat=f"final;{say.begin(Upload_Concat='partial')}")


def _deferred(say: Speaker) -> str:
    address = say.begin(Upload_Defer_Length="1")
    say.add(address, CONTENT[:10])
    return address


def _expired(say: Speaker) -> str:
    address = say.begin()
    Upload.objects.update(expires_at="2020-01-01T00:00:00Z")
    return address


BYTES = protocol.BYTES_TYPE
ROWS: list[tuple[str, str, Callable[[Speaker], bool]]] = [
    # core
    ("core", "The Server MUST always include the Upload-Offset header in the response for a HEAD request, even if the "
     "offset is 0", lambda say: say("HEAD", say.begin())["Upload-Offset"] == "0"),
    ("core", "... or the upload is already considered completed",
     lambda say: say("HEAD", say.sent())["Upload-Offset"] == LENGTH),
    ("core", "If the size of the upload is known, the Server MUST include the Upload-Length header in the response",
     lambda say: say("HEAD", say.begin())["Upload-Length"] == LENGTH),
    ("core", "The Server MUST prevent the client and/or proxies from caching the response by adding Cache-Control: "
     "no-store", lambda say: say("HEAD", say.begin())["Cache-Control"] == "no-store"),
    ("core", "The Server SHOULD acknowledge a successful HEAD request with a 200 OK or 204 No Content status",
     lambda say: status(say("HEAD", say.begin())) in (200, 204)),
    ("core", "If the resource is not found, the Server SHOULD return 404, 410 or 403 without the Upload-Offset header",
     lambda say: status(say("HEAD", f"{PLACE}{'0' * 8}-0000-4000-8000-{'0' * 12}/")) == 404
     and "Upload-Offset" not in say.last),
    ("core", "The Server SHOULD accept PATCH requests against any upload URL and apply the bytes at the given offset",
     lambda say: status(say.add(say.begin(), CONTENT[:99])) == 204 and say.last["Upload-Offset"] == "99"),
    ("core", "All PATCH requests MUST use Content-Type: application/offset+octet-stream, otherwise the Server SHOULD "
     "return a 415 Unsupported Media Type status",
     lambda say: status(say.add(say.begin(), CONTENT, Content_Type="application/octet-stream")) == 415),
    ("core", "... and a PATCH without any Content-Type",
     lambda say: status(say.add(say.begin(), b"", Content_Type="")) == 415),
    ("core", "The Upload-Offset header's value MUST be equal to the current offset of the resource: larger",
     lambda say: status(say.add(say.begin(), CONTENT[9:], 9)) == 409),
    ("core", "If the offsets do not match, the Server MUST respond with the 409 Conflict status without modifying the "
     "upload resource", lambda say: status(_twice(say, lambda at: say.add(at, CONTENT[:9]))) == 409
     and Upload.objects.get().offset_bytes == 9),
    ("core", "The Upload-Offset value MUST be a non-negative integer: negative",
     lambda say: status(say.add(say.begin(), CONTENT, -1)) == 400),
    ("core", "The Upload-Offset value MUST be a non-negative integer: no number",
     lambda say: status(say.add(say.begin(), CONTENT, Upload_Offset="²")) == 400),
    ("core", "PATCH requests MUST include the Upload-Offset header",
     lambda say: status(say.add(say.begin(), CONTENT, Upload_Offset="")) == 400),
    ("core", "If the Server receives a PATCH request against a non-existent resource it SHOULD return 404",
     lambda say: status(say.add(f"{PLACE}{'0' * 8}-0000-4000-8000-{'0' * 12}/", CONTENT)) == 404),
    ("core", "The Server MUST acknowledge successful PATCH requests with the 204 No Content status",
     lambda say: status(say.add(say.begin(), CONTENT)) == 204 and say.last.content == b""),
    ("core", "It MUST include the Upload-Offset header containing the new offset",
     lambda say: say.add(say.begin(), CONTENT)["Upload-Offset"] == LENGTH),
    ("core", "The Upload-Length MUST not be passed: more bytes than announced are refused",
     lambda say: status(say.add(say.begin(), CONTENT + b"!")) == 413 and Upload.objects.get().offset_bytes == 0),
    ("core", "A PATCH to a finished upload changes nothing",
     lambda say: status(say.add(say.sent(), b"!", len(CONTENT))) == 413 and Upload.objects.get().sha256 != ""),
    ("core", "A PATCH without bytes at the end of a finished upload is no error",
     lambda say: status(say.add(say.sent(), b"", len(CONTENT))) == 204),
    ("core", "The Tus-Resumable header MUST be included in every request and response: in the answer to POST",
     lambda say: say("POST", Upload_Length="1")["Tus-Resumable"] == "1.0.0"),
    ("core", "... to HEAD", lambda say: say("HEAD", say.begin())["Tus-Resumable"] == "1.0.0"),
    ("core", "... to PATCH", lambda say: say.add(say.begin(), CONTENT)["Tus-Resumable"] == "1.0.0"),
    ("core", "... to DELETE", lambda say: say("DELETE", say.begin())["Tus-Resumable"] == "1.0.0"),
    ("core", "... and to what is refused", lambda say: say("POST")["Tus-Resumable"] == "1.0.0"),
    ("core", "If the version specified by the Client is not supported by the Server, it MUST respond with the 412 "
     "Precondition Failed status", lambda say: status(say("POST", Tus_Resumable="0.2.2", Upload_Length="1")) == 412),
    ("core", "... and MUST include the Tus-Version header into the response",
     lambda say: say("HEAD", say.begin(), Tus_Resumable="9.9.9")["Tus-Version"] == "1.0.0"),
    ("core", "In addition, the Server MUST NOT process the request",
     lambda say: status(say.add(say.begin(), CONTENT, Tus_Resumable="0.2.2")) == 412
     and Upload.objects.get().offset_bytes == 0),
    ("core", "Tus-Resumable MUST be included in every request: its lack is an unsupported version",
     lambda say: status(say("DELETE", say.begin(), Tus_Resumable="")) == 412 and Upload.objects.count() == 1),
    ("core", "A successful response to OPTIONS indicated by 204 or 200 MUST contain the Tus-Version header",
     lambda say: status(say("OPTIONS", Tus_Resumable="")) in (200, 204) and say.last["Tus-Version"] == "1.0.0"),
    ("core", "It MAY include the Tus-Extension and Tus-Max-Size headers",
     lambda say: say("OPTIONS")["Tus-Extension"].split(",") == list(protocol.EXTENSIONS)
     and say.last["Tus-Max-Size"] == "4096000000"),
    ("core", "The Client SHOULD NOT include the Tus-Resumable header in OPTIONS and the Server MUST ignore it",
     lambda say: status(say("OPTIONS", Tus_Resumable="0.0.1")) in (200, 204)),
    ("core", "OPTIONS of one upload says the same", lambda say: "Tus-Version" in say("OPTIONS", say.begin())),
    ("core", "The X-HTTP-Method-Override MUST be interpreted as the request's method by the Server: PATCH",
     lambda say: status(say("POST", say.begin(), CONTENT, X_HTTP_Method_Override="PATCH", Upload_Offset="0",
                            Content_Type=BYTES)) == 204),
    ("core", "... DELETE", lambda say: status(say("POST", say.begin(), X_HTTP_Method_Override="DELETE")) == 204
     and not Upload.objects.exists()),
    ("core", "... HEAD", lambda say: say("POST", say.begin(), X_HTTP_Method_Override="HEAD")["Upload-Offset"] == "0"),
    ("core", "A method that the protocol does not know is refused by name",
     lambda say: status(say("PUT", say.begin())) == 405 and "PATCH" in say.last["Allow"]),
    # creation
    ("creation", "The Server MUST acknowledge a successful upload creation with the 201 Created status",
     lambda say: status(say("POST", Upload_Length=LENGTH)) == 201),
    ("creation", "The Server MUST set the Location header to the URL of the created resource",
     lambda say: say.offset(say("POST", Upload_Length=LENGTH)["Location"]) == 0),
    ("creation", "The request MUST include Upload-Length or Upload-Defer-Length",
     lambda say: status(say("POST")) == 400),
    ("creation", "... one of them, not both",
     lambda say: status(say("POST", Upload_Length="1", Upload_Defer_Length="1")) == 400),
    ("creation", "The value of Upload-Length MUST be a non-negative integer: negative",
     lambda say: status(say("POST", Upload_Length="-1")) == 400),
    ("creation", "... no number", lambda say: status(say("POST", Upload_Length="1e3")) == 400),
    ("creation", "The value of Upload-Defer-Length MUST be 1",
     lambda say: status(say("POST", Upload_Defer_Length="2")) == 400),
    ("creation", "If the length of the upload exceeds the maximum, the Server MUST respond with the 413 Request Entity "
     "Too Large status", lambda say: status(say("POST", Upload_Length="40000000000")) == 413),
    ("creation", "The Client MAY supply the Upload-Metadata header; HEAD MUST include it as specified by the Client",
     lambda say: say("HEAD", say.begin(Upload_Metadata=METADATA))["Upload-Metadata"] == METADATA),
    ("creation", "All keys MUST be unique",
     lambda say: status(say("POST", Upload_Length="1", Upload_Metadata="a YQ==,a YQ==")) == 400),
    ("creation", "The key MUST NOT be empty",
     lambda say: status(say("POST", Upload_Length="1", Upload_Metadata="a YQ==,")) == 400),
    ("creation", "The key SHOULD be ASCII encoded",
     lambda say: status(say("POST", Upload_Length="1", Upload_Metadata="\xe9 YQ==")) == 400),
    ("creation", "The value MUST be Base64 encoded",
     lambda say: status(say("POST", Upload_Length="1", Upload_Metadata="filename YQ=")) == 400),
    ("creation", "An upload of no bytes is finished when it is begun",
     lambda say: say("HEAD", say.begin(Upload_Length="0"))["Upload-Offset"] == "0"
     and Upload.objects.get().sha256 == hashlib.sha256().hexdigest()),
    # creation-defer-length
    ("creation-defer-length", "If the length is unknown, the response to HEAD MUST contain Upload-Defer-Length: 1",
     lambda say: say("HEAD", _deferred(say))["Upload-Defer-Length"] == "1" and "Upload-Length" not in say.last),
    ("creation-defer-length", "Once it is known the Client MUST set the Upload-Length header in the next PATCH request",
     lambda say: status(say.add(_deferred(say), CONTENT[10:], 10, Upload_Length=LENGTH)) == 204
     and Upload.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()),
    ("creation-defer-length", "Once set the length MUST NOT be changed",
     lambda say: status(say.add(say.begin(), CONTENT, Upload_Length="7000")) == 400),
    ("creation-defer-length", "It cannot be less than what has come",
     lambda say: status(say.add(_deferred(say), b"", 10, Upload_Length="9")) == 400),
    # creation-with-upload
    ("creation-with-upload", "The Client MAY include the entire upload in the POST request",
     lambda say: status(say("POST", body=CONTENT, Upload_Length=LENGTH, Content_Type=BYTES)) == 201
     and Upload.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()),
    ("creation-with-upload", "... or a portion; the Server MUST include the Upload-Offset header in the response",
     lambda say: say("POST", body=CONTENT[:50], Upload_Length=LENGTH, Content_Type=BYTES)["Upload-Offset"] == "50"),
    ("creation-with-upload", "The Client MUST include the Content-Type: application/offset+octet-stream header",
     lambda say: status(say("POST", body=CONTENT, Upload_Length=LENGTH, Content_Type="text/plain")) == 415
     and not Upload.objects.exists()),
    ("creation-with-upload", "More than was announced makes no upload",
     lambda say: status(say("POST", body=CONTENT, Upload_Length="5", Content_Type=BYTES)) == 413
     and not Upload.objects.exists()),
    # expiration
    ("expiration", "Upload-Expires MUST be included in every PATCH response if the upload is going to expire, in RFC "
     "9110 datetime format", lambda say: expiry(say.add(say.begin(), CONTENT))),
    ("expiration", "If the expiration is known at the creation, it MUST be told in the answer to the POST",
     lambda say: expiry(say("POST", Upload_Length="1"))),
    ("expiration", "HEAD tells it too", lambda say: expiry(say("HEAD", say.begin()))),
    ("expiration", "If a Client does attempt to resume an upload which has since been removed, the Server SHOULD "
     "respond with 410 Gone: HEAD", lambda say: status(say("HEAD", _expired(say))) == 410),
    ("expiration", "... PATCH", lambda say: status(say.add(_expired(say), CONTENT)) == 410),
    # checksum
    ("checksum", "The Server MUST support at least the SHA1 checksum algorithm identified by sha1",
     lambda say: status(say.add(say.begin(), CONTENT, Upload_Checksum=digest(CONTENT))) == 204),
    ("checksum", "The Tus-Checksum-Algorithm response header MUST be a comma-separated list of the algorithms",
     lambda say: say("OPTIONS")["Tus-Checksum-Algorithm"] == "md5,sha1,sha256"),
    ("checksum", "... each of which is supported",
     lambda say: all(status(say.add(say.begin(), CONTENT, Upload_Checksum=digest(CONTENT, name))) == 204
                     for name in say("OPTIONS")["Tus-Checksum-Algorithm"].split(","))),
    ("checksum", "400 Bad Request if the checksum algorithm is not supported by the server",
     lambda say: status(say.add(say.begin(), CONTENT, Upload_Checksum="crc32 AAAAAA==")) == 400),
    ("checksum", "... or is no digest of it",
     lambda say: status(say.add(say.begin(), CONTENT, Upload_Checksum="sha1 AAAA")) == 400),
    ("checksum", "460 Checksum Mismatch if the checksums mismatch",
     lambda say: status(say.add(say.begin(), CONTENT, Upload_Checksum=digest(b"other"))) == 460),
    ("checksum", "In these cases the uploaded chunk MUST be discarded, and the upload and its offset MUST NOT be "
     "updated", lambda say: status(say.add(say.begin(), CONTENT, Upload_Checksum=digest(b"other"))) == 460
     and Upload.objects.get().offset_bytes == 0 and Upload.objects.get().path.stat().st_size == 0),
    ("checksum", "A wrong checksum with the creation leaves nothing",
     lambda say: status(say("POST", body=CONTENT, Upload_Length=LENGTH, Content_Type=BYTES,
                            Upload_Checksum=digest(b"other"))) == 460 and not Upload.objects.exists()),
    # termination
    ("termination", "When receiving a DELETE request for an existing upload the Server MUST respond with 204",
     lambda say: status(say("DELETE", say.begin())) == 204),
    ("termination", "For all future requests to this URL, the Server SHOULD respond with 404 or 410: HEAD",
     lambda say: status(_twice(say, lambda at: say("DELETE", at))) == 404),
    # concatenation
    ("concatenation", "The Server MUST acknowledge a successful concatenation with 201 Created",
     lambda say: say.offset(_final(say)[0]) == len(CONTENT)
     and Upload.objects.get(concat__startswith="final").sha256 == hashlib.sha256(CONTENT).hexdigest()),
    ("concatenation", "... in the order in which the parts are named",
     lambda say: (lambda made: status(say("POST", Upload_Concat=f"final;{made[1]} {made[0]}")) == 201)(_final(say)[1])
     and Upload.objects.last().sha256  # type: ignore[union-attr]
     == hashlib.sha256(CONTENT[100:] + CONTENT[:100]).hexdigest()),
    ("concatenation", "The Client MUST NOT include the Upload-Length header in the final upload creation",
     lambda say: status(say("POST", Upload_Concat=f"final;{say.sent(Upload_Concat='partial')}",
                            Upload_Length=LENGTH)) == 400),
    ("concatenation", "concatenation-unfinished is not announced: a part must be finished",
     lambda say: status(_unfinished_part(say)) == 400),
    ("concatenation", "Only partial uploads can be parts",
     lambda say: status(say("POST", Upload_Concat=f"final;{say.sent()}")) == 400),
    ("concatenation", "Upload-Concat MUST be partial or final with a list of URLs",
     lambda say: {status(say("POST", Upload_Concat=text, Upload_Length="1")) for text in ("final;", "whole", "final",
                  "final;/upload/../x/")} == {400}),
    ("concatenation", "The Server MUST respond with 403 Forbidden to PATCH requests against a final upload URL",
     lambda say: status(say.add(_final(say)[0], b"!", len(CONTENT))) == 403),
    ("concatenation", "Upload-Length MUST be included in HEAD of a final upload and equal the sum of the parts",
     lambda say: say("HEAD", _final(say)[0])["Upload-Length"] == LENGTH),
    ("concatenation", "HEAD of a final upload MUST contain Upload-Concat as it was received",
     lambda say: (lambda made: say("HEAD", made[0])["Upload-Concat"]
                  == f"final;{made[1][0]} http://testserver{made[1][1]}")(_final(say))),
    ("concatenation", "HEAD of a partial upload MUST contain Upload-Concat: partial",
     lambda say: say("HEAD", say.begin(Upload_Concat="partial"))["Upload-Concat"] == "partial"),
    ("concatenation", "The metadata of the final upload is its own",
     lambda say: say("HEAD", _final(say, Upload_Metadata=METADATA)[0])["Upload-Metadata"] == METADATA),
]  # fmt: skip


@pytest.mark.parametrize(("extension", "sentence", "holds"), ROWS, ids=[f"{row[0]}-{row[1][:70]}" for row in ROWS])
def test_the_protocol(say: Speaker, extension: str, sentence: str, holds: Callable[[Speaker], bool]) -> None:
    assert extension == "core" or extension in say("OPTIONS")["Tus-Extension"].split(",")
    assert holds(say), f"{say.last.status_code} {dict(say.last.headers)} {say.last.content!r}"


def test_what_is_removed_leaves_nothing(say: Speaker, django_capture_on_commit_callbacks: Any) -> None:
    address = say.begin()
    say.add(address, CONTENT[:50])
    with django_capture_on_commit_callbacks(execute=True):
        say("DELETE", address)
    assert stored("incoming") == [] and not Upload.objects.exists()
    assert [event.verb for event in Event.objects.all()] == ["upload_begun", "upload_terminated"]
