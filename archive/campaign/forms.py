"""The public forms: what all of them share, a report of an action, a campaign, and a letter to one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from archive.campaign import fields, posted
from archive.models import CampaignState, Instrument, PostKind
from testimonies.exceptions import PictureRefused

__all__ = ["ActionForm", "CampaignForm", "LetterForm", "PostForm"]

HIDDEN = ("stamp", "second_name")
CONTACT = ("contact_name", "contact_email")
NOT_SAID = (*HIDDEN, *CONTACT, "kept")


_HEADINGS = {
    PostKind.ACTION: _("Report an action"),
    PostKind.CAMPAIGN: _("Describe a campaign"),
    PostKind.LETTER: _("Write to a campaign"),
    PostKind.INTERVIEW: _("Ask to be interviewed"),
    PostKind.TRANSLATOR: _("Help to translate"),
    PostKind.PARTNER: _("Join as a partner organisation"),
    PostKind.RECORDINGS: _("Give recordings"),
}


class PostForm(forms.Form):
    """``SECTIONS``: headings with the names of their fields. ``second_name`` is hidden from people: only programs fill
    it in. ``stamp`` is the page's own (:mod:`archive.campaign.robots`)."""

    KIND: ClassVar[PostKind]
    SECTIONS: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()

    contact_name = fields.line(_("Your name"), 120, autocomplete="name")
    contact_email = forms.EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
        help_text=_("A letter with a private link goes there. The address is shown to nobody but the editors."),
    )
    stamp = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    second_name = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pictures: list[tuple[posted.Small, str]] = []

    @property
    def here(self) -> str:
        """What stands above the page."""
        return str(_HEADINGS[self.KIND])

    @property
    def groups(self) -> Iterator[tuple[Any, list[Any]]]:
        for heading, names in (*self.SECTIONS, (_("How we reach you"), CONTACT)):
            if shown := [self[name] for name in names if name in self.fields]:
                yield heading, shown

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """Each fault with the id and the label of its field, in the order of the page."""
        found = []
        for _heading, shown in self.groups:
            for field in shown:
                found += [(field.id_for_label or field.auto_id, str(field.label), error) for error in field.errors]
        return found

    def said(self) -> dict[str, Any]:
        """What the form says, as text, without contact and pictures."""
        return {
            name: _as_text(value)
            for name, value in self.cleaned_data.items()
            if name not in NOT_SAID and not name.startswith(("picture_", "alt_"))
        }

    def clean_second_name(self) -> str:
        if self.cleaned_data["second_name"]:
            sent: Any = self.data
            self.data = sent = sent.copy()
            sent["second_name"] = ""
            raise ValidationError(_("A field that nobody sees was filled in. It is empty now: please send it again."))
        return ""

    def refuse(self, sentence: str) -> None:
        """Show the form once more with a sentence above it."""
        self.add_error(None, sentence)


class WithPictures(PostForm):
    """With up to three pictures, each with what it shows. ``held``: those that a correction may keep."""

    def __init__(self, *args: Any, held: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if held:
            self.fields["kept"] = fields.Words(
                label=_("Pictures that stay"), required=False, choices=[(str(one.pk), one.alt) for one in held],
                initial=[str(one.pk) for one in held],
            )  # fmt: skip
        for number in range(1, posted.MOST_PICTURES + 1):
            self.fields[f"picture_{number}"] = forms.FileField(
                label=_("Picture %(number)s") % {"number": number}, required=False,
                widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
            )  # fmt: skip
            self.fields[f"alt_{number}"] = fields.line(
                _("What picture %(number)s shows") % {"number": number}, 250, required=False,
                help_text=_("For those who do not see it. No names of people.") if number == 1 else "",
            )  # fmt: skip

    @property
    def groups(self) -> Iterator[tuple[Any, list[Any]]]:
        *others, contact = super().groups
        yield from others
        yield _("Pictures"), [self[name] for name in self.fields if name.startswith(("kept", "picture_", "alt_"))]
        yield contact

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [name for name in self.fields if name.startswith("picture_") and said.get(name)]
        for name in chosen:
            alt = name.replace("picture", "alt")
            if not said.get(alt):
                self.add_error(alt, _("Please say in a few words what this picture shows."))
            try:
                self.pictures.append((posted.small(said[name]), said.get(alt, "")))
            except PictureRefused as refusal:
                self.add_error(name, str(refusal))
        if len(chosen) + len(said.get("kept", ())) > posted.MOST_PICTURES:
            self.add_error(chosen[0], _("Three pictures at most. Please let one of the others go."))
        return said

    @property
    def lost_pictures(self) -> bool:
        """Whether pictures were chosen that a browser does not choose again by itself."""
        return bool(self.errors and any(isinstance(one, UploadedFile) for one in self.files.values()))


class ActionForm(WithPictures):
    KIND = PostKind.ACTION
    SECTIONS = (
        (_("What and who"), ("language", "title", "organisation", "aims", "links")),
        (_("Where"), ("country", "place", "latitude", "longitude")),
        (_("When"), ("day", "time", "zone")),
    )

    language = fields.TextLanguage()
    title = fields.line(_("What it is"), help_text=_("For example: A march to the labour ministry."))
    organisation = fields.line(_("Organisation"), help_text=_("As it writes its name itself, in any script."))
    aims = fields.text(_("Aims"), help_text=_("What is asked of whom, in a few sentences."))
    links = fields.Links()
    country = fields.CountryField(help_text=_("As it is called today. An older name can stand in the place."))
    place = fields.line(_("Place"), required=False, help_text=_("A town, a square, or: online."))
    latitude = forms.FloatField(
        label=_("Degrees north"), required=False, min_value=-90, max_value=90, localize=False,
        help_text=_("Only if you know them. Otherwise the map shows the middle of the country."),
    )  # fmt: skip
    longitude = forms.FloatField(label=_("Degrees east"), required=False, min_value=-180, max_value=180, localize=False)
    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date", "min": "1990-01-01"}, format="%Y-%m-%d"),
        help_text=_("1 May, 18 December or any other day."),
    )  # fmt: skip
    time = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("By the clocks of that place."),
    )  # fmt: skip
    zone = fields.line(
        _("Time zone"), 60, required=False, list="zones", dir="ltr",
        help_text=_("Only with a time. For example: Asia/Manila."),
    )  # fmt: skip

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        fields.check_day(day)
        return day

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"].replace(" ", "_")
        if zone and zone not in fields.zones():
            raise ValidationError(_("This time zone is not known. Choose one from the list, such as Africa/Dakar."))
        return zone

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        day, at, zone = (said.get(name) for name in ("day", "time", "zone"))
        if at and not zone and "zone" not in self.errors:
            self.add_error("zone", _("Please give the time zone as well, or leave the time out."))
        elif day and at and zone:
            try:
                fields.check_moment(day, at, zone)
            except ValidationError as fault:
                self.add_error("time", fault)
        if (said.get("latitude") is None) != (said.get("longitude") is None) and not self.errors:
            self.add_error("longitude", _("A point has degrees north and degrees east. Give both, or none."))
        return said


class CampaignForm(WithPictures):
    KIND = PostKind.CAMPAIGN
    SECTIONS = (
        (_("What and who"), ("language", "title", "organisation", "aims", "links")),
        (_("Which State, which treaty"), ("country", "instruments", "standing", "steps")),
    )

    language = fields.TextLanguage()
    title = fields.line(_("Name of the campaign"), help_text=_("For example: Ratify now, for those who left."))
    organisation = fields.line(_("Organisation"), help_text=_("As it writes its name itself, in any script."))
    aims = fields.text(_("Aims"), help_text=_("What is asked of whom, in a few sentences."))
    links = fields.Links()
    country = fields.CountryField(help_text=_("As it is called today."))
    instruments = fields.Words(label=_("What it is asked to ratify"))
    standing = forms.ChoiceField(label=_("How far it is"), choices=CampaignState.choices)
    steps = fields.text(
        _("Steps taken with governments"), required=False,
        help_text=_("Whom you met or wrote to, when, and what came of it. No names of people who did not agree."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Instrument.objects.exclude(kind__in=("framework", "declaration")).values_list("code", "name")
        self.fields["instruments"].choices = list(known)  # type: ignore[attr-defined]


class LetterForm(PostForm):
    """To whoever described a campaign. Their address stays with the archive; the writer's goes along."""

    KIND = PostKind.LETTER
    SECTIONS = ((_("Your letter"), ("title", "text")),)

    title = fields.line(_("What it is about"), 120)
    text = fields.text(_("Your letter"), rows=8)


def _as_text(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float):
        return str(value)
    return value if isinstance(value, list) else str("" if value is None else value)
