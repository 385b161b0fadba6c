"""tuspy, the protocol's own client in Python: cut off twice, it goes on and arrives whole."""

from __future__ import annotations

import hashlib
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection
from requests import RequestException
from tusclient import client as tus
from tusclient.exceptions import TusCommunicationError

from testimonies.models import Upload
from tests.interop.conftest import Field
from tests.spec.tus.speaker import TOKEN
from tests.spec.tus.speaker import upload as upload_of


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_cut_off_and_killed_it_goes_on(far_away: Field, file: Path) -> None:
    speaking = tus.TusClient(far_away.endpoint, headers={"Cookie": far_away.cookie, "X-CSRFToken": TOKEN})
    addresses: list[str] = []

    def send() -> None:
        """As its manual says: whoever is cut off asks for an uploader of the same address again."""
        while not addresses or upload_of(addresses[0]).sha256 == "":
            known = {"url": addresses[-1]} if addresses else {"metadata": {"filename": "interview.opus"}}
            with suppress(TusCommunicationError, RequestException), file.open("rb") as stream:
                uploader = speaking.uploader(file_stream=stream, chunk_size=2_000_000, **known)
                addresses.append(uploader.url or uploader.create_url())
                uploader.set_url(addresses[-1])
                uploader.upload()
            time.sleep(0.5)
        connection.close()

    sending = threading.Thread(target=send)
    sending.start()
    far_away.break_twice(file.stat().st_size, sending.is_alive)
    sending.join(240)
    upload = Upload.objects.get()
    assert len(set(addresses)) == 1 < len(addresses), "it went on with the upload that it had"
    assert str(upload.uuid) in addresses[0] and upload.file_name == "interview.opus"
    assert upload.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
