"""Checksum and concatenation of tus 1.0.0."""

from __future__ import annotations

from testimonies.models import Upload
from tests.spec.tus.speaker import (
    CONTENT,
    LENGTH,
    METADATA,
    NOBODYS,
    PLACE,
    Row,
    Speaker,
    digest,
    relative,
    sha256,
    status,
    upload,
)  # fmt: skip

NO_DIGEST = f"sha1 {'A' * 28}"
"""Good base64, of 21 bytes: no SHA-1 has so many, so none agrees with it."""


def _wrong_then_right(say: Speaker) -> bool:
    address = say.begin()
    wrong = say.add(address, CONTENT, Upload_Checksum=NO_DIGEST)
    right = say.add(address, CONTENT, Upload_Checksum=digest(CONTENT))
    return (status(wrong), status(right)) == (460, 204) and upload(address).sha256 == sha256(CONTENT)


CHECKSUM = (
    Row("Checksum", "MUST", "sha1 is supported",
        lambda say: status(say.add(say.begin(), CONTENT, Upload_Checksum=digest(CONTENT))) == 204),
    Row("Checksum/Tus-Checksum-Algorithm", "MUST", "In the response to OPTIONS, a comma-separated list",
        lambda say: say("OPTIONS")["Tus-Checksum-Algorithm"] == "md5,sha1,sha256"),
    Row("Checksum", "MUST", "... each of which is supported",
        lambda say: all(status(say.add(say.begin(), CONTENT, Upload_Checksum=digest(CONTENT, name))) == 204
                        for name in say("OPTIONS")["Tus-Checksum-Algorithm"].split(","))),
    Row("Checksum", "MUST", "... and named in small ASCII letters", lambda say: say("OPTIONS")[
        "Tus-Checksum-Algorithm"].isascii() and say.last["Tus-Checksum-Algorithm"].islower()),
    Row("Checksum", "MAY", "400 where the algorithm is not supported",
        lambda say: status(say.add(say.begin(), CONTENT, Upload_Checksum="crc32 AAAAAA==")) == 400),
    Row("Checksum", "MAY", "... or the header cannot be read", lambda say: {
        status(say.add(say.begin(), CONTENT, Upload_Checksum=text)) for text in ("sha1", "sha1 ***", "SHA1 AAAA")}
        <= {400, 460}),
    Row("Checksum", "MUST", "... and nothing is kept of the chunk",
        lambda say: status(say.add(say.begin(), CONTENT, Upload_Checksum="crc32 AAAAAA==")) == 400
        and Upload.objects.get().offset_bytes == 0),
    Row("Checksum", "MAY", "460 where the checksums mismatch",
        lambda say: status(say.add(say.begin(), CONTENT, Upload_Checksum=digest(b"other"))) == 460),
    Row("Checksum", "MAY", "... also where what was sent is no digest of the algorithm",
        lambda say: status(say.add(say.begin(), CONTENT, Upload_Checksum=NO_DIGEST)) == 460),
    Row("Checksum", "MUST", "... and the chunk is discarded, the offset not updated",
        lambda say: status(say.add(say.begin(), CONTENT, Upload_Checksum=digest(b"other"))) == 460
        and Upload.objects.get().offset_bytes == 0 and Upload.objects.get().path.stat().st_size == 0),
    Row("Checksum", "MUST", "... and the right bytes are taken afterwards", _wrong_then_right),
    Row("Checksum", "MUST", "A chunk of an upload is checked for itself",
        lambda say: (lambda at: [status(say.add(at, CONTENT[a:b], a, Upload_Checksum=digest(CONTENT[a:b], "md5")))
                                 for a, b in ((0, 500), (500, None))] == [204, 204])(say.begin())),
)  # fmt: skip


def _unfinished(say: Speaker) -> str:
    address = say.begin(Upload_Concat="partial")
    say.add(address, CONTENT[:9])
    return address


def _in_order(say: Speaker) -> bool:
    parts = [say.sent(CONTENT[100:], Upload_Concat="partial"), say.sent(CONTENT[:100], Upload_Concat="partial")]
    return _holds(say, parts[::-1], CONTENT)


def _holds(say: Speaker, parts: list[str], content: bytes) -> bool:
    made = say("POST", Upload_Concat=f"final;{' '.join(parts)}")
    row = upload(made["Location"])
    return status(made) == 201 and row.sha256 == sha256(content) and row.path.read_bytes() == content


CONCATENATION = (
    Row("Concatenation", "MUST", "A partial upload is created", lambda say: status(
        say("POST", Upload_Length="10", Upload_Concat="partial")) == 201 and "Location" in say.last),
    Row("Concatenation", "MUST", "Several partial uploads become one final upload",
        lambda say: upload(say.final()[0]).sha256 == sha256(CONTENT)),
    Row("Concatenation", "MUST", "... in the order of the list", _in_order),
    Row("Concatenation", "MUST", "... also of one part",
        lambda say: _holds(say, [say.sent(Upload_Concat="partial")], CONTENT)),
    Row("Concatenation", "MAY", "... and a part may be named more than once",
        lambda say: (lambda one, two: _holds(say, [one, two, one], b"migrantworkmigrant"))(
            say.sent(b"migrant", Upload_Concat="partial"), say.sent(b"work", Upload_Concat="partial"))),
    Row("Concatenation", "MUST", "The addresses are absolute or relative", lambda say: _holds(
        say, [relative(say.sent(CONTENT[:7], Upload_Concat="partial")), say.sent(CONTENT[7:], Upload_Concat="partial")],
        CONTENT)),
    Row("Concatenation", "MUST NOT", "The final creation says no Upload-Length", lambda say: status(
        say("POST", Upload_Concat=f"final;{say.sent(Upload_Concat='partial')}", Upload_Length=LENGTH)) == 400),
    Row("Concatenation", "MUST", "concatenation-unfinished is not announced: a part is finished before",
        lambda say: status(say("POST", Upload_Concat=f"final;{_unfinished(say)}")) == 400),
    Row("Concatenation", "MUST", "... and stays as it is, if not",
        lambda say: (lambda at: status(say("POST", Upload_Concat=f"final;{at}")) == 400 and say.offset(at) == 9)(
            _unfinished(say))),
    Row("Concatenation", "MUST", "Only partial uploads are parts",
        lambda say: status(say("POST", Upload_Concat=f"final;{say.sent()}")) == 400),
    Row("Concatenation", "MUST", "... and such as exist", lambda say: {
        status(say("POST", Upload_Concat=f"final;{at}")) for at in (NOBODYS, f"{say.origin}{PLACE}no-such-part")}
        == {400}),
    Row("Concatenation/Upload-Concat", "MUST", "It is partial, or final with a list of addresses", lambda say: {
        status(say("POST", Upload_Concat=text, Upload_Length="1")) for text in ("final;", "whole", "final", "partial;",
        "final;/upload/../x/")} == {400}),
    Row("Concatenation", "MUST", "PATCH to a final upload gives 403",
        lambda say: status(say.add(say.final()[0], b"!", len(CONTENT))) == 403),
    Row("Concatenation", "MUST NOT", "... and changes nothing",
        lambda say: (lambda at: status(say.add(at, b"!", 0)) == 403 and upload(at).sha256 == sha256(CONTENT)
                     and upload(at).path.read_bytes() == CONTENT)(say.final()[0])),
    Row("Concatenation", "MUST", "Upload-Offset and Upload-Length of a final upload are equal to the sum of the parts",
        lambda say: (say("HEAD", say.final()[0])["Upload-Length"], say.last["Upload-Offset"]) == (LENGTH, LENGTH)),
    Row("Concatenation", "MUST", "HEAD of a final upload tells Upload-Concat as it was received",
        lambda say: (lambda made: say("HEAD", made[0])["Upload-Concat"]
                     == f"final;{made[1][0]} {relative(made[1][1])}")(say.final())),
    Row("Concatenation", "MUST", "HEAD of a partial upload tells Upload-Concat: partial",
        lambda say: say("HEAD", say.begin(Upload_Concat="partial"))["Upload-Concat"] == "partial"),
    Row("Concatenation", "MUST", "... and its Upload-Offset",
        lambda say: say("HEAD", _unfinished(say))["Upload-Offset"] == "9"),
    Row("Concatenation", "SHALL NOT", "The metadata of the parts are those of the final upload",
        lambda say: "Upload-Metadata" not in say("HEAD", say.final()[0])),
    Row("Concatenation", "SHOULD", "... which has its own",
        lambda say: say("HEAD", say.final(Upload_Metadata=METADATA)[0])["Upload-Metadata"] == METADATA),
    Row("Concatenation", "MAY", "The parts are deleted afterwards, and their bytes with them",
        lambda say: {status(say("HEAD", at)) for at in say.final()[1]} == {404} and Upload.objects.count() == 1
        and len(list(Upload.objects.get().path.parent.glob("*.tus"))) == 1),
    Row("Concatenation", "MUST", "A final upload takes no bytes", lambda say: status(
        say("POST", PLACE, b"!", Upload_Concat=f"final;{say.sent(Upload_Concat='partial')}")) == 403),
)  # fmt: skip

ROWS = (*CHECKSUM, *CONCATENATION)
