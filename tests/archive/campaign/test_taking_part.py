"""Offers to take part, the partners, and what is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from archive.campaign import deciding, forgetting
from archive.models import Action, Organisation, Post, PostPicture, PostState
from archive.site_setup import CAMPAIGN_EDITORS
from testimonies.exceptions import StateForbids
from testimonies.models import Country, collections_of
from tests.archive.campaign.conftest import ACTION, Sender, a_picture, confirm, link_of

pytestmark = pytest.mark.django_db

WHO = {"contact_name": "Noor", "contact_email": "noor@example.org"}
OFFERS = {
    "interview": {"country": "LB", "languages": "Arabic, Amharic"},
    "translate": {"languages_from": "English", "languages_to": "Arabic", "tasks": ["testimonies", "letters"]},
    "join": {"organisation": "رابطة العمال", "website": "https://example.org", "country": "LB", "tasks": ["collects"],
             "text": "Since 2001."},
    "recordings": {"organisation": "A union", "country": "FR", "languages": "French", "amount": "40 interviews",
                   "consent": "partly", "text": "Tapes."},
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
@pytest.mark.parametrize("what", OFFERS)
def test_every_offer_is_taken_confirmed_and_decided_about(
    send: Sender, superuser: Any, client: Client, what: str, language: str
) -> None:
    path = f"/{language}/take-part/{what}/"
    page = Client().get(path).content.decode()
    assert page.count("<h1") == 1 and 'name="stamp"' in page and "365" in page
    assert send(path, {**OFFERS[what], **WHO}).status_code == 302
    post = Post.objects.get()
    assert post.language == language
    confirm(post)
    client.force_login(superuser)
    address = f"/admin/from-visitors/{post.uuid}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"do": "accept", "seen": post.text_digest}).status_code == 302
    post.refresh_from_db()
    assert post.state == PostState.PUBLISHED and post.decided_by == superuser
    assert Client().get(link_of(post)).status_code == 200


def test_an_accepted_translator_gets_the_desk(send: Sender, superuser: Any, client: Client, north: Any) -> None:
    send("/en/take-part/translate/", {**OFFERS["translate"], **WHO})
    post = Post.objects.get()
    confirm(post)
    client.force_login(superuser)
    said = {"do": "accept", "seen": post.text_digest, "collection": str(north.pk)}
    assert client.post(f"/admin/from-visitors/{post.uuid}/", said).status_code == 302
    user = get_user_model().objects.get(email="noor@example.org")
    assert list(collections_of(user, "translate")) == [north] and not collections_of(user, "change", "publish").exists()
    assert not user.has_usable_password() and not user.is_staff and not user.has_perm("wagtailadmin.access_admin")
    translator = Client()
    translator.force_login(user)
    assert translator.get("/en/translate/").status_code == 200


def test_nobody_makes_accounts_for_an_address_that_was_not_confirmed(
    send: Sender, superuser: Any, north: Any, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    send("/en/take-part/translate/", {**OFFERS["translate"], **WHO})
    post = Post.objects.get()
    with pytest.raises(StateForbids, match="administrator"):
        deciding.accept(post=post, by=superuser, seen=post.text_digest, collection=north)
    assert not get_user_model().objects.filter(email="noor@example.org").exists()


def test_the_group_of_the_set_up_decides(send: Sender, visitor: Any, client: Client) -> None:
    send("/en/take-part/join/", {**OFFERS["join"], **WHO})
    visitor.groups.add(Group.objects.get(name=CAMPAIGN_EDITORS))
    client.force_login(visitor)
    html = client.get("/admin/from-visitors/?state=").content.decode()
    assert "رابطة العمال" in html
    assert client.get("/admin/snippets/archive/action/").status_code == 200


def test_the_directory_shows_partners_by_region_who_agreed(site: None) -> None:
    for name, listed in (("Union of Asia", True), ("Not asked yet", False)):
        one = Organisation.objects.create(
            name=name, slug=name.replace(" ", "-").lower(), in_directory=listed, collects=True
        )
        one.countries.set(Country.objects.filter(iso2__in=("PH", "FR")))
    html = Client().get("/en/partners/").content.decode()
    assert html.count("Union of Asia") == 2, "once in Asia, once in Europe"
    assert "gathers testimonies" in html and "Not asked yet" not in html


def later(post: Post, days: int) -> None:
    then = timezone.now() - timedelta(days=days)
    Post.objects.filter(pk=post.pk).update(received_at=then, decided_at=then if post.decided_at else None)


def test_contacts_are_forgotten_and_what_is_public_remains(send: Sender, superuser: Any) -> None:
    posts = {}
    for name in ("published", "declined", "young", "unconfirmed", "coming"):
        day = (timezone.localdate() + timedelta(days=30)).isoformat() if name == "coming" else "2015-05-01"
        said = {**ACTION, "title": f"March {name}", "day": day, "contact_email": f"{name}@example.org"}
        send("/en/actions/report/", {**said,
                                     "picture_1": a_picture(), "alt_1": "A crowd"})  # fmt: skip
        posts[name] = Post.objects.latest("pk")
        if name != "unconfirmed":
            confirm(posts[name])
    for name in ("published", "young", "coming"):
        deciding.accept(post=posts[name], by=superuser, seen=posts[name].text_digest)
    deciding.decline(post=posts["declined"], by=superuser, seen=posts["declined"].text_digest, reason="No.")
    for name, post in posts.items():
        post.refresh_from_db()
        later(post, 10 if name == "young" else 400)
    assert forgetting.forget() == (1, 2)
    assert forgetting.forget() == (0, 0)
    held = {name: Post.objects.filter(pk=post.pk).first() for name, post in posts.items()}
    assert held["unconfirmed"] is None
    assert [name for name, post in held.items() if post and post.contact_email] == ["young", "coming"]
    assert held["declined"] and held["declined"].said == {} and held["declined"].reason == ""
    assert set(Action.objects.values_list("title", flat=True)) == {"March published", "March young", "March coming"}
    assert Client().get(f"/en/actions/{Action.objects.get(title='March published').pk}/").status_code == 200
    assert PostPicture.objects.count() == 3
    assert Client().get(link_of(posts["published"])).status_code == 200, "it can be taken away still"
    Client().post(link_of(posts["published"]), {"do": "withdraw", "sure": "1"})
    assert not Action.objects.filter(title="March published").exists()


def test_every_field_that_editors_fill_in_says_what_it_wants() -> None:
    from archive.models import Campaign

    for model in (Action, Campaign, Organisation):
        for field in model._meta.get_fields():
            if (
                getattr(field, "editable", False)
                and hasattr(field, "help_text")
                and field.name not in ("id", "published_at")
            ):
                assert str(field.help_text), f"{model.__name__}.{field.name}"
