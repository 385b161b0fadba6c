"""The table of components: what the style guide shows of each. A new component gets its line here (docs/design.md).

``tests/archive/test_styleguide.py`` fails where a template of ``templates/components/`` is on no line, or a sheet of
``archive/static/css/components/``.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from archive.styleguide import calendar, campaign, rooms, samples, stories, ways
from archive.styleguide.component import SPECIMEN, Component, State, of
from archive.styleguide.rooms import finding, row
from archive.styleguide.samples import Sample, card, hit, listening, message, segment

__all__ = ["COMPONENTS", "Component", "State"]

COMPONENTS: tuple[Component, ...] = (
    Component("buttons", ("buttons",), (State("all", f"{SPECIMEN}/buttons.html"),)),
    Component("leave", ("buttons",), of("components/leave.html", alone={})),
    Component(
        "messages",
        ("notices",),
        (
            *of(
                "components/messages.html",
                told={"messages": [message("info", _("Nothing is redacted in this recording."))]},
                good={
                    "messages": [message("success", _("Nothing that was kept is lost. Please try again in a moment."))]
                },
                bad={"messages": [message("error", _("This did not go through yet."))]},
            ),
            State("labels", f"{SPECIMEN}/labels.html"),
        ),
    ),
    Component("demonstration_band", (), of("components/demonstration_band.html", alone={})),
    Component(
        "field",
        ("fields",),
        of(
            f"{SPECIMEN}/fields.html",
            empty=lambda: {"fields": samples.fields("empty")()},
            sent_with_nothing_in_it=lambda: {"fields": samples.fields("sent", bound=True)()},
        ),
    ),
    Component("search_box", ("fields",), of("components/search_box.html", with_a_question={"query": "جواز سفر"})),
    Component(
        "filters", ("filters",), of("components/filters.html", one_chosen={"filters": samples.FILTERS, "chosen": True})
    ),
    Component(
        "card",
        ("cards",),
        of(
            "components/card.html",
            in_English={"card": card("en"), "level": 4},
            in_Arabic={"card": card("ar"), "level": 4},
            in_Nepali={"card": card("ne"), "level": 4},
            in_Tamil={"card": card("ta"), "level": 4},
            words_only={"card": card("es", audible=False), "level": 4},
            a_summary={"card": card("fr", words=False, summary=True), "level": 4},
            not_published={"card": card("th", live=False), "level": 4},
        ),
        wide=True,
    ),
    Component(
        "pagination",
        ("pagination",),
        of(
            "components/pagination.html",
            first={"page": samples.page(1)},
            middle={"page": samples.page(3)},
            last={"page": samples.page(5)},
        ),
    ),
    Component("language_menu", ("languages",), of("components/language_menu.html", closed={})),
    Component("facts", ("facts",), of("testimonies/facts.html", full=rooms.facts)),
    Component("player", ("player",), of("components/player.html", with_sound={"listening": listening()}), wide=True),
    # With "more" the player takes components/player_more.html in.
    Component("player_more", ("listening",), of("components/player.html", a_listener=stories.LISTENER), wide=True),
    Component("warning", ("listening",), of("components/warning.html", before_the_words=stories.WARNED)),
    Component("warning_sign", ("listening",), of(f"{SPECIMEN}/warning_sign.html", on_a_card=stories.WARNED)),
    Component(
        "text_only",
        ("listening",),
        of("components/text_only.html", whole={"lite": False, "lite_address": "?lite=1"}, lite={"lite": True}),
    ),
    Component("keys", (), of("components/keys.html", alone={})),
    Component(
        "transcript",
        ("transcript", "redactions"),
        (
            *of("testimonies/transcript.html", by_machine=samples.transcript),
            *of(
                "components/doubt.html",
                asked={"segment": segment("en", is_doubtful=True), "recording": listening().recording, "next": "#"},
            ),
        ),
        wide=True,
    ),
    Component(
        "said",
        ("redactions",),
        of(
            f"{SPECIMEN}/said.html",
            whole={"segment": segment("bn")},
            kept_from_this_reader={"segment": segment("en", pieces=samples.kept())},
            kept_from_others={"segment": segment("en", pieces=samples.kept(), kept_for=_("everyone"))},
        ),
    ),
    Component("withheld", (), of("components/withheld.html", alone={})),
    Component(
        "hits",
        ("hits",),
        of(
            f"{SPECIMEN}/hits.html",
            all={
                "hits": [
                    hit("en"),
                    hit("ar", speaker="1", review_state=_("corrected")),
                    hit("si", sound_url="", original=""),
                    hit("fr", kind="translation", original=hit("zh")),
                    hit("es", kind="description", start_ms=None),
                ]
            },
        ),
        wide=True,
    ),
    Component("hit_player", ("hit_player",), of(f"{SPECIMEN}/hit_player.html", out={})),
    Component(
        "narrowing",
        ("narrowing",),
        of(
            f"{SPECIMEN}/narrowing.html",
            all={
                "chips": [
                    Sample(facet=_("Country"), label="Nepal", address="#"),
                    Sample(facet=_("Theme"), label="—", address="#", unknown=True),
                ],
                "asked": Sample(),
                "everything_address": "#",
                "choices": samples.choices(),
            },
        ),
    ),
    Component(
        "concordance",
        ("concordance",),
        (
            *of("search/lines.html", lines=samples.concordance),
            *of("search/collocates.html", company=samples.COLLOCATES),
            *of("search/frequency.html", frequency=samples.FREQUENCY),
        ),
        wide=True,
    ),
    Component("citing", ("citing",), of("testimonies/citation_box.html", open={"box": rooms.CITATION})),
    Component(
        "access",
        ("access",),
        of("testimonies/restricted.html", log_in=rooms.restricted("log-in"), ask=rooms.restricted("ask")),
    ),
    Component("convention", ("convention", "framework"), (State("all", f"{SPECIMEN}/convention.html"),), wide=True),
    Component(
        "ratification",
        ("ratification",),
        (
            *of("archive/ratification/map.html", four_standings=ways.STANDINGS),
            *of("archive/ratification/curve.html", twelve_years=ways.CURVE),
        ),
        wide=True,
    ),
    *calendar.PARTS,
    Component(
        "steps",
        ("progress",),
        of("components/steps.html", all=lambda: {"steps": rooms.steps(), "recording": listening().recording}),
    ),
    Component(
        "line",
        ("progress",),
        of(
            "components/line.html",
            told={"line": Sample(speed="3.2×", left="4 min", workers=2)},
            untold={"line": Sample()},
        ),
    ),
    Component(
        "arrival",
        ("arrivals",),
        of(
            f"{SPECIMEN}/arrivals.html",
            on_its_way={"file": rooms.arrival()},
            arrived={
                "file": rooms.arrival(number=2, sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c", percent=100)
            },
        ),
    ),
    Component("weak_languages", (), of("components/weak_languages.html", two={"field": rooms.weak()})),
    Component(
        "work",
        ("work",),
        of(
            "testimonies/work_on_it.html",
            of_an_interviewer={"work": Sample(edit_url="#"), "testimony": samples.TESTIMONY},
        ),
    ),
    Component(
        "comparison", ("comparison",), of("testimonies/segment_history_lines.html", corrected=rooms.history), wide=True
    ),
    Component("risk", ("risk",), of("testimonies/finding.html", open=finding("open"), kept=finding("kept")), wide=True),
    Component(
        "translate",
        ("translate",),
        of(
            "testimonies/translate/row.html",
            done={"row": row("", translator="T. Ranslator", reviewer="R. Eviewer")},
            missing={"row": row("missing", text="", shown="")},
            draft={"row": row("draft")},
            changed={"row": row("changed", changed=True)},
        ),
        wide=True,
    ),
    Component(
        "clips",
        ("clips",),
        (
            *of(
                "archive/blocks/clip.html",
                open=stories.clip("ta"),
                translated=stories.translated,
                with_a_name_kept_back=stories.redacted,
                closed={},
            ),
            *of("archive/blocks/voices.html", two_beside=stories.voices),
            *of("archive/blocks/sequence.html", in_a_row=stories.sequence),
        ),
        wide=True,
    ),
    Component(
        "stories",
        ("stories",),
        (
            *of("archive/blocks/number.html", number=stories.NUMBER),
            *of("archive/blocks/pull_quote.html", quote=stories.QUOTE),
            *of("archive/blocks/journey.html", journey=stories.JOURNEY),
            *of("archive/blocks/timeline.html", timeline=stories.TIMELINE),
        ),
        wide=True,
    ),
    Component("breadcrumbs", ("ways",), of("components/breadcrumbs.html", two_above=ways.crumbs)),
    Component("ways", ("ways",), (State("tiles, pills, countries, years", f"{SPECIMEN}/ways.html"),), wide=True),
    Component("campaign", ("campaign",), of(f"{SPECIMEN}/campaign.html", all=campaign.CHOICES), wide=True),
    Component("journeys", ("journeys",), of("archive/ways/map.html", three_countries=ways.JOURNEYS), wide=True),
    Component("playlist", ("playlist",), of("archive/ways/playlist.html", three_passages=ways.playlist), wide=True),
    Component("home", ("home",), of(f"{SPECIMEN}/home.html", numbers_and_call=ways.HOME), wide=True),
    Component("header_search", ("header_search",), of("components/header_search.html", from_60rem_on={})),
    Component("queue", ("queue",), (State("waiting", f"{SPECIMEN}/queue.html"),)),
    Component("consent", ("consent",), (State("uses and ledger", f"{SPECIMEN}/consent.html"),)),
    Component("account", ("account",), (State("codes", f"{SPECIMEN}/account.html"),)),
    Component("look", ("look",), (State("doors", f"{SPECIMEN}/look.html"),)),
    Component("recorder", ("recorder",), (State("on the shelf, and taking", f"{SPECIMEN}/recorder.html"),)),
    Component(
        "desk",
        ("desk", "desk_rows", "desk_sheets"),
        (State("rows and the row in hand", f"{SPECIMEN}/desk.html"),),
        wide=True,
    ),
)
