"""Core Protocol of tus 1.0.0: headers and version, HEAD, PATCH, OPTIONS."""

from __future__ import annotations

from testimonies.models import Upload
from testimonies.upload import protocol
from tests.spec.tus.speaker import BYTES, CONTENT, LENGTH, NOBODYS, PLACE, Row, expired, status, twice

VERSIONS = (
    Row("Core/Tus-Resumable", "MUST", "The header is in the response to POST",
        lambda say: say("POST", Upload_Length="1")["Tus-Resumable"] == "1.0.0"),
    Row("Core/Tus-Resumable", "MUST", "... to HEAD", lambda say: say("HEAD", say.begin())["Tus-Resumable"] == "1.0.0"),
    Row("Core/Tus-Resumable", "MUST", "... to PATCH",
        lambda say: say.add(say.begin(), CONTENT)["Tus-Resumable"] == "1.0.0"),
    Row("Core/Tus-Resumable", "MUST", "... to DELETE",
        lambda say: say("DELETE", say.begin())["Tus-Resumable"] == "1.0.0"),
    Row("Core/Tus-Resumable", "MUST", "... and to what is refused",
        lambda say: status(say("POST")) == 400 and say.last["Tus-Resumable"] == "1.0.0"),
    Row("Core/Tus-Resumable", "MUST", "An unsupported version is answered with 412",
        lambda say: status(say("POST", Tus_Resumable="0.2.2", Upload_Length="1")) == 412),
    Row("Core/Tus-Resumable", "MUST", "... and with Tus-Version",
        lambda say: say("HEAD", say.begin(), Tus_Resumable="99.99.99")["Tus-Version"] == "1.0.0"),
    Row("Core/Tus-Resumable", "MUST NOT", "... and is not processed",
        lambda say: status(say.add(say.begin(), CONTENT, Tus_Resumable="0.0.1")) == 412
        and Upload.objects.get().offset_bytes == 0),
    Row("Core/Tus-Resumable", "MUST", "It must be in every request: POST without it",
        lambda say: status(say("POST", Tus_Resumable="", Upload_Length="100")) == 412 and "Tus-Version" in say.last),
    Row("Core/Tus-Resumable", "MUST", "... HEAD without it",
        lambda say: status(say("HEAD", say.begin(), Tus_Resumable="")) == 412 and "Tus-Version" in say.last),
    Row("Core/Tus-Resumable", "MUST", "... PATCH without it",
        lambda say: status(say.add(say.begin(), CONTENT, Tus_Resumable="")) == 412 and "Tus-Version" in say.last),
    Row("Core/Tus-Resumable", "MUST", "... DELETE without it",
        lambda say: status(say("DELETE", say.begin(), Tus_Resumable="")) == 412 and Upload.objects.count() == 1),
    Row("Core/Tus-Version", "MUST", "A list of versions, the preferred one first",
        lambda say: say("OPTIONS")["Tus-Version"].split(",") == ["1.0.0"]),
    Row("Core/Tus-Extension", "MUST", "A comma-separated list of the extensions",
        lambda say: say("OPTIONS")["Tus-Extension"].split(",") == list(protocol.EXTENSIONS)),
    Row("Core/Tus-Max-Size", "SHOULD", "A non-negative integer where there is a limit",
        lambda say: say("OPTIONS")["Tus-Max-Size"] == "4096000000"),
    Row("Core/X-HTTP-Method-Override", "MUST", "It is the request's method: PATCH",
        lambda say: status(say("POST", say.begin(), CONTENT, X_HTTP_Method_Override="PATCH", Upload_Offset="0",
                               Content_Type=BYTES)) == 204),
    Row("Core/X-HTTP-Method-Override", "MUST", "... DELETE",
        lambda say: status(say("POST", say.begin(), X_HTTP_Method_Override="DELETE")) == 204
        and not Upload.objects.exists()),
    Row("Core/X-HTTP-Method-Override", "MUST", "... HEAD",
        lambda say: say("POST", say.begin(), X_HTTP_Method_Override="HEAD")["Upload-Offset"] == "0"),
    Row("Core/X-HTTP-Method-Override", "MUST", "... OPTIONS, whatever the actual method is",
        lambda say: "Tus-Version" in say("GET", PLACE, X_HTTP_Method_Override="OPTIONS")),
    Row("Core/X-HTTP-Method-Override", "MUST", "... POST",
        lambda say: status(say("PATCH", PLACE, X_HTTP_Method_Override="POST", Upload_Length="1")) == 201),
)  # fmt: skip

HEAD = (
    Row("Core/HEAD", "MUST", "Upload-Offset is there even if it is 0",
        lambda say: say("HEAD", say.begin())["Upload-Offset"] == "0"),
    Row("Core/HEAD", "MUST", "... and when the upload is completed",
        lambda say: say("HEAD", say.sent())["Upload-Offset"] == LENGTH),
    Row("Core/HEAD", "MUST", "Upload-Length is there where it is known",
        lambda say: say("HEAD", say.begin())["Upload-Length"] == LENGTH),
    Row("Core/HEAD", "MUST", "Cache-Control: no-store",
        lambda say: say("HEAD", say.begin())["Cache-Control"] == "no-store"),
    Row("Core/HEAD", "SHOULD", "Success is 200 or 204", lambda say: status(say("HEAD", say.begin())) in (200, 204)),
    Row("Core/HEAD", "SHOULD", "What is not found gives 404, 410 or 403 without Upload-Offset",
        lambda say: status(say("HEAD", NOBODYS)) == 404 and "Upload-Offset" not in say.last),
    Row("Core/HEAD", "SHOULD", "... at an address of any form",
        lambda say: status(say("HEAD", f"{PLACE}no-such-upload-12345")) == 404 and "Upload-Offset" not in say.last),
)  # fmt: skip

PATCH = (
    Row("Core/PATCH", "SHOULD", "The bytes are applied at the offset",
        lambda say: status(say.add(say.begin(), CONTENT[:99])) == 204 and say.last["Upload-Offset"] == "99"),
    Row("Core/PATCH", "SHOULD", "Another Content-Type gives 415",
        lambda say: status(say.add(say.begin(), CONTENT, Content_Type="application/octet-stream")) == 415),
    Row("Core/PATCH", "SHOULD", "... text/plain", lambda say: status(
        say.add(say.begin(), CONTENT, Content_Type="text/plain")) == 415 and Upload.objects.get().offset_bytes == 0),
    Row("Core/PATCH", "SHOULD", "... none", lambda say: status(say.add(say.begin(), b"", Content_Type="")) == 415),
    Row("Core/PATCH", "MUST", "An offset behind the current one gives 409",
        lambda say: status(say.add(say.begin(), CONTENT[9:], 9)) == 409),
    Row("Core/PATCH", "MUST", "... one before it, without modifying the upload",
        lambda say: status(twice(say, lambda at: say.add(at, CONTENT[:9]))) == 409
        and Upload.objects.get().offset_bytes == 9),
    Row("Core/PATCH", "MUST", "... one beyond the end",
        lambda say: status(say.add(say.begin(), CONTENT, 10**12)) == 409 and Upload.objects.get().offset_bytes == 0),
    Row("Core/Upload-Offset", "MUST", "It is a non-negative integer: not negative",
        lambda say: status(say.add(say.begin(), CONTENT, -1)) == 400),
    Row("Core/Upload-Offset", "MUST", "... nor another letter",
        lambda say: status(say.add(say.begin(), CONTENT, Upload_Offset="\xb2")) == 400),
    Row("Core/Upload-Offset", "MUST", "... nor missing",
        lambda say: status(say.add(say.begin(), CONTENT, Upload_Offset="")) == 400),
    Row("Core/Upload-Offset", "MUST", "... nor longer than any number",
        lambda say: status(say.add(say.begin(), CONTENT, Upload_Offset="9" * 5_000)) == 400),
    Row("Core/PATCH", "SHOULD", "What does not exist gives 404", lambda say: status(say.add(NOBODYS, CONTENT)) == 404),
    Row("Core/PATCH", "SHOULD", "... at an address of any form",
        lambda say: status(say.add(f"{PLACE}no-such-upload-12345", CONTENT)) == 404),
    Row("Core/PATCH", "MUST", "Success is 204",
        lambda say: status(say.add(say.begin(), CONTENT)) == 204 and say.last.content == b""),
    Row("Core/PATCH", "MUST", "... with the new Upload-Offset",
        lambda say: say.add(say.begin(), CONTENT)["Upload-Offset"] == LENGTH),
    Row("Core/PATCH", "MUST", "... which is the sum of the old one and of what came",
        lambda say: [say.add(at, CONTENT[a:b], a)["Upload-Offset"] for at in [say.begin()]
                     for a, b in ((0, 7), (7, 7), (7, 1_000))] == ["7", "7", "1000"]),
    Row("Core/PATCH", "MUST", "Several requests make the very bytes",
        lambda say: [status(say.add(at, CONTENT[a:b], a)) for at in [say.begin()]
                     for a, b in ((0, 700), (700, None))] == [204, 204]
        and Upload.objects.get().path.read_bytes() == CONTENT),
    Row("Core/PATCH", "MUST", "... also where the length of a request is not announced (chunked)",
        lambda say: status(say.add(say.begin(), iter([CONTENT[:9], CONTENT[9:]]))) == 204
        and say.last["Upload-Offset"] == LENGTH),
    Row("Core/Upload-Length", "MUST", "More bytes than announced are refused",
        lambda say: status(say.add(say.begin(), CONTENT + b"!")) == 413 and Upload.objects.get().offset_bytes == 0),
    Row("Core/Upload-Length", "MUST", "... in chunks too",
        lambda say: status(say.add(say.begin(), iter([CONTENT, b"!"]))) == 413
        and Upload.objects.get().offset_bytes == len(CONTENT)),
    Row("Core/PATCH", "MUST", "A finished upload is not changed",
        lambda say: status(say.add(say.sent(), b"!", len(CONTENT))) == 413 and Upload.objects.get().sha256 != ""),
    Row("Core/PATCH", "MUST", "... by chunks neither",
        lambda say: status(say.add(say.sent(), iter([b"!"]), len(CONTENT))) == 413),
    Row("Core/PATCH", "MUST", "... and no bytes at its end are no error",
        lambda say: status(say.add(say.sent(), b"", len(CONTENT))) == 204 and say.last["Upload-Offset"] == LENGTH),
    Row("Core/PATCH", "SHOULD", "An expired upload takes nothing",
        lambda say: status(say.add(expired(say), CONTENT)) == 410 and Upload.objects.get().offset_bytes == 0),
    Row("Core/PATCH", "MUST", "A conflict tells where the upload stands",
        lambda say: say.add(say.begin(), CONTENT, 5)["Upload-Offset"] == "0"),
    Row("Core/Requests", "MUST", "A method that the protocol does not know is refused by name",
        lambda say: status(say("PUT", say.begin())) == 405 and "PATCH" in say.last["Allow"]),
    Row("Core/Requests", "MUST", "... at the place of uploads too",
        lambda say: status(say("PATCH", PLACE)) == 405 and "POST" in say.last["Allow"]),
)  # fmt: skip

OPTIONS = (
    Row("Core/OPTIONS", "MUST", "Success is 204 or 200 with Tus-Version",
        lambda say: status(say("OPTIONS", Tus_Resumable="")) == 200 and say.last["Tus-Version"] == "1.0.0"),
    Row("Core/OPTIONS", "MUST", "Tus-Resumable in the request is ignored",
        lambda say: status(say("OPTIONS", Tus_Resumable="0.0.1")) == 200),
    Row("Core/OPTIONS", "MUST", "At the address of an upload it says the same",
        lambda say: say("OPTIONS", say.begin())["Tus-Version"] == "1.0.0"),
    Row("Core/OPTIONS", "MAY", "... and where there is none",
        lambda say: status(say("OPTIONS", NOBODYS)) == 200),
)  # fmt: skip

ROWS = (*VERSIONS, *HEAD, *PATCH, *OPTIONS)
