"""From a description in two languages to a visitor: through Wagtail's own forms, as a browser sends them."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from archive import reference_data, site_setup
from testimonies.models import Country, Person, State, Testimony, Theme
from tests.factories.arrival import deposited, worked_through
from tests.factories.scripts import ENGLISH
from tests.factories.testimony import consent


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def testimony(north: Any, interviewer: Any) -> Testimony:
    reference_data.load()
    site_setup.set_up()
    recording = deposited(interviewer, north, ENGLISH, title="Six days", language="en")
    for use in ("catalogue", "transcript", "sound"):
        consent(recording.testimony, use)
    return recording.testimony


def edit(testimony: Testimony) -> str:
    return reverse("wagtailsnippets_testimonies_testimony:edit", args=[testimony.pk])


def filled(client: Client, testimony: Testimony) -> QueryDict:
    """The form of the edit page as a browser holds it."""
    page = client.get(edit(testimony))
    assert page.status_code == 200
    return querydict_from_html(page.content.decode(), form_id="w-editor-form").copy()


def add(form: QueryDict, name: str, **values: Any) -> None:
    """What the button below a list of rows does."""
    number = int(form[f"{name}-TOTAL_FORMS"])
    form[f"{name}-TOTAL_FORMS"] = str(number + 1)
    for field, value in {**values, "id": "", "ORDER": number + 1, "DELETE": ""}.items():
        form[f"{name}-{number}-{field}"] = str(value)


def describe(client: Client, testimony: Testimony, **more: str) -> Any:
    form = filled(client, testimony)
    add(form, "descriptions", language="es", title="Seis días", summary="Un camino.", context="")
    for iso2, role in (("NP", "origin"), ("QA", "destination")):
        add(form, "country_roles", country=Country.objects.get(iso2=iso2).pk, role=role)
    form.setlist("themes", [str(pk) for pk in Theme.objects.filter(slug__in=THEMES).values_list("pk", flat=True)])
    form["keywords"] = "money, border"
    form["interview_date"] = "2014-12~"
    for name, value in more.items():
        form[name] = value
    return sent(client, testimony, form)


def sent(client: Client, testimony: Testimony, form: QueryDict, **pressed: str) -> Any:
    """The form's answer after the button ``pressed``."""
    return client.post(edit(testimony), dict(form.lists()) | pressed)


THEMES = ("wage-theft", "passport-confiscation")


def test_described_submitted_approved_heard(
    testimony: Testimony, interviewer: Any, editor: Any, client: Client
) -> None:
    public = f"/en/testimonies/{testimony.accession_number}/"
    answer = describe(signed_in(interviewer), testimony, **{"action-submit": "Submit"})
    assert answer.status_code == 302
    assert Testimony.objects.get().state == State.IN_REVIEW
    assert client.get(public).status_code == 404

    task = Testimony.objects.get().current_workflow_task_state
    approve = reverse("wagtailsnippets_testimonies_testimony:workflow_action", args=[testimony.pk, "approve", task.pk])
    for somebody in (interviewer, editor):
        signed_in(somebody).post(approve, {"comment": ""})
        assert Testimony.objects.get().state == (State.PUBLISHED if somebody is editor else State.IN_REVIEW)

    found = Testimony.objects.get()
    assert {one.language: one.title for one in found.descriptions.all()} == {"en": "Six days", "es": "Seis días"}
    roles = {(one.country.iso2, one.role) for one in found.country_roles.all()}
    assert roles == {("NP", "origin"), ("QA", "destination")}
    assert {theme.slug for theme in found.themes.all()} == set(THEMES)
    assert {keyword.name for keyword in found.keywords.all()} == {"money", "border"}
    assert found.interview_date == "2014-12~"

    worked_through(found.recordings.get())
    page = client.get(public).content.decode()
    assert "Nepal" in page and "Qatar" in page and "about December 2014" in page and "kept our money" in page
    assert "Seis días" in client.get(public.replace("/en/", "/es/")).content.decode()
    assert client.get(found.recordings.get().sound_url).status_code == 200


def test_the_editor_approves_or_sends_back_from_the_edit_page(
    testimony: Testimony, interviewer: Any, editor: Any
) -> None:
    describe(signed_in(interviewer), testimony, **{"action-submit": "Submit"})
    at_desk = signed_in(editor)
    for action, state in (("reject", State.DRAFT), ("approve", State.PUBLISHED)):
        form = filled(at_desk, testimony)
        sent(at_desk, testimony, form, **{"action-workflow-action": "true", "workflow-action-name": action})
        assert Testimony.objects.get().state == state
        if action == "reject":
            mended = filled(signed_in(interviewer), testimony)
            sent(signed_in(interviewer), testimony, mended, **{"action-submit": "Resubmit"})
            assert Testimony.objects.get().state == State.IN_REVIEW


def test_an_interviewer_cannot_publish(testimony: Testimony, interviewer: Any) -> None:
    describe(signed_in(interviewer), testimony, **{"action-publish": "Publish"})
    unpublish = reverse("wagtailsnippets_testimonies_testimony:unpublish", args=[testimony.pk])
    signed_in(interviewer).post(unpublish)
    assert Testimony.objects.get().state == State.DRAFT


def test_an_editor_publishes_closes_and_publishes_again(testimony: Testimony, editor: Any, client: Client) -> None:
    at_desk = signed_in(editor)
    public = f"/en/testimonies/{testimony.accession_number}/"
    for turn in (1, 2):
        form = filled(at_desk, testimony)
        sent(at_desk, testimony, form, **{"action-publish": "Publish"})
        assert (Testimony.objects.get().state, client.get(public).status_code) == (State.PUBLISHED, 200), turn
        at_desk.post(reverse("wagtailsnippets_testimonies_testimony:unpublish", args=[testimony.pk]))
        assert (Testimony.objects.get().state, client.get(public).status_code) == (State.CLOSED, 404), turn


def test_while_an_editor_reviews_the_interviewer_s_form_is_locked(
    testimony: Testimony, interviewer: Any, editor: Any
) -> None:
    describe(signed_in(interviewer), testimony, **{"action-submit": "Submit"})
    form = filled(signed_in(editor), testimony)
    form["descriptions-0-title"] = "Changed under review"
    before = Testimony.objects.get().latest_revision_id
    sent(signed_in(interviewer), testimony, form)
    assert Testimony.objects.get().latest_revision_id == before


def test_a_person_of_another_organisation_cannot_be_named(
    testimony: Testimony, interviewer: Any, north: Any, south: Any
) -> None:
    ours, theirs = (Person.objects.create(collection=one) for one in (north, south))
    client = signed_in(interviewer)
    for person, kept in ((theirs, 0), (ours, 1)):
        form = filled(client, testimony)
        add(form, "participations", person=person.pk, part="narrator")
        sent(client, testimony, form)
        latest = Testimony.objects.get().get_latest_revision_as_object()
        assert latest.participations.count() == kept


def test_one_language_is_not_described_twice(testimony: Testimony, interviewer: Any) -> None:
    client = signed_in(interviewer)
    form = filled(client, testimony)
    add(form, "descriptions", language="en", title="Six days, again", summary="", context="")
    answer = sent(client, testimony, form)
    assert answer.status_code == 200 and Testimony.objects.get().descriptions.count() == 1
