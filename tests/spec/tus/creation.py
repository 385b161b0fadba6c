"""Creation, creation-with-upload, creation-defer-length and expiration of tus 1.0.0."""

from __future__ import annotations

from testimonies.models import Upload
from tests.spec.tus.speaker import (
    BYTES,
    CONTENT,
    LENGTH,
    METADATA,
    PLACE,
    Row,
    deferred,
    digest,
    expired,
    expiry,
    sha256,
    status,
    twice,
    upload,
)  # fmt: skip

CREATION = (
    Row("Creation/POST", "MUST", "Success is 201", lambda say: status(say("POST", Upload_Length=LENGTH)) == 201),
    Row("Creation/POST", "MUST", "... with the Location of the upload",
        lambda say: say.offset(say("POST", Upload_Length=LENGTH)["Location"]) == 0),
    Row("Creation/POST", "MAY", "... which is absolute",
        lambda say: say("POST", Upload_Length=LENGTH)["Location"].startswith(f"{say.origin}{PLACE}")),
    Row("Creation/POST", "MUST", "Every upload has its own",
        lambda say: say.begin() != say.begin() and Upload.objects.count() == 2),
    Row("Creation/POST", "MUST", "The request includes Upload-Length or Upload-Defer-Length",
        lambda say: status(say("POST")) == 400),
    Row("Creation/POST", "MUST", "... one of them, not both",
        lambda say: status(say("POST", Upload_Length="1", Upload_Defer_Length="1")) == 400),
    Row("Creation/POST", "MUST", "Upload-Length is a non-negative integer: not negative",
        lambda say: status(say("POST", Upload_Length="-1")) == 400),
    Row("Creation/POST", "MUST", "... nor anything else", lambda say: {
        status(say("POST", Upload_Length=text)) for text in ("1e3", "0x10", "1.5", "one", "+1", "1_0")} == {400}),
    Row("Creation/POST", "MUST", "More than the maximum gives 413",
        lambda say: status(say("POST", Upload_Length="40000000000")) == 413 and "Tus-Max-Size" in say.last),
    Row("Creation/POST", "MUST", "... whatever the number",
        lambda say: status(say("POST", Upload_Length="1125899906842624")) == 413 and not Upload.objects.exists()),
    Row("Creation/POST", "MAY", "An upload of no bytes is complete when it is begun",
        lambda say: say("HEAD", say.begin(Upload_Length="0"))["Upload-Offset"] == "0"
        and say.last["Upload-Length"] == "0" and Upload.objects.get().sha256 == sha256(b"")),
    Row("Creation/Upload-Metadata", "MUST", "HEAD tells them as the client did",
        lambda say: say("HEAD", say.begin(Upload_Metadata=METADATA))["Upload-Metadata"] == METADATA),
    Row("Creation/Upload-Metadata", "MUST", "... keys with a hyphen, several pairs",
        lambda say: say("HEAD", say.begin(Upload_Metadata="content-type dGV4dA==,size MTAw"))["Upload-Metadata"]
        == "content-type dGV4dA==,size MTAw"),
    Row("Creation/Upload-Metadata", "MAY", "A value is empty, with or without the space",
        lambda say: [status(say("POST", Upload_Length="1", Upload_Metadata=text)) for text in ("a", "a ,b", "a YQ==,b")]
        == [201] * 3),
    Row("Creation/Upload-Metadata", "MUST", "... and is told none where there were none",
        lambda say: "Upload-Metadata" not in say("HEAD", say.begin())),
    Row("Creation/Upload-Metadata", "MUST", "All keys are unique",
        lambda say: status(say("POST", Upload_Length="1", Upload_Metadata="a YQ==,a YQ==")) == 400),
    Row("Creation/Upload-Metadata", "MUST NOT", "A key is empty",
        lambda say: status(say("POST", Upload_Length="1", Upload_Metadata="a YQ==,")) == 400),
    Row("Creation/Upload-Metadata", "SHOULD", "A key is ASCII, and no other is kept",
        lambda say: "Upload-Metadata" not in say("HEAD", say.begin(Upload_Metadata="\xe9 YQ=="))),
    Row("Creation/Upload-Metadata", "MUST", "A value is base64", lambda say: {
        status(say("POST", Upload_Length="1", Upload_Metadata=f"filename {text}"))
        for text in ("YQ=", "not_valid_base64!!!", "****", "Y Q = =")} == {400} and not Upload.objects.exists()),
)  # fmt: skip

DEFERRED = (
    Row("Creation/Upload-Defer-Length", "MUST", "The length may be said later",
        lambda say: status(say("POST", Upload_Defer_Length="1")) == 201 and "Location" in say.last),
    Row("Creation/Upload-Defer-Length", "MUST", "Its value is 1", lambda say: {
        status(say("POST", Upload_Defer_Length=text)) for text in ("2", "0", "true", "01")} == {400}),
    Row("Creation/Upload-Defer-Length", "MUST", "HEAD tells it as long as the length is unknown",
        lambda say: say("HEAD", deferred(say))["Upload-Defer-Length"] == "1" and say.last["Upload-Offset"] == "10"),
    Row("Creation/Upload-Defer-Length", "MUST", "... and then no Upload-Length",
        lambda say: "Upload-Length" not in say("HEAD", deferred(say))),
    Row("Creation/Upload-Defer-Length", "MUST", "A PATCH sets the length",
        lambda say: status(say.add(deferred(say), CONTENT[10:], 10, Upload_Length=LENGTH)) == 204
        and Upload.objects.get().sha256 == sha256(CONTENT)),
    Row("Creation/Upload-Defer-Length", "MUST", "... and HEAD tells it from then on",
        lambda say: (lambda at: status(say.add(at, CONTENT[10:20], 10, Upload_Length=LENGTH)) == 204
                     and say("HEAD", at)["Upload-Length"] == LENGTH and "Upload-Defer-Length" not in say.last)(
                         deferred(say))),
    Row("Creation/Upload-Defer-Length", "MUST NOT", "Once set it is changed",
        lambda say: (lambda at: status(say.add(at, CONTENT[10:20], 10, Upload_Length=LENGTH)) == 204
                     and status(say.add(at, CONTENT[20:], 20, Upload_Length="9999")) == 400
                     and say("HEAD", at)["Upload-Length"] == LENGTH)(deferred(say))),
    Row("Creation/Upload-Defer-Length", "MUST NOT", "... nor that of an upload whose length was known",
        lambda say: status(say.add(say.begin(), CONTENT, Upload_Length="7000")) == 400),
    Row("Creation/Upload-Defer-Length", "MUST", "It is not less than what has come",
        lambda say: status(say.add(deferred(say), b"", 10, Upload_Length="9")) == 400),
    Row("Creation/Upload-Defer-Length", "MUST", "... nor more than the maximum",
        lambda say: status(say.add(deferred(say), b"", 10, Upload_Length="40000000000")) == 413),
)  # fmt: skip

WITH_UPLOAD = (
    Row("Creation With Upload", "MAY", "The POST brings the whole upload",
        lambda say: status(say("POST", PLACE, CONTENT, Upload_Length=LENGTH, Content_Type=BYTES)) == 201
        and upload(say.last["Location"]).sha256 == sha256(CONTENT)),
    Row("Creation With Upload", "MUST", "... and is told its offset",
        lambda say: say("POST", PLACE, CONTENT, Upload_Length=LENGTH, Content_Type=BYTES)["Upload-Offset"] == LENGTH),
    Row("Creation With Upload", "MUST", "... or a chunk of it, and HEAD tells the same offset",
        lambda say: say("POST", PLACE, CONTENT[:50], Upload_Length=LENGTH, Content_Type=BYTES)["Upload-Offset"] == "50"
        and say.offset(say.last["Location"]) == 50),
    Row("Creation With Upload", "MUST", "PATCH goes on from there",
        lambda say: status(say.add(say("POST", PLACE, CONTENT[:50], Upload_Length=LENGTH, Content_Type=BYTES)[
            "Location"], CONTENT[50:], 50)) == 204 and Upload.objects.get().sha256 == sha256(CONTENT)),
    Row("Creation With Upload", "MUST", "The length may be deferred all the same",
        lambda say: say("POST", PLACE, CONTENT[:50], Upload_Defer_Length="1", Content_Type=BYTES)["Upload-Offset"]
        == "50"),
    Row("Creation With Upload", "MUST", "Content-Type is application/offset+octet-stream",
        lambda say: status(say("POST", PLACE, CONTENT, Upload_Length=LENGTH, Content_Type="text/plain")) == 415
        and not Upload.objects.exists()),
    Row("Creation With Upload", "MUST", "More than was announced makes no upload",
        lambda say: status(say("POST", PLACE, CONTENT, Upload_Length="5", Content_Type=BYTES)) == 413
        and not Upload.objects.exists()),
    Row("Creation With Upload", "MUST", "A checksum holds for these bytes as for those of a PATCH",
        lambda say: status(say("POST", PLACE, CONTENT, Upload_Length=LENGTH, Content_Type=BYTES,
                               Upload_Checksum=digest(CONTENT))) == 201 and say.last["Upload-Offset"] == LENGTH),
    Row("Creation With Upload", "MUST", "... and a wrong one leaves nothing",
        lambda say: status(say("POST", PLACE, CONTENT, Upload_Length=LENGTH, Content_Type=BYTES,
                               Upload_Checksum=digest(b"other"))) == 460 and not Upload.objects.exists()),
)  # fmt: skip

EXPIRATION = (
    Row("Expiration/Upload-Expires", "MUST", "In the response to PATCH, as RFC 9110 writes a date",
        lambda say: expiry(say.add(say.begin(), CONTENT))),
    Row("Expiration/Upload-Expires", "MUST", "In the response to POST, where it is known at the creation",
        lambda say: expiry(say("POST", Upload_Length="1"))),
    Row("Expiration/Upload-Expires", "MUST", "... also to one that brings bytes",
        lambda say: expiry(say("POST", PLACE, CONTENT, Upload_Length=LENGTH, Content_Type=BYTES))),
    Row("Expiration/Upload-Expires", "SHOULD", "HEAD tells it too", lambda say: expiry(say("HEAD", say.begin()))),
    Row("Expiration/Upload-Expires", "SHOULD", "An expired upload gives 404 or 410: HEAD",
        lambda say: status(say("HEAD", expired(say))) == 410 and "Upload-Offset" not in say.last),
    Row("Expiration/Upload-Expires", "SHOULD", "... PATCH", lambda say: status(say.add(expired(say), CONTENT)) == 410),
    Row("Expiration/Upload-Expires", "SHOULD", "The client starts anew",
        lambda say: status(say("HEAD", expired(say))) == 410 and say.offset(say.begin()) == 0),
)  # fmt: skip

ENDINGS = (
    Row("Termination/DELETE", "MUST", "Success is 204", lambda say: status(say("DELETE", say.begin())) == 204),
    Row("Termination/DELETE", "MUST", "... of a completed upload too",
        lambda say: status(say("DELETE", say.sent())) == 204 and not Upload.objects.exists()),
    Row("Termination/DELETE", "SHOULD", "The resources are freed",
        lambda say: (lambda at, path: status(say("DELETE", at)) == 204 and not path.exists())(
            *(lambda at: (at, upload(at).path))(say.sent()))),
    Row("Termination/DELETE", "SHOULD", "Afterwards the address gives 404 or 410: HEAD",
        lambda say: (lambda at: status(say("DELETE", at)) == 204 and status(say("HEAD", at)) == 404)(say.begin())),
    Row("Termination/DELETE", "SHOULD", "... PATCH",
        lambda say: (lambda at: status(say("DELETE", at)) == 204 and status(say.add(at, CONTENT)) == 404)(say.begin())),
    Row("Termination/DELETE", "SHOULD", "... DELETE",
        lambda say: status(twice(say, lambda at: say("DELETE", at))) == 404),
)  # fmt: skip

ROWS = (*CREATION, *DEFERRED, *WITH_UPLOAD, *EXPIRATION, *ENDINGS)
