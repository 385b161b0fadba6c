"""Each block of a story: what it asks of an editor, what it shows, and what it says for those who do not see."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from PIL import Image as Pillow
from wagtail.blocks import Block, ListBlock, StructBlock
from wagtail.images.models import Image, Rendition

from archive.blocks.facts import NumberBlock, TimelineBlock
from archive.blocks.journey import JourneyBlock, drawn, parse_coordinates
from archive.blocks.picture import PictureBlock
from archive.blocks.story import StoryBlock
from archive.models import StoryIndexPage, StoryPage, StorySeriesPage
from testimonies.consent.audiences import Audience, Use
from tests.factories.stories import block, make_story, place_of
from tests.factories.testimony import consent, make_country, make_published

pytestmark = pytest.mark.django_db
HILLS, CITY = "28.2, 83.9", "25.3, 51.5"


def shown(client: Client, *blocks: Any) -> str:
    answer = client.get(make_story(*blocks).url)
    assert answer.status_code == 200
    return answer.content.decode()


def fields(one: Block, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(one, StructBlock):
        for child, field in one.child_blocks.items():
            yield from fields(field, f"{name}.{child}")
    elif isinstance(one, ListBlock):
        yield from fields(one.child_block, name)
    elif hasattr(one, "field"):
        yield name, one.field.help_text or getattr(one.meta, "help_text", "")


def test_every_block_field_and_page_has_a_help_text() -> None:
    stream = StoryBlock()
    for name, one in stream.child_blocks.items():
        assert one.meta.help_text and one.meta.description and one.meta.group, name
        for field, help_text in fields(one, name):
            assert str(help_text), field
    for model in (StoryPage, StorySeriesPage, StoryIndexPage):
        assert model.page_description
        for field in model._meta.local_fields:
            if field.name != "page_ptr":
                assert field.help_text, field


def journey(*places: dict[str, str]) -> dict[str, Any]:
    whole = {"place": "", "country": "", "coordinates": "", "when": "", "mode": ""}
    return block("journey", {"title": "To the city", "places": [{**whole, **one} for one in places]})


def test_a_journey_is_drawn_and_told_in_words(client: Client) -> None:
    make_country("NP")
    html = shown(
        client,
        journey(
            {"place": "A village", "country": "NP", "coordinates": HILLS, "when": "spring 2009"},
            {"place": "Doha", "coordinates": CITY, "mode": "plane"},
            {"place": "A village", "coordinates": HILLS, "mode": "bus"},
        ),
    )
    assert html.count("<circle") == 3 and 'aria-hidden="true"' in html
    for word in ("A village", "NP (en)", "spring 2009", "Doha", "by plane", "by bus"):
        assert word in html


def test_the_drawing_keeps_numbers_apart_and_takes_the_shorter_way_round() -> None:
    home_again = drawn([(27.7, 85.3), (25.3, 51.5), (27.7, 85.3)])
    assert home_again is not None
    (_, x1, y1), _there, (_, x2, y2) = home_again.points
    assert abs(x1 - x2) >= 20 or abs(y1 - y2) >= 10
    over_the_pacific = drawn([(35.0, 140.0), (37.0, -122.0)])
    assert over_the_pacific is not None and over_the_pacific.points[0][1] < over_the_pacific.points[1][1]
    assert drawn([(27.7, 85.3), None]) is None and drawn([]) is None
    assert [number for number, _x, _y in drawn([(1, 1), None, (2, 2)]).points] == [1, 3]  # type: ignore[union-attr]
    same = drawn([(1, 1)] * 20)
    assert same is not None and all(0 <= x <= 640 and 0 <= y <= 320 for _n, x, y in same.points)


def test_coordinates_are_degrees() -> None:
    assert parse_coordinates("27.7, 85.3") == (27.7, 85.3) and parse_coordinates("-33.9; 151.2") == (-33.9, 151.2)
    for text in ("", "95, 10", "10, 190", "north", "1e5, 3"):
        assert parse_coordinates(text) is None
    stops = JourneyBlock().child_blocks["places"].child_block
    with pytest.raises(ValidationError):
        stops.clean({"place": "x", "country": "", "coordinates": "somewhere", "when": "", "mode": ""})


def test_a_number_is_not_shown_without_its_source(client: Client) -> None:
    with pytest.raises(ValidationError):
        NumberBlock().clean({"number": "47", "says": "States", "source": "", "link": ""})
    html = shown(
        client, block("number", {"number": "47", "says": "States", "source": "UN", "link": "https://treaties.un.org/"})
    )
    assert 'href="https://treaties.un.org/" rel="noreferrer"' in html and "Source:" in html


def test_a_timeline_tells_dates_in_the_readers_language(client: Client) -> None:
    entries = [
        {"date": "1990-12-18", "title": "Adopted", "text": ""},
        {"date": "2003~", "title": "In force", "text": ""},
    ]
    html = shown(client, block("timeline", {"title": "Slowly", "entries": entries}))
    assert "18 December 1990" in html and "about 2003" in html
    with pytest.raises(ValidationError):
        TimelineBlock().child_blocks["entries"].child_block.clean({"date": "soon", "title": "x", "text": ""})


def test_a_gallery_shows_what_each_reader_may_see(north: Any, client: Client) -> None:
    open_one = make_published(north, text="x", themes=["wages"], titles={"en": "Open"})
    closed = make_published(north, text="x", themes=["wages"], titles={"en": "Closed"})
    make_published(north, text="x", themes=["health"], titles={"en": "Of health"})
    consent(closed, Use.CATALOGUE, Audience.STAFF)
    whole = {"title": "Of wages", "theme": "wages", "country": "", "language": "", "collection": "", "most": 6}
    html = shown(client, block("gallery", whole))
    assert "Open" in html and "Closed" not in html and "Of health" not in html
    assert open_one.accession_number in html


def test_a_gallery_by_country_language_and_collection(north: Any, south: Any, client: Client) -> None:
    make_published(north, text="x", countries=[("PH", "origin")], titles={"en": "Wanted"}, language="ar")
    make_published(south, text="x", countries=[("PH", "origin")], titles={"en": "Elsewhere"}, language="ar")
    make_published(north, text="x", titles={"en": "No country"}, language="ar")
    whole = {"title": "x", "theme": "", "country": "PH", "language": "ar", "collection": str(north.pk), "most": 6}
    html = shown(client, block("gallery", whole))
    assert "Wanted" in html and "Elsewhere" not in html and "No country" not in html


def test_two_voices_and_a_sequence(north: Any, client: Client) -> None:
    some = [make_published(north, text=[f"words number {number}"], titles={"en": f"T{number}"}) for number in range(3)]
    places = [place_of(one).as_json() for one in some]
    html = shown(
        client,
        block("sequence", {"title": "All of them", "clips": places}),
        block("voices", {"title": "Both", "first": places[0], "second": places[1]}),
    )
    assert html.count("data-clip-sound") == 5 and "Hear them all" in html and html.count("words number 0") == 2


def picture() -> Image:
    out = io.BytesIO()
    exif = Pillow.Exif()
    exif[0x0110] = "a camera with a name"
    Pillow.new("RGB", (1_700, 1_000), (120, 60, 20)).save(out, "JPEG", exif=exif)
    found = Image(title="Bag", file=SimpleUploadedFile("bag-of-amina.jpg", out.getvalue(), "image/jpeg"))
    found.save()
    return found


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves its renditions open
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_picture_is_sized_lazy_modern_with_a_fallback_and_tells_nothing(client: Client) -> None:
    value = {"image": picture().pk, "alt": "A blue bag", "caption": "Hers", "credit": "Her sister"}
    html = shown(client, block("picture", value))
    assert 'alt="A blue bag"' in html and 'loading="lazy"' in html and 'width="480"' in html and 'height="282"' in html
    for kind in ("image/avif", "image/webp"):
        assert f'type="{kind}"' in html
    assert "/pictures/images/" in html and "amina" not in html
    for rendition in Rendition.objects.all():
        answer = client.get(rendition.url)
        body = b"".join(answer.streaming_content)  # type: ignore[arg-type]
        assert answer.status_code == 200 and body and b"camera with a name" not in body
        assert not Pillow.open(io.BytesIO(body)).getexif()


def test_of_media_only_made_sizes_are_given_out(client: Client) -> None:
    held = picture()
    for name in (held.file.name, "../settings.py", "images/none.avif", "sealed-pictures/aa/bb"):
        assert client.get(f"/pictures/{name}", follow=True).status_code == 404


def test_a_picture_needs_words_for_those_who_do_not_see_it() -> None:
    held = picture()
    with pytest.raises(ValidationError):
        PictureBlock().clean({"image": held, "alt": "", "caption": "", "credit": "x"})


def test_names_of_ways_and_countries_are_in_the_readers_language() -> None:
    make_country("NP")
    with override("fr"):
        from archive.blocks.journey import countries

        assert ("NP", "NP (fr)") in countries()
