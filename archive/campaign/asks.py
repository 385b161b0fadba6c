"""The forms of taking part: to be interviewed, to translate, to join as an organisation, to give recordings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.campaign import fields
from archive.campaign.forms import ActionForm, CampaignForm, LetterForm, PostForm
from archive.models import Organisation, PostKind

__all__ = ["FORMS", "ByAddress"]


class InterviewForm(PostForm):
    KIND = PostKind.INTERVIEW
    SECTIONS = ((_("Where you are"), ("country", "region", "languages", "partner", "text")),)

    country = fields.CountryField(label=_("Country in which you are now"))
    region = fields.line(_("Town or region"), required=False)
    languages = fields.line(_("Languages in which you would like to speak"))
    partner = forms.ChoiceField(
        label=_("Organisation you would like to speak with"), required=False, choices=lambda: _partners()
    )
    text = fields.text(
        _("What we should know"), 1_000, required=False, rows=3,
        help_text=_("Do not tell your story here. Say only when and how you can be reached safely."),
    )  # fmt: skip


class TranslatorForm(PostForm):
    KIND = PostKind.TRANSLATOR
    SECTIONS = ((_("Your languages"), ("languages_from", "languages_to", "tasks", "text")),)

    languages_from = fields.line(_("From which languages"), 200)
    languages_to = fields.line(_("Into which languages"), 200)
    tasks = fields.Words(
        label=_("What you would like to translate"),
        choices=[
            ("testimonies", _("Testimonies")), ("pages", _("Pages of the archive")),
            ("letters", _("Letters and documents")),
        ],
    )  # fmt: skip
    text = fields.text(_("About you as a translator"), 1_000, required=False, rows=3)


class PartnerForm(PostForm):
    KIND = PostKind.PARTNER
    SECTIONS = ((_("Your organisation"), ("organisation", "website", "country", "region", "tasks", "text")),)

    organisation = fields.line(
        _("Name of the organisation"), help_text=_("As it writes its name itself, in any script.")
    )
    website = forms.URLField(
        label=_("Its website"), required=False, assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )  # fmt: skip
    country = fields.CountryField(label=_("Country"))
    region = fields.line(_("Other countries or regions where it works"), 200, required=False)
    tasks = fields.Words(
        label=_("What it would like to do"),
        choices=[
            ("collects", _("gathers testimonies")), ("translates", _("translates")),
            ("campaigns", _("campaigns for ratification")), ("supports", _("supports migrants")),
        ],
    )  # fmt: skip
    text = fields.text(
        _("About the organisation"), 2_000, help_text=_("With whom it works, since when. No names of people.")
    )


class RecordingsForm(PostForm):
    KIND = PostKind.RECORDINGS
    SECTIONS = ((_("The recordings"), ("organisation", "country", "languages", "amount", "years", "consent", "text")),)

    organisation = fields.line(_("Who holds them"), help_text=_("An organisation, or your own name."))
    country = fields.CountryField(label=_("Country in which they were made"))
    languages = fields.line(_("Languages spoken"))
    amount = fields.line(_("How many, and how long"), help_text=_("For example: 40 interviews, some 60 hours."))
    years = fields.line(_("From which years"), 60, required=False, dir="ltr")
    consent = forms.ChoiceField(
        label=_("Did the people who speak agree to an archive?"),
        choices=[("yes", _("Yes, in writing or on the recording")), ("partly", _("Some did")), ("no", _("Not yet")),
                 ("unknown", _("We do not know"))],
    )  # fmt: skip
    text = fields.text(
        _("About the collection"), 2_000,
        help_text=_("How it came about, and in which form it is: tapes, files, lists."),
    )  # fmt: skip


FORMS: dict[str, type[PostForm]] = {
    one.KIND: one
    for one in (ActionForm, CampaignForm, LetterForm, InterviewForm, TranslatorForm, PartnerForm, RecordingsForm)
}
ByAddress = {
    "interview": PostKind.INTERVIEW,
    "translate": PostKind.TRANSLATOR,
    "join": PostKind.PARTNER,
    "recordings": PostKind.RECORDINGS,
}
"""The last part of the address below ``take-part/`` → what is offered there."""


def _partners() -> list[tuple[str, Any]]:
    near = Organisation.objects.filter(in_directory=True, collects=True).values_list("slug", "name")
    return [("", _("any of them")), *near]
