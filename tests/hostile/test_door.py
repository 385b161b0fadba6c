"""Hostile files and hostile names at the upload door, by form and by resumable upload, as an interviewer sends them."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from testimonies.models import Event, Recording, Testimony, Upload
from testimonies.upload import protocol
from tests.factories.arrival import stored
from tests.factories.scripts import ENGLISH
from tests.hostile.case import SECRET, Answer, Case, Scene
from tests.hostile.corpus import CORPUS

UPLOAD = "/en/upload/"
BY_NAME = {case.name: case for case in CORPUS}
AT_THE_DOOR = (
    "HLS", "HLS with its key on the disk", "ffconcat behind bytes of no kind", "DASH behind an ID3 tag", "PLS",
    "ZIP bomb", "TAR with a link outside", "XML of a billion laughs", "web page with a script", "Windows program",
    "random bytes", "nothing", "one byte", "raw samples without a head",
    "WAV of 65535 channels", "AIFF whose rate is not a number", "CAF at infinitely many Hz", "FLAC of heads alone",
    "MP4 of 20,000 boxes, one in the other", "MP4 with 2^32 sample times", "M4A that is locked (FairPlay)",
    "QuickTime whose samples lie in another file (url)", "film without sound", "m4a cut in the middle",
    "Ogg of ten thousand streams at once", "picture that is an MP3",
)  # fmt: skip
"""Refused, of every kind."""
LET_IN = (
    "MP3 with a PNG of 900 megapixels", "MP4 whose clock runs ages in a second", "Matroska that claims -1 seconds",
    "Matroska that claims 1e300 seconds", "Matroska that claims infinitely many seconds",
    "RF64 that claims 9 exabytes", "FLAC that claims 36 million seconds", "MP3 that claims 2^32 frames",
    "Ogg that ends after 3 million years", "WAV of numbers that are none", "MP3 whose cover lies on the disk",
    "Matroska that goes on in another file", "web page that is an MP3", "thirty hours of silence in FLAC",
)  # fmt: skip
"""Taken, whatever they claim: no number of theirs may break the record."""


@pytest.fixture
def at_work(client: Client, interviewer: Any) -> Client:
    client.force_login(interviewer)
    return client


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    (tmp_path / "secret.wav").write_bytes(ENGLISH.read_bytes() + SECRET)
    return Scene(tmp_path)


def by_form(client: Client, collection: Any, content: bytes, name: str = "interview.mp3", to: str = UPLOAD) -> Any:
    sound = SimpleUploadedFile("x", content, "audio/mpeg")
    sound._name = name  # what a browser sends that cleans no names
    return client.post(to, {"collection": collection.pk, "title": "Six days", "language": "en", "sound": sound})


def by_tus(client: Client, collection: Any, content: bytes, name: str = "interview.mp3") -> Any:
    told = {"Tus-Resumable": protocol.VERSION, "Origin": "http://testserver"}
    metadata = f"filename {base64.b64encode(name.encode('utf-8', 'surrogatepass')).decode()}"
    made = client.generic(
        "POST", "/upload/", headers={**told, "Upload-Length": str(len(content)), "Upload-Metadata": metadata}
    )
    assert made.status_code == 201, made.content
    if content:
        sent = client.generic(
            "PATCH", made["Location"], content, protocol.BYTES_TYPE, headers={**told, "Upload-Offset": "0"}
        )
        assert sent.status_code == 204, sent.content
    form = {"collection": collection.pk, "title": "Six days", "language": "en", "arrived": made["Location"]}
    return client.post(UPLOAD, form)


WAYS = {"form": by_form, "tus": by_tus}


@pytest.mark.parametrize(
    ("name", "way"), [*((name, "form") for name in AT_THE_DOOR), *((name, "tus") for name in AT_THE_DOOR[::2])]
)
def test_what_is_no_recording_is_refused_in_words_and_leaves_nothing(
    name: str, way: str, at_work: Client, north: Any, scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    case, events = BY_NAME[name], Event.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        answer = WAYS[way](at_work, north, _content(case, scene))
    page = html.unescape(answer.content.decode())
    nothing_came = name == "nothing" and way == "form"  # a form of a browser cannot tell it from no file
    assert answer.status_code == 400 and case.answer in (Answer.REFUSED, Answer.STOPPED)
    assert ("empty" in page) if nothing_came else (case.says in page)
    assert SECRET.decode() not in page and str(scene.folder) not in page
    assert not Testimony.objects.exists() and not Recording.objects.exists() and stored("originals") == []
    if way == "form" or case.answer is Answer.REFUSED:  # a look that was stopped leaves an upload till it expires
        assert stored() == [] and not Upload.objects.exists()
    kinds = set(Event.objects.values_list("verb", flat=True)[events:])
    assert kinds <= {"upload_begun", "upload_finished"}
    assert at_work.get(UPLOAD).status_code == 200


def test_after_refusals_the_page_takes_what_is_good(at_work: Client, north: Any, scene: Scene) -> None:
    for name in AT_THE_DOOR[:3]:
        assert by_form(at_work, north, _content(BY_NAME[name], scene)).status_code == 400
        assert by_tus(at_work, north, _content(BY_NAME[name], scene)).status_code == 400
    assert by_form(at_work, north, ENGLISH.read_bytes()).status_code == 302
    assert Recording.objects.get().original.read_bytes() == ENGLISH.read_bytes()


@pytest.mark.parametrize("name", LET_IN)
def test_what_can_be_heard_is_kept_whatever_it_claims(name: str, at_work: Client, north: Any, scene: Scene) -> None:
    content = _content(BY_NAME[name], scene)
    answer = by_form(at_work, north, content)
    assert answer.status_code == 302, html.unescape(answer.content.decode())
    recording = Recording.objects.get()
    assert recording.sha256 == hashlib.sha256(content).hexdigest() and stored() == [recording.original]
    assert at_work.get(answer["Location"]).status_code == 200


NAMES = {
    "a path upward": "../../../../etc/cron.d/interview.mp3",
    "a Windows path": "..\\..\\Windows\\win.ini",
    "an absolute path": "/etc/passwd",
    "400 characters": "x" * 396 + ".mp3",
    "400 letters of four bytes": "𓀀" * 400,
    "marks from right to left": "interview\u202e3pm.exe\u202c\u2066\u200f.mp3",
    "pictures": "👩🏽‍🌾🎤.mp3",
    "a device": "CON",
    "a leading dot": ".htaccess",
    "two dots": "..",
    "a line's end": "inter\r\nview.mp3",
    "a NUL": "inter\0view.mp3",
    "a tag": "<script>alert(1)</script>.mp3",
    "quotation marks": 'a"; filename="b\'.mp3',
    "per cent signs": "%2e%2e%2f%s%n{{7*7}}.mp3",
    "spaces alone": "   ",
    "half a letter": "inter\ud800view.mp3",
    "Arabic": "مقابلة.mp3",
    "leading hyphens": "--help -rf.mp3",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name_and_no_path(
    name: str, way: str, at_work: Client, north: Any, django_capture_on_commit_callbacks: Any
) -> None:
    given = NAMES[name]
    if way == "form":
        given = given.encode("utf-8", "replace").decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = WAYS[way](at_work, north, ENGLISH.read_bytes(), given)
    assert answer.status_code in (302, 400)
    if answer.status_code == 400:  # Django leaves out a file whose name is none
        page = html.unescape(answer.content.decode())
        assert ("Choose a sound file" in page or "name is too long" in page) and stored() == []
        return
    recording = Recording.objects.get()
    kept = recording.original_name
    assert len(kept) <= 255 and not re.search(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", kept)
    assert "/" not in kept and "\\" not in kept
    assert stored() == [recording.original] and recording.original.name.startswith(recording.sha256[:2])
    shown = at_work.get(answer["Location"])
    assert shown.status_code == 200 and b"<script>alert(1)" not in shown.content


def _content(case: Case, scene: Scene) -> bytes:
    content = case.make(scene)
    assert isinstance(content, bytes)
    return content
