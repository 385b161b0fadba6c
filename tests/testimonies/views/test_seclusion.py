"""Nobody sees another's unpublished work: every address that names a record, and every page that lists any.

The addresses are taken from the resolver, so that one which is added later is walked too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from archive import site_setup
from testimonies.actions import accession, publishing
from testimonies.models import Event, Person, State, Testimony
from tests.factories.testimony import make_recording, make_transcript

TITLE, NAME = "Nobody else reads this title", "Amina of the Tests"
SPOKEN = "words that wait for their editor"
MAY_FAIL = ("/admin/failwhale/", "/healthz")  # Wagtail's trial of the error page; no worker runs here
COLLEAGUE = "other-interviewer"
"""Of the same organisation: chooses among the same people, by the names they chose, and works on none of the rest."""
FOREIGN = ("other_interviewer", "foreign_interviewer", "foreign_editor", "visitor")


@pytest.fixture
def hidden(north: Any, interviewer: Any) -> Testimony:
    """A testimony in review, with words, and a person shown by her name."""
    site_setup.set_up()
    testimony = accession.open_testimony(by=interviewer, collection=north, title=TITLE, language="en")
    make_transcript(make_recording(testimony), [SPOKEN])
    Person.objects.create(collection=north, name=NAME, shown_as="name")
    testimony.save_revision(user=interviewer)
    publishing.submit(testimony=testimony, by=interviewer)
    return Testimony.objects.get()


@pytest.fixture(params=FOREIGN)
def foreigner(request: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(request.getfixturevalue(request.param))
    return client


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def betrays(testimony: Testimony, answer: Any, address: str) -> bool:
    """Whether an answer tells anything that its address did not say before."""
    found = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = (
        TITLE,
        SPOKEN,
        testimony.accession_number,
        *(() if answer.wsgi_request.user.username == COLLEAGUE else (NAME,)),
    )
    return any(secret.encode() in found for secret in told if secret not in address)


def addresses_of_records(testimony: Testimony) -> Iterator[str]:
    """Every address of the editors' rooms that names the testimony or the person."""
    revision, task = testimony.latest_revision, testimony.current_workflow_task_state
    for record in (testimony, Person.objects.get(name=NAME)):
        values = {
            "pk": record.pk, "object_id": record.pk, "revision_id": revision.pk, "revision_id_a": "earliest",
            "revision_id_b": revision.pk, "task_state_id": task.pk, "action_name": "approve",
            "workflow_state_id": testimony.current_workflow_state.pk,
        }  # fmt: skip
        viewset = type(record).snippet_viewset
        for pattern in viewset.get_urlpatterns():
            named = pattern.pattern.regex.groupindex
            if "pk" in named:
                yield reverse(viewset.get_url_name(pattern.name), kwargs={name: values[name] for name in named})
        label = record._meta
        yield f"{reverse('wagtail_bulk_action', args=[label.app_label, label.model_name, 'delete'])}?id={record.pk}"
        yield reverse("wagtailadmin_editing_sessions:ping", args=[label.app_label, label.model_name, record.pk, 1])


def addresses_of_the_choosers(testimony: Testimony) -> Iterator[str]:
    for record in (testimony, Person.objects.get(name=NAME)):
        yield reverse(type(record).snippet_viewset.chooser_viewset.get_url_name("chosen"), args=[record.pk])


def addresses_of_the_interviewer(testimony: Testimony) -> list[str]:
    number, uuid = testimony.accession_number, testimony.recordings.get().uuid
    transcript = testimony.recordings.get().transcript
    return [
        f"/en/testimonies/{number}/",
        f"/en/testimonies/{number}/consent/",
        f"/en/testimonies/{number}/consent/paper/",
        f"/en/testimonies/{number}/consent/paper/1/",
        f"/en/testimonies/{number}/consent/paper/1/scans/",
        f"/en/testimonies/{number}/consent/scans/1/",
        f"/admin/who-may-hear/{number}/",
        f"/en/testimonies/{number}/submit/",
        f"/en/testimonies/{number}/withdraw/",
        f"/en/testimonies/{number}/withdraw/restore/",
        f"/en/testimonies/{number}/withdraw/purge/",
        f"/en/testimonies/{number}/receipt-1/",
        f"/en/testimonies/{number}/receipt-1.txt",
        f"/en/testimonies/{number}/transcript-1.txt",
        f"/en/upload/?testimony={number}",
        f"/en/recordings/{uuid}/",
        f"/en/recordings/{uuid}/progress.json",
        f"/en/recordings/{uuid}/retry/",
        f"/en/recordings/{uuid}/cancel/",
        f"/en/recordings/{uuid}/history/",
        f"/en/recordings/{uuid}/languages/",
        f"/en/recordings/{uuid}/runs/",
        f"/en/recordings/{uuid}/runs/{transcript.run_id}/",
        f"/en/recordings/{uuid}/steps/copy/retry/",
        f"/en/recordings/{uuid}/translation/",
        f"/en/segments/{transcript.segments.first().pk}/judge/",
        f"/en/testimonies/{number}/risk/",
        f"/en/testimonies/{number}/word-list/",
        f"/en/word-lists/{testimony.collection_id}/",
        f"/en/testimonies/{number}/ask/",
        f"/sound/{uuid}.m4a",
        f"/sound/{uuid}/waveform.json",
    ]


def pages(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """Every address of the site that needs nothing to be named: lists, reports, choosers, the dashboard."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from pages(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            try:
                yield reverse(f"{space}{entry.name}")
            except NoReverseMatch:
                continue


def test_no_address_of_a_record_answers_a_foreigner(hidden: Testimony, foreigner: Client) -> None:
    before = (Event.objects.count(), Testimony.objects.values().get())
    for address in [*addresses_of_records(hidden), *addresses_of_the_interviewer(hidden)]:
        for answer in (foreigner.get(address), foreigner.post(address, {"title": "mine", "verdict": "unsaid"})):
            assert answer.status_code in (302, 403, 404, 405), f"{address}: {answer.status_code}"
            elsewhere = answer.headers.get("Location", "/admin/")
            if elsewhere.startswith("/admin/login/"):  # who has no part in the rooms, whatever is there
                assert foreigner.get(address, follow=True).status_code == 403, address
            elif elsewhere != "/admin/" and "/log-in/?next" not in elsewhere:  # the same in the reader's language
                assert foreigner.get(address, follow=True).status_code in (404, 405), address
            assert not betrays(hidden, answer, address), address
    assert (Event.objects.count(), Testimony.objects.values().get()) == before
    for address in addresses_of_the_choosers(hidden):
        assert not betrays(hidden, foreigner.get(address), address), address


@pytest.mark.parametrize("foreigner", ["other_interviewer", "foreign_editor"], indirect=True)
def test_no_page_of_the_site_lists_it_to_a_foreigner(hidden: Testimony, foreigner: Client) -> None:
    walked = 0
    for address in sorted(set(pages()) - {"/admin/logout/", "/en/log-out/"}):
        for asked in (address, f"{address}?q=nobody&id={hidden.pk}&id={hidden.pk + 1}&p=1", f"{address}?q=amina"):
            answer = foreigner.get(asked)
            assert answer.status_code < 500 or address in MAY_FAIL, asked
            assert not betrays(hidden, answer, asked), asked
            walked += answer.status_code == 200
    assert walked > 10 and foreigner.get("/en/work/").status_code == 200, "still logged in"


@pytest.mark.parametrize("who", ["interviewer", "editor", "superuser"])
def test_those_whose_work_it_is_find_it(who: str, hidden: Testimony, request: pytest.FixtureRequest) -> None:
    """The walks above would also pass where nothing answers anybody."""
    client = signed_in(request.getfixturevalue(who))
    pk = hidden.pk
    listing = client.get(reverse("wagtailsnippets_testimonies_testimony:list"))
    assert TITLE.encode() in listing.content
    for name in ("edit", "history", "usage", "workflow_history"):
        answer = client.get(reverse(f"wagtailsnippets_testimonies_testimony:{name}", args=[pk]))
        assert answer.status_code == 200 and hidden.accession_number.encode() in answer.content, name
    assert TITLE.encode() in client.get("/en/work/").content
    uuid = hidden.recordings.get().uuid
    assert client.get(f"/en/recordings/{uuid}/progress.json").json()["progress"] == "done"
    assert SPOKEN.encode() in client.get(f"/en/recordings/{uuid}/").content
    assert client.get(f"/en/testimonies/{hidden.accession_number}/").status_code == 200
    chosen = client.get(f"/admin/snippets/choose/testimonies/person/chosen/{Person.objects.get().pk}/")
    assert NAME in chosen.json()["result"]["string"]


def test_the_editor_finds_it_waiting_for_review(hidden: Testimony, editor: Any, foreign_editor: Any) -> None:
    assert hidden.accession_number.encode() in signed_in(editor).get("/admin/").content
    assert hidden.accession_number.encode() not in signed_in(foreign_editor).get("/admin/").content


def test_a_testimony_that_was_taken_in_is_never_deleted(hidden: Testimony, editor: Any, superuser: Any) -> None:
    for user in (editor, superuser):
        client = signed_in(user)
        for address in (
            reverse("wagtailsnippets_testimonies_testimony:delete", args=[hidden.pk]),
            f"{reverse('wagtail_bulk_action', args=['testimonies', 'testimony', 'delete'])}?id={hidden.pk}",
        ):
            client.get(address)
            assert client.post(address).status_code in (200, 302, 403, 404)
            assert Testimony.objects.filter(pk=hidden.pk, state=State.IN_REVIEW).exists()


def test_a_person_belongs_to_a_collection_of_those_who_write_them_down(
    interviewer: Any, editor: Any, north: Any, south: Any
) -> None:
    client = signed_in(interviewer)
    add = reverse("wagtailsnippets_testimonies_person:add")
    page = client.get(add).content
    assert b"North" in page and b"South" not in page
    fields = {"name": "", "pseudonym": "B.", "shown_as": "pseudonym", "called": "{}"}
    client.post(add, {**fields, "collection": south.pk})
    assert not Person.objects.exists()
    client.post(add, {**fields, "collection": north.pk})
    assert Person.objects.get().collection == north
    edit = reverse("wagtailsnippets_testimonies_person:edit", args=[Person.objects.get().pk])
    assert signed_in(editor).get(edit).status_code == 200
    signed_in(editor).post(edit, {**fields, "collection": south.pk})
    assert Person.objects.get().collection == north
