"""An upload that has arrived becomes a recording through the form: once, and nobody else's."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from testimonies.actions import accession, uploading
from testimonies.exceptions import AlreadyHeld, DecodingFailed, NotPermitted
from testimonies.models import Event, Recording, Testimony, Upload
from tests.factories.arrival import deposited, stored
from tests.factories.scripts import ENGLISH, SPANISH
from tests.spec.tus.speaker import CONTENT, METADATA, PLACE, Speaker, status

FORM = {"title": "Six days", "language": "en"}


@pytest.fixture
def say(client: Client, interviewer: Any) -> Speaker:
    client.force_login(interviewer)
    return Speaker(client)


@pytest.fixture
def send(say: Speaker, north: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """The form, with what has arrived."""

    def sent(arrived: str, **fields: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return say.client.post("/en/upload/", {**FORM, "collection": north.pk, "arrived": arrived, **fields})

    return sent


def test_what_has_arrived_goes_into_the_form(say: Speaker, send: Any) -> None:
    address = say.sent(ENGLISH.read_bytes(), Upload_Metadata=METADATA)
    answer = send(address, title="")
    assert status(answer) == 400 and address.encode() in answer.content and b"has arrived" in answer.content
    answer = send(address)
    recording = Recording.objects.get()
    assert status(answer) == 302 and recording.original.read_bytes() == ENGLISH.read_bytes()
    assert recording.original_name == "interview.opus"
    assert stored() == [recording.original] and recording.original.stat().st_nlink == 1


def test_sent_again_the_form_leads_to_the_same_recording(say: Speaker, send: Any) -> None:
    address = say.sent(ENGLISH.read_bytes())
    first, again = send(address), send(address, title="Once more")
    assert status(first) == status(again) == 302 and first["Location"] == again["Location"]
    assert b"already keeps" in say.client.get(again["Location"]).content
    assert Testimony.objects.count() == 1
    assert say.offset(address) == len(ENGLISH.read_bytes()), "whoever did not hear of it sends nothing again"
    assert status(say.add(address, b"", len(ENGLISH.read_bytes()))) == 204
    assert status(say.add(address, b"!", len(ENGLISH.read_bytes()))) == 413
    assert Recording.objects.get().original.read_bytes() == ENGLISH.read_bytes()


def test_what_became_a_recording_counts_no_more_and_may_be_forgotten(say: Speaker, send: Any, settings: Any) -> None:
    content = ENGLISH.read_bytes()
    settings.UPLOAD_QUOTA_BYTES, settings.UPLOAD_QUOTA_FILES = len(content), 1
    address = say.sent(content)
    assert status(say("POST", Upload_Length="1")) == 413
    send(address)
    another = say.begin(Upload_Length=str(len(content)))
    assert {status(say("DELETE", at)) for at in (address, another)} == {204}
    assert Recording.objects.get().original.exists() and not Upload.objects.exists()


def test_the_same_file_under_another_address_leads_to_the_recording(say: Speaker, send: Any) -> None:
    first = send(say.sent(ENGLISH.read_bytes()))
    again = send(say.sent(ENGLISH.read_bytes()))
    assert again["Location"] == first["Location"] and Testimony.objects.count() == 1
    assert stored() == [Recording.objects.get().original] and not Upload.objects.waiting().exists()


def test_one_more_recording_of_a_testimony(say: Speaker, interviewer: Any, north: Any) -> None:
    testimony = deposited(interviewer, north, SPANISH).testimony
    address = say.sent(ENGLISH.read_bytes())
    answer = say.client.post(f"/en/upload/?testimony={testimony.accession_number}", {"arrived": address})
    assert status(answer) == 302 and testimony.recordings.count() == 2


def test_what_is_no_sound_is_refused_and_forgotten(say: Speaker, send: Any) -> None:
    answer = send(say.sent().split("/")[-2])
    assert status(answer) == 400 and not Upload.objects.exists() and stored() == []


@pytest.mark.parametrize("refusal", [NotPermitted("not here"), DecodingFailed("stopped"), RuntimeError("a fault")])
def test_any_other_refusal_leaves_the_upload(refusal: Exception, say: Speaker, interviewer: Any, north: Any) -> None:
    address = say.sent(ENGLISH.read_bytes())
    with pytest.raises(type(refusal)), uploading.settled(by=interviewer, named=address):
        raise refusal
    assert say.offset(address) == len(ENGLISH.read_bytes()) and len(stored()) == 2  # its file and its turn
    assert uploading.arrived(by=interviewer, named=address) is not None


def test_the_form_takes_neither_what_is_unfinished_nor_what_is_another_s(
    say: Speaker, send: Any, other_interviewer: Any
) -> None:
    unfinished, partial = say.begin(), say.sent(Upload_Concat="partial")
    client = Client()
    client.force_login(other_interviewer)
    foreign = Speaker(client).sent(ENGLISH.read_bytes())
    for named in (unfinished, partial, foreign, f"{PLACE}\0", "x" * 5_000):
        assert status(send(named)) == 400 and not Recording.objects.exists()
    assert Upload.objects.count() == 3


def test_a_final_upload_becomes_a_recording(say: Speaker, send: Any) -> None:
    content = ENGLISH.read_bytes()
    parts = [say.sent(piece, Upload_Concat="partial") for piece in (content[:9_000], content[9_000:])]
    made = say("POST", Upload_Concat=f"final;{' '.join(parts)}")
    assert status(send(made["Location"])) == 302
    assert Recording.objects.get().original.read_bytes() == content


@pytest.mark.django_db(transaction=True)
def test_the_form_sent_by_several_at_one_moment(interviewer: Any, north: Any) -> None:
    """Each with a connection of its own, as browsers have: one testimony, and all are led to it."""
    interviewer_client = Client()
    interviewer_client.force_login(interviewer)
    say = Speaker(interviewer_client)
    address = say.sent(ENGLISH.read_bytes())
    answers: list[Any] = []
    together = threading.Barrier(4)

    def send() -> None:
        client = Client(raise_request_exception=False)
        client.cookies = interviewer_client.cookies
        together.wait()
        answers.append(client.post("/en/upload/", {**FORM, "collection": north.pk, "arrived": address}))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status(answer) for answer in answers] == [302] * 4
    assert len({answer["Location"] for answer in answers}) == 1 and Testimony.objects.count() == 1
    assert stored() == [Recording.objects.get().original]
    assert [event.verb for event in Event.objects.all()].count("taken_in") == 1


def test_who_comes_second_is_told_where_it_is(say: Speaker, interviewer: Any, north: Any) -> None:
    address = say.sent(ENGLISH.read_bytes())
    found = uploading.arrived(by=interviewer, named=address)
    assert found is not None
    with uploading.settled(by=interviewer, named=address):
        recording = accession.deposit(by=interviewer, received=found[0], collection=north, title="A", language="en")
    with pytest.raises(AlreadyHeld) as held, uploading.settled(by=interviewer, named=address):
        raise AssertionError("nothing is done a second time")
    assert held.value.recording == recording and recording.testimony.accession_number in str(held.value)


def test_a_part_is_never_handed_over(say: Speaker, interviewer: Any) -> None:
    part = say.sent(CONTENT, Upload_Concat="partial")
    assert uploading.arrived(by=interviewer, named=part) is None
