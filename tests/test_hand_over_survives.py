"""kill -9 while an upload becomes a recording, or parts become one: nothing is sent again, nothing is taken twice."""

from __future__ import annotations

import hashlib
import random
import signal
import subprocess
import sys
from itertools import pairwise
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from testimonies.actions import uploading
from testimonies.models import Recording, Testimony, Upload
from testimonies.upload import digesting
from tests.factories.arrival import stored
from tests.factories.scripts import ENGLISH
from tests.spec.tus.speaker import METADATA, Speaker, status
from tests.spec.tus.speaker import upload as row

DIES_IN = """
import os, signal
from django.contrib.auth import get_user_model
from django.test import Client

from testimonies.actions import accession, uploading
from testimonies.models import Recording, Upload
from testimonies.upload import digesting, growing
def die(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)
"""
SENDS = """
client = Client()
client.force_login(get_user_model().objects.get(username="interviewer"))
client.post("/en/upload/", {form!r}, headers={{"Host": "localhost"}})
"""
BEFORE_THE_ROWS = "accession._record = die"
AFTER_THE_ROWS = "growing.forget = die"
BEFORE_THE_COMMIT = "Upload.save = die"


@pytest.fixture
def say(interviewer: Any, north: Any) -> Speaker:
    client = Client()
    client.force_login(interviewer)
    return Speaker(client)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", [BEFORE_THE_ROWS, BEFORE_THE_COMMIT, AFTER_THE_ROWS])
def test_a_death_in_the_hand_over(where: str, say: Speaker, north: Any, process_environment: dict[str, str]) -> None:
    content = ENGLISH.read_bytes()
    address = say.sent(content, Upload_Metadata=METADATA)
    form = {"title": "Six days", "language": "en", "collection": north.pk, "arrived": address}
    _dies(f"{DIES_IN}{where}{SENDS.format(form=form)}", process_environment)
    assert Testimony.objects.count() == (1 if where == AFTER_THE_ROWS else 0)
    answer = say("HEAD", address)
    assert answer["Upload-Offset"] == answer["Upload-Length"] == str(len(content)), "no byte is asked for again"
    answer = say.client.post("/en/upload/", form)
    recording = Recording.objects.get()
    assert status(answer) == 302 and answer["Location"].endswith(f"/{recording.uuid}/")
    assert recording.original.read_bytes() == content and recording.original_name == "interview.opus"
    uploading.sweep(older_than_s=-1)
    assert stored() == [recording.original] and say.offset(address) == len(content)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_deaths_while_parts_become_one(say: Speaker, process_environment: dict[str, str]) -> None:
    content = random.Random(1990).randbytes(9_000_000)
    at = [0, 2_000_000, 5_000_000, len(content)]
    pieces = [content[begin:end] for begin, end in pairwise(at)]
    parts = [say.sent(piece, Upload_Concat="partial") for piece in pieces]
    concat = f"final;{' '.join(parts)}"
    asks = (
        "from testimonies.upload import headers, protocol\n"
        f"concat = {concat!r}\nwhole = headers.concatenation({{'upload-concat': concat}})\n"
        "by = get_user_model().objects.get(username='interviewer')\n"
        "uploading.begin(by=by, step=protocol.Create(None, '', concat, whole, None))"
    )
    _dies(f"{DIES_IN}{_dies_after_blocks(2)}{asks}", process_environment)
    upload = Upload.objects.get(concat__startswith="final")
    assert upload.sha256 == "" and "Upload-Offset" not in say("HEAD", f"/upload/{upload.uuid}/")
    goes_on = f"uploading.finish(upload=Upload.objects.get(pk={upload.pk}))"
    for blocks in (3, 2):
        _dies(f"{DIES_IN}{_dies_after_blocks(blocks)}\n{goes_on}", process_environment)
    uploading.sweep(older_than_s=3600)
    upload = row(f"/upload/{upload.uuid}/")
    assert upload.sha256 == hashlib.sha256(content).hexdigest() and upload.path.read_bytes() == content
    assert Upload.objects.count() == 1 and stored() == sorted([upload.path, upload.path.with_suffix(".turn")])


@pytest.mark.django_db(transaction=True)
def test_a_death_before_the_digest_is_known_costs_no_byte(say: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    address = say.begin(Upload_Length="2000")
    monkeypatch.setattr(digesting, "resumed", lambda path, offset: None)  # another process had the bytes before
    monkeypatch.setattr(digesting, "whole", _killed)
    with pytest.raises(KeyboardInterrupt):
        say.add(address, bytes(2_000))
    monkeypatch.undo()
    assert say.offset(address) == 2_000 and row(address).sha256 == ""
    uploading.sweep(older_than_s=3600)
    assert row(address).sha256 == hashlib.sha256(bytes(2_000)).hexdigest()


def _killed(*arguments: Any, **named: Any) -> str:
    raise KeyboardInterrupt


def _dies_after_blocks(number: int) -> str:
    return (
        "\ntaken = [0]\nwrite = growing.Turn.write\n"
        "def one_more(self, block, offset_bytes):\n"
        "    write(self, block, offset_bytes)\n    taken[0] += 1\n"
        f"    taken[0] < {number} or die()\n"
        "growing.Turn.write = one_more\n"
    )


def _dies(code: str, environment: dict[str, str]) -> None:
    """Run these lines in a process of the archive, and see that they killed it."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
        cwd=settings.BASE_DIR, env=environment | {"ALLOWED_HOSTS": "localhost testserver"}, capture_output=True,
        timeout=120, text=True,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
