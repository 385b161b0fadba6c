"""What the rooms of those who work here are shown with in the style guide, and what stands around a testimony."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from archive.styleguide.samples import AT, SPOKEN, TESTIMONY, Sample

__all__ = ["CITATION", "arrival", "facts", "finding", "history", "restricted", "row", "steps", "weak"]


def arrival(**more: Any) -> Sample:
    return Sample(
        **{
            "number": 1, "address": "#", "name": "interview.wav", "size_bytes": 48_200_000, "offset_bytes": 21_000_000,
            "percent": 43, "head": "", "sha256": "", "expires_at": AT,
        }
        | more
    )  # fmt: skip


CITATION = Sample(
    address="#",
    entries=[
        Sample(
            label="Chicago",
            key="sample",
            parts=[
                Sample(text="A kitchen worker. ", lang=""),
                Sample(text="Ten months in a kitchen", emphasised=True, lang="en"),
                Sample(text=". 1990-0045.", lang=""),
            ],
            in_text="(A kitchen worker 2014)",
            plain="A kitchen worker. Ten months in a kitchen. 1990-0045.",
        )
    ],
    files=[("ris", "RIS", "#"), ("bib", "BibTeX", "#")],
)


def steps() -> list[Sample]:
    told = (("probe", "done", _("done")), ("copy", "doing", _("in hand")), ("words", "failed", _("failed")))
    return [
        Sample(kind=kind, state=state, name=kind, state_name=name, sentence="…", retry=state == "failed")
        for kind, state, name in told
    ]


def finding(decision: str) -> dict[str, Any]:
    is_open = decision == "open"
    one = Sample(
        where=_("Recording"), recording=Sample(sound_url="#"), start_ms=12_000, words="Kathmandu", before="I lived in ",
        after=".", language="en", direction="ltr", from_s=11.0, until_s=14.0, suggestion=_("Country"),
    )  # fmt: skip
    state = Sample(pk=decision, decision=decision, is_open=is_open, label=_("Country"), reason="…")
    state.get_decision_display = _("Keep as it is")
    return {
        "one": one,
        "finding": state,
        "testimony": TESTIMONY,
        "open_to": [("staff", _("everyone"))],
        "shows_all": False,
    }


def row(wants: str, **more: Any) -> Sample:
    return Sample(
        **{
            "key": f"sample-{wants or 'done'}", "wants": wants, "start_ms": 12_000, "end_ms": 15_000, "label": "0:12",
            "source_language": "ne", "source_direction": "ltr", "source": SPOKEN["ne"], "language": "ar",
            "direction": "rtl", "shown": SPOKEN["ar"], "text": SPOKEN["ar"], "typed": None, "digest": "0",
        }
        | more
    )  # fmt: skip


def history() -> dict[str, Any]:
    """What was done to the words of one line."""
    entry = Sample(
        who="E. Ditor",
        label=_("corrected"),
        line=Sample(at=AT, pk=1),
        was=[(Sample(language="en", direction="ltr"), [("The boss took my ", False), ("passed port", True)])],
        became=[(Sample(language="en", direction="ltr"), [("The boss took my ", False), ("passport", True)])],
    )
    run = Sample(model="whisper-mini", finished_at=AT)
    return {"entries": [entry], "run": run, "segment": Sample(version=1), "transcript": Sample(language="en", pk=1)}


def facts() -> dict[str, Any]:
    place = Sample(iso2="NP", label="Nepal")
    return {
        "countries": [(_("country of origin"), [place]), (_("country of destination"), [Sample(label="قطر")])],
        "testimony": TESTIMONY,
        "spoken": ["ne", "ar"],
        "helpers": [Sample(get_part_display=_("interpreter"), person=Sample(shown_name="I. Nterpreter"))],
        "themes": [(_("Theme"), [Sample(slug="wage-theft", label=_("The Convention"))])],
        "keywords": ["factory", "سفارة"],
    }


def restricted(step: str) -> dict[str, Any]:
    lines = [(_("Recording"), _("registered researchers"), None), (_("The words"), _("everyone"), AT.date())]
    return {"restriction": Sample(lines=lines, step=step, asked=""), "testimony": TESTIMONY}


def weak() -> Sample:
    """A field of spoken languages with some that the machine does badly."""
    return Sample(field=Sample(choices=[("en", "English"), ("si", "Sinhala"), ("am", "Amharic")]))
