"""From a visitor's form to what everybody sees: kept, confirmed, decided about, corrected, taken away."""

from __future__ import annotations

import io
import re
import time
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from archive.campaign import deciding, letters
from archive.models import Action, Campaign, Post, PostPicture, PostState
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import Country, Event
from tests.archive.campaign.conftest import ACTION, CAMPAIGN, Sender, a_picture, confirm, link_of

pytestmark = pytest.mark.django_db

REPORT, DESCRIBE = "/en/actions/report/", "/en/campaigns/describe/"


def reported(send: Sender, **more: Any) -> Post:
    path = more.pop("path", REPORT)
    answer = send(path, {**(CAMPAIGN if "campaigns" in path else ACTION), **more})
    assert answer.status_code == 302, re.findall(r'href="#[^"]+">([^<]+)', answer.content.decode())
    return Post.objects.latest("pk")


def published(send: Sender, by: Any, **more: Any) -> Post:
    post = reported(send, **more)
    confirm(post)
    deciding.accept(post=post, by=by, seen=post.text_digest)
    post.refresh_from_db()
    return post


def everything_public() -> str:
    pages = ["actions/", "campaigns/", "partners/", ""]
    pages += [f"actions/{one.pk}/" for one in Action.objects.all()]
    pages += [f"campaigns/{one.pk}/" for one in Campaign.objects.all()]
    return "".join(Client().get(f"/en/{path}").content.decode() for path in pages)


def test_what_is_sent_is_kept_and_shown_to_nobody(send: Sender) -> None:
    post = reported(send)
    assert post.state == PostState.RECEIVED and post.said["title"] == ACTION["title"]
    assert "A march" not in everything_public()
    assert post.token not in str(Post.objects.values_list().get(pk=post.pk)), "the secret is kept nowhere"
    letters.tell(post=post)
    (letter,) = mail.outbox
    assert letter.to == ["amina@example.org"] and link_of(post) in letter.body
    assert "march" not in letter.body and "Amina" not in letter.body, "nobody sends words of theirs through us"


def test_only_who_has_the_letter_brings_it_before_an_editor(send: Sender) -> None:
    post = reported(send)
    assert Client().get(link_of(post)).status_code == 200
    post.refresh_from_db()
    assert post.state == PostState.RECEIVED, "a look confirms nothing"
    for guess in (post.token[:-1] + ("2" if post.token[-1] != "2" else "3"), "x" * 34, "a"):
        assert Client().post(f"/en/posted/{guess}/", {"do": "confirm"}).status_code == 404
    confirm(post)
    assert post.state == PostState.WAITING and post.confirmed_at
    assert "A march" not in everything_public()


def test_an_editor_publishes_and_no_address_is_shown(send: Sender, superuser: Any) -> None:
    published(send, superuser)
    html = everything_public()
    assert "A march to the labour ministry" in html and "Manila" in html
    assert 'rel="nofollow ugc noopener"' in html
    assert "amina" not in html.lower()
    assert Event.objects.filter(verb="post_accepted", by=superuser).count() == 1


def test_without_the_permission_nobody_decides(send: Sender, editor: Any, visitor: Any, client: Client) -> None:
    post = reported(send)
    confirm(post)
    for user in (editor, visitor):
        with pytest.raises(NotPermitted):
            deciding.accept(post=post, by=user, seen=post.text_digest)
    client.force_login(editor)
    assert client.get("/admin/from-visitors/").status_code in (302, 403)
    assert client.get(f"/admin/from-visitors/{post.uuid}/").status_code in (302, 403)
    assert not Action.objects.exists()


def test_the_desk_lists_all_kinds_and_mails_the_reason(send: Sender, superuser: Any, client: Client) -> None:
    first = reported(send)
    second = reported(send, path=DESCRIBE)
    confirm(first), confirm(second)
    client.force_login(superuser)
    assert "2 reports and offers" in client.get("/admin/").content.decode()
    html = client.get("/admin/from-visitors/").content.decode()
    assert "A march" in html and "Ratify now" in html
    assert "Ratify now" not in client.get("/admin/from-visitors/?kind=action").content.decode()
    address = f"/admin/from-visitors/{first.uuid}/"
    page = client.get(address).content.decode()
    assert "Philippines" in page and page.index("What it is<") < page.index("Organisation<") < page.index("Day<")
    refused = client.post(address, {"do": "decline", "seen": first.text_digest})
    assert refused.status_code == 400 and "reason" in refused.content.decode()
    said = {"do": "decline", "seen": first.text_digest, "reason": "It is the same as another."}
    assert client.post(address, said).status_code == 302
    first.refresh_from_db()
    assert first.state == PostState.DECLINED and first.decided_by == superuser
    mail.outbox.clear()
    letters.tell(post=first)
    assert "It is the same as another." in mail.outbox[0].body
    client.post(f"/admin/from-visitors/{second.uuid}/", {"do": "accept", "seen": second.text_digest})
    assert Campaign.objects.get().instruments.count() == 2


def test_what_changed_under_the_editors_eyes_is_read_again(send: Sender, superuser: Any) -> None:
    post = reported(send)
    confirm(post)
    send(f"{link_of(post)}correct/", {**ACTION, "title": "Another title"})
    with pytest.raises(StateForbids, match="changed while you read"):
        deciding.accept(post=post, by=superuser, seen=post.text_digest)


def test_a_correction_waits_while_what_is_published_stays(send: Sender, superuser: Any) -> None:
    post = published(send, superuser)
    page = Client().get(f"{link_of(post)}correct/").content.decode()
    assert 'value="A march to the labour ministry"' in page and 'value="amina@example.org"' in page
    send(f"{link_of(post)}correct/", {**ACTION, "title": "A march, and a vigil"})
    assert "and a vigil" not in everything_public() and "A march" in everything_public()
    assert "Your correction waits" in Client().get(link_of(post)).content.decode()
    correction = Post.objects.get(corrects=post)
    deciding.accept(post=correction, by=superuser, seen=correction.text_digest)
    assert "A march, and a vigil" in everything_public()
    assert Action.objects.count() == 1


def test_whoever_sent_it_takes_it_away(send: Sender, superuser: Any) -> None:
    post = published(send, superuser, picture_1=a_picture(), alt_1="A crowd")
    assert PostPicture.objects.exists()
    assert Client().post(link_of(post), {"do": "withdraw"}).status_code == 400, "it is asked first"
    assert Action.objects.exists()
    Client().post(link_of(post), {"do": "withdraw", "sure": "1"})
    assert not Action.objects.exists() and not PostPicture.objects.exists()
    post.refresh_from_db()
    assert (post.said, post.contact_email, post.state) == ({}, "", "withdrawn")
    assert Client().get(link_of(post)).status_code == 200


def test_a_picture_tells_nothing_but_what_it_shows(send: Sender, superuser: Any) -> None:
    post = reported(send, picture_1=a_picture(gps=True, size=(3000, 200)), alt_1="A crowd before a gate")
    picture = PostPicture.objects.get()
    data = picture.path.read_bytes()
    assert b"zqplace" not in data and b"Exif" not in data and b"zqname" not in data
    with Image.open(io.BytesIO(data)) as opened:
        assert not opened.getexif() and opened.size == (1600, 107)
    address = f"/posted-pictures/{picture.file}"
    assert Client().get(address).status_code == 404, "nothing is shown before moderation"
    confirm(post)
    deciding.accept(post=post, by=superuser, seen=post.text_digest)
    given = Client().get(address)
    assert given.status_code == 200 and given["Content-Type"] == "image/jpeg"
    assert given.getvalue() == data
    assert 'alt="A crowd before a gate"' in everything_public()


@pytest.mark.parametrize("name", ["../settings.py", "..%2f..%2fsettings.py", "x.jpg"])
def test_no_other_file_is_given_out(send: Sender, name: str) -> None:
    assert Client().get(f"/posted-pictures/{name}").status_code == 404


def test_a_bad_picture_is_refused_and_every_word_stays(send: Sender) -> None:
    bad = io.BytesIO(b"<svg onload=alert(1)>")
    bad.name = "evil.jpg"
    answer = send(REPORT, {**ACTION, "picture_1": bad})
    html = answer.content.decode()
    assert answer.status_code == 400 and not Post.objects.exists()
    assert "This is no picture that can be read" in html and "choose the pictures again" in html
    assert "what this picture shows" in html, "an alternative text is asked for"
    for word in ("A march to the labour ministry", "https://example.org/march", "Manila", "amina@example.org"):
        assert word in html


BAD = {
    "before_1990": ({"day": "1989-12-18"}, "day", "not before that"),
    "far_away": ({"day": "2050-05-01"}, "day", "more than two years"),
    "no_day": ({"day": "2015-02-30"}, "day", "valid date"),
    "unknown_zone": ({"zone": "Mars/Olympus"}, "zone", "not known"),
    "time_without_zone": ({"zone": ""}, "zone", "time zone as well"),
    "clocks_jump": ({"day": "2015-03-29", "time": "02:30", "zone": "Europe/Paris"}, "time", "jump over"),
    "half_a_point": ({"latitude": "14.6"}, "longitude", "both, or none"),
    "off_the_globe": ({"latitude": "91", "longitude": "0"}, "latitude", "90"),
    "script_as_link": ({"links": "javascript:alert(1)"}, "links", "no address of a page"),
    "link_with_password": ({"links": "https://a:b@example.org/"}, "links", "no address of a page"),
    "six_links": ({"links": "\n".join(["https://example.org/"] * 6)}, "links", "five links"),
    "no_country": ({"country": "SU"}, "country", "valid choice"),
    "no_address": ({"contact_email": "x"}, "contact_email", "valid email"),
    "null": ({"title": "a\0b"}, "title", "Null"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_a_clear_answer_and_loses_nothing(send: Sender, name: str) -> None:
    changed, field, sentence = BAD[name]
    answer = send(REPORT, {**ACTION, **changed})
    html = answer.content.decode()
    assert answer.status_code == 400 and not Post.objects.exists()
    summary = html.split('class="notice bad form-faults"')[1].split("</div>")[0]
    assert f'href="#id_{field}"' in summary and sentence in summary
    assert f'id="id_{field}"' in html and "autofocus" in html
    assert "That the State ratifies the Convention." in html
    assert "Set-Cookie" not in answer.headers


def test_html_is_text_and_a_name_may_be_in_any_script(send: Sender, superuser: Any) -> None:
    evil = "<script>alert('zq')</script><img src=x onerror=alert(1)>"
    names = "عمال 移工 Ouvrier·ère·s नेपाली ကချင်"
    published(send, superuser, title=evil, organisation=names, aims=evil, place=evil)
    html = everything_public()
    assert "<script>alert" not in html and "<img src=x" not in html and "&lt;script&gt;" in html
    assert names in html


def test_the_same_page_sent_twice_is_one_post(send: Sender) -> None:
    client = Client()
    stamp = re.search(r'name="stamp" value="([^"]+)"', client.get(REPORT).content.decode())
    assert stamp
    fields = {**ACTION, "stamp": stamp[1]}
    assert [client.post(REPORT, fields).status_code for _each in range(3)] == [302] * 3
    assert Post.objects.count() == 1
    other = client.post(REPORT, {**fields, "title": "Another one"})
    assert other.status_code == 400 and "Another one" in other.content.decode()


def test_an_action_that_was_reported_before_is_pointed_out(send: Sender, superuser: Any, client: Client) -> None:
    published(send, superuser)
    again = reported(send, title="The same march")
    confirm(again)
    client.force_login(superuser)
    html = client.get(f"/admin/from-visitors/{again.uuid}/").content.decode()
    assert "Published for the same day" in html and "A march to the labour ministry" in html


def test_without_a_mail_server_an_editor_reads_it_at_once(send: Sender, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    answer = send(REPORT, ACTION)
    post = Post.objects.get()
    assert post.state == PostState.WAITING and post.confirmed_at is None
    assert answer["Location"] == link_of(post), "the private link is handed over on the page"


def test_a_letter_reaches_a_campaign_and_discloses_no_address(send: Sender, superuser: Any) -> None:
    published(send, superuser, path=DESCRIBE)
    campaign = Campaign.objects.get()
    path = f"/en/campaigns/{campaign.pk}/write/"
    assert "sok@" not in Client().get(path).content.decode()
    said = {"title": "Hello", "text": "We want to help.", "contact_name": "Lea", "contact_email": "lea@example.org"}
    assert send(path, said).status_code == 302
    letter = Post.objects.latest("pk")
    letters.tell(post=letter)
    assert mail.outbox[-1].to == ["lea@example.org"]
    confirm(letter)
    letters.tell(post=letter)
    sent = mail.outbox[-1]
    assert sent.to == ["sok@example.org"] and sent.reply_to == ["lea@example.org"] and "We want to help." in sent.body
    letter.refresh_from_db()
    assert (letter.said, letter.contact_email) == ({}, "")


def test_the_pages_ask_no_more_for_more_rows(send: Sender, superuser: Any) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(path).status_code == 200
        return len(queries)

    published(send, superuser)
    published(send, superuser, path=DESCRIBE)
    paths = [
        "/en/actions/",
        "/en/actions/?day=05-01&year=2015",
        "/en/campaigns/",
        "/en/campaigns/?of=C189",
        "/en/partners/",
    ]
    before = {path: asked(path) for path in paths}
    for number in range(6):
        published(send, superuser, title=f"March {number}", country="KH", day=f"20{10 + number}-05-01")
        published(send, superuser, path=DESCRIBE, title=f"Campaign {number}", country="PH")
    assert {path: asked(path) for path in paths} == before


def test_a_thousand_actions_are_shown_within_a_tenth_of_a_second(send: Sender, superuser: Any) -> None:
    first = Action.objects.get(post=published(send, superuser))
    facts = {one: getattr(first, one) for one in ("organisation", "aims", "language", "place", "links")}
    countries = list(Country.objects.all())
    Action.objects.bulk_create(
        Action(
            **facts,
            title=f"March {number}",
            country=countries[number % len(countries)],
            day=date(2001 + number % 20, 5, 1),
        )
        for number in range(1_000)
    )
    for path in ("/en/actions/", "/ar/actions/?day=05-01", "/en/actions/?year=2015&in=ph"):
        spent = []
        for _turn in range(4):
            begun = time.process_time()
            assert Client().get(path).status_code == 200
            spent.append(time.process_time() - begun)
        assert min(spent) < 0.1, path


def test_a_dot_of_several_actions_leads_to_those_of_the_country(send: Sender, superuser: Any) -> None:
    for title in ("March one", "March two"):
        published(send, superuser, title=title)
    published(send, superuser, title="March elsewhere", country="KH")
    html = Client().get("/en/actions/?year=2015").content.decode()
    assert 'href="?year=2015&amp;in=ph" aria-label="Philippines: 2"' in html
    there = Client().get("/en/actions/?year=2015&in=ph").content.decode()
    assert "March one" in there and "March two" in there and "March elsewhere" not in there


@pytest.mark.parametrize(
    "path", ["/en/actions/?day=13-40", "/en/actions/?year=x", "/en/actions/?in=zz",
             "/en/campaigns/?of=zz", "/en/campaigns/?state=zz",
             "/en/take-part/nothing/", "/en/actions/999999/", "/en/campaigns/999999/write/"],
)  # fmt: skip
def test_what_is_not_there_is_not_there(site: None, path: str) -> None:
    assert Client().get(path).status_code == 404
