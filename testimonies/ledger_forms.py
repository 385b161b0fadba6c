"""The form of one sitting: what a narrator allows for each use, how it was said, and the paper that it stands on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testimonies.actions.consenting import Line
from testimonies.actions.paper_forms import returned_sentence
from testimonies.consent import rules, statement
from testimonies.consent.audiences import Audience, Places, Use
from testimonies.consent.questions import QUESTIONS
from testimonies.description import languages
from testimonies.exceptions import BadReference
from testimonies.forms import ClockField, FilesField, FilesInput
from testimonies.models import ConsentForm, Given, Recording, Testimony
from testimonies.models.consent_form import ConsentFormQuerySet
from testimonies.transcript.timecode import format_clock

__all__ = ["GivingForm", "PaperForm", "ReturnForm", "ScanForm"]

MOST_SCANS = 6
ON_PAPER = (Given.FORM, Given.BOTH)
SPOKEN = (Given.SPOKEN, Given.BOTH)
OFFERED = (Given.FORM, Given.SPOKEN, Given.BOTH, Given.TICKED)
"""What the recorder writes down by itself is not offered."""


@dataclass(frozen=True, slots=True)
class Preset:
    """An answer to all questions at once."""

    label: str | Promise
    audiences: Mapping[str, str]


_ALL = [use.value for use in Use]
PRESETS: Mapping[str, Preset] = {
    "open": Preset(_("Everything is open to everyone"), dict.fromkeys(_ALL, Audience.PUBLIC.value)),
    "research": Preset(
        _("The entry for everyone, words and voice for registered researchers only"),
        {
            **dict.fromkeys(_ALL, Audience.STAFF.value),
            Use.CATALOGUE.value: Audience.PUBLIC.value,
            **dict.fromkeys((Use.TRANSCRIPT.value, Use.SOUND.value, Use.TRANSLATION.value), Audience.RESEARCHER.value),
        },
    ),
    "closed": Preset(
        _("Everything is closed: for the staff of the collection alone"), dict.fromkeys(_ALL, Audience.STAFF.value)
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One use in the form: the field, what is asked in plain words, and how it stands today."""

    field: Any
    question: str | Promise
    standing: str
    is_open: bool


class RecordingField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return gettext("Recording %(number)s") % {"number": obj.position}


class ScanForm(forms.Form):
    """Scans of a signed form. What they are, their content says (:mod:`testimonies.preservation.sealed`)."""

    scans = FilesField(
        label=_("Scan or photograph of the signed form"),
        required=False,
        widget=FilesInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        help_text=_("PDF, JPEG or PNG, up to 25 MB each. It is sealed: only staff of the collection can fetch it."),
    )

    def clean_scans(self) -> list[Any]:
        scans = self.cleaned_data["scans"]
        if len(scans) > MOST_SCANS:
            raise forms.ValidationError(_("Send six files at most at once."))
        return cast(list[Any], scans)


class GivingForm(ScanForm):
    """A preset answers every question that is not answered apart; what nobody answers stays as it is."""

    preset = forms.ChoiceField(label=_("In short"), required=False, widget=forms.RadioSelect)
    places = forms.ChoiceField(label=_("Places may be shown as"), required=False)
    valid_from = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=timezone.localdate
    )
    valid_until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day. Leave it open where there is no end."),
    )
    given = forms.ChoiceField(label=_("How the narrator said so"), widget=forms.RadioSelect)
    recording = RecordingField(queryset=Recording.objects.none(), label=_("In which recording"), required=False)
    spoken_at_ms = ClockField(label=_("At which time"), required=False, max_length=20, help_text=_("Such as 0:12:30."))
    reference = forms.CharField(
        label=_("Reference of the paper form"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false", "list": "awaited"}),
        help_text=_("As it is printed on it. Leave it open for a paper that this archive did not print."),
    )
    language = forms.ChoiceField(label=_("In which language it was explained"), required=False)
    explained_by = forms.CharField(
        label=_("By whom it was explained"),
        required=False,
        max_length=100,
        help_text=_("Initials are enough. Seen by those who work on the testimony alone."),
    )

    def __init__(
        self,
        *args: Any,
        testimony: Testimony,
        known: ConsentFormQuerySet,
        form: ConsentForm | None = None,
        **kwargs: Any,
    ) -> None:
        """``known``: the forms that the asker may return; ``form``: the one that is being returned, if any."""
        super().__init__(*args, **kwargs)
        self.testimony, self.known, self.form = testimony, known, form
        self.day: date = timezone.localdate()
        unchanged = ("", _("as it is"))
        for use in Use:
            self.fields[use.value] = forms.ChoiceField(
                label=use.label, required=False, choices=[unchanged, *Audience.choices]
            )
        self._offer("preset", [(name, preset.label) for name, preset in PRESETS.items()])
        self._offer("places", [unchanged, *Places.choices])
        self._offer("given", [(one.value, one.label) for one in OFFERED])
        self._offer("language", [("", _("not said")), *languages.choices()])
        recordings = cast(RecordingField, self.fields["recording"])
        recordings.queryset = testimony.recordings.all()
        if testimony.recordings.count() == 1:
            recordings.empty_label = None
        if form is not None:
            self.initial = {
                **self.initial,
                "given": Given.FORM.value,
                "reference": form.reference,
                "language": form.language,
            }

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def presets(self) -> Iterator[tuple[Any, str]]:
        """Each preset's button, and its answers as JSON for the script that shows them."""
        for button, preset in zip(self["preset"], PRESETS.values(), strict=True):
            yield button, json.dumps(preset.audiences)

    def rows(self) -> Iterator[Row]:
        """The eight uses, each with its question and how it stands."""
        grants = self.testimony.standing.grants
        for use in Use:
            grant = rules.governing(grants, use)
            said = statement.sentence(grant, self.day)
            yield Row(self[use.value], QUESTIONS[use], said, statement.is_open(grant, self.day))

    def clean_reference(self) -> str:
        """Finds the form, or says why not: mistyped, unknown, of another testimony, returned before."""
        written = self.cleaned_data["reference"]
        if not written:
            return ""
        try:
            self.form = self.known.of_reference(written)
        except BadReference as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if self.form.testimony_id != self.testimony.pk:
            raise forms.ValidationError(
                _("This form belongs to another testimony: %(number)s. Write it down there."),
                params={"number": self.form.testimony.accession_number},
            )
        if self.form.returned_at is not None:
            raise forms.ValidationError(returned_sentence(self.form))
        return self.form.reference

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("reference"):
            self.form = None
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", _("The last day lies before the first."))
        self._clean_how(cleaned)
        self._clean_answers(cleaned)
        return cleaned

    def _clean_how(self, cleaned: dict[str, Any]) -> None:
        given = cleaned.get("given")
        if given in SPOKEN:
            self._clean_moment(cleaned)
        else:
            cleaned["recording"] = cleaned["spoken_at_ms"] = None
        if given and given not in ON_PAPER and (cleaned.get("reference") or cleaned.get("scans")):
            self.add_error("given", _("There is a paper form: choose “on a signed form”, or both."))

    def _clean_moment(self, cleaned: dict[str, Any]) -> None:
        recording, at_ms = cleaned.get("recording"), cleaned.get("spoken_at_ms")
        if recording is None and "recording" not in self.errors:
            self.add_error("recording", _("Say in which recording the narrator can be heard saying so."))
        if at_ms is None and "spoken_at_ms" not in self.errors:
            self.add_error("spoken_at_ms", _("Say at which time it can be heard, such as 0:02:10."))
        if recording is not None and at_ms is not None and recording.duration_ms and at_ms >= recording.duration_ms:
            self.add_error(
                "spoken_at_ms",
                forms.ValidationError(
                    _("This recording ends at %(end)s."), params={"end": format_clock(recording.duration_ms)}
                ),
            )

    def _clean_answers(self, cleaned: dict[str, Any]) -> None:
        preset = PRESETS.get(cleaned.get("preset", ""))
        for use in _ALL:
            if not cleaned.get(use) and preset is not None:
                cleaned[use] = preset.audiences[use]
        entry = rules.governing(self.testimony.standing.grants, Use.CATALOGUE)
        if cleaned.get("places") and not cleaned.get(Use.CATALOGUE) and entry is None:
            self.add_error("places", _("Say first for whom the entry in the catalogue is."))
        elif not self.errors and not cleaned.get("places") and not any(cleaned.get(use) for use in _ALL):
            self.add_error(None, _("Nothing was chosen yet: choose at least one answer."))

    @property
    def lines(self) -> list[Line]:
        """What is to be written down. Where the places alone change, the entry's own audience and days stay."""
        cleaned = self.cleaned_data
        days = (cleaned["valid_from"], cleaned["valid_until"])
        places = cleaned["places"] or None
        lines = [
            Line(use, cleaned[use], *days, places=places if use == Use.CATALOGUE else None)
            for use in _ALL
            if cleaned[use]
        ]
        entry = rules.governing(self.testimony.standing.grants, Use.CATALOGUE)
        if places and not cleaned[Use.CATALOGUE] and entry is not None:
            lines.append(Line(Use.CATALOGUE, entry.audience, entry.valid_from, entry.valid_until, places))
        return lines


class ReturnForm(forms.Form):
    """The box for a form that came back."""

    reference = forms.CharField(
        label=_("Reference of the returned form"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false", "list": "awaited"}),
        help_text=_("It is printed at the top and at the bottom of the form."),
    )


class PaperForm(forms.Form):
    """In which language the paper is printed; it need not be the reader's."""

    language = forms.ChoiceField(
        label=_("Language of the form"),
        choices=[(tag, languages.own_name(tag)) for tag in languages.INTERFACE_LANGUAGES],
    )
