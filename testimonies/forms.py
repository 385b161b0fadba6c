"""The form of an upload: the sound, what it is, and what the narrator allowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from testimonies.consent.audiences import Audience, Use
from testimonies.description import languages
from testimonies.models import Given, Testimony, TestimonyKind, collections_of, listener_for
from testimonies.transcript.timecode import parse_clock
from testimonies.transcription import weights
from testimonies.transcription.engine import COMPUTE, ENGINES

__all__ = ["ClockField", "FilesField", "FilesInput", "RunForm", "SpokenForm", "UploadForm", "WordListForm"]

CONSENTS = {
    "consent_catalogue": Use.CATALOGUE,
    "consent_transcript": Use.TRANSCRIPT,
    "consent_sound": Use.SOUND,
}
LONGEST_TITLE = 200
OF_A_NEW_TESTIMONY = (
    "collection",
    "title",
    "apart",
    "own_title",
    "language",
    "kind",
    "consent_given",
    "consent_language",
)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; clean to a list of them."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(FilesField, self).clean(one, initial) for one in data or []]


class SeveralField(forms.Field):
    """A name that is there as often as it is needed; clean to the list of its values, in their order."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        each = forms.CharField(max_length=2_000, required=False)
        return [each.clean(one) for one in value or []]


class UploadForm(forms.Form):
    """With ``testimony`` the sounds are added to it; without, a testimony is opened in ``collection``.

    ``apart`` opens one for each sound; ``own_title`` then stands once for each, in the order of ``arrived``.
    """

    sound = FilesField(
        label=_("Sound files"),
        required=False,
        widget=FilesInput(attrs={"accept": "audio/*,video/mp4,.amr,.m4a,.opus,.ogg,.wma"}),
    )
    arrived = SeveralField(required=False)
    apart = forms.BooleanField(required=False)
    own_title = SeveralField(required=False)
    testimony = forms.ModelChoiceField(queryset=Testimony.objects.none(), required=False, widget=forms.HiddenInput)
    collection = forms.ModelChoiceField(
        queryset=Collection.objects.none(), label=_("Collection"), empty_label=None, required=False
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=_("How people will find it, without a real name."),
    )
    language = forms.ChoiceField(label=_("Language of the title"), required=False)
    kind = forms.ChoiceField(label=_("What it gives account of"), choices=TestimonyKind.choices, required=False)
    spoken_languages = forms.MultipleChoiceField(
        label=_("Languages spoken in the recording"),
        required=False,
        help_text=_("Leave open if you are not sure: the archive listens for itself."),
    )
    consent_catalogue = forms.ChoiceField(label=_("Be listed in the catalogue"), required=False)
    consent_transcript = forms.ChoiceField(label=_("The words may be read by"), required=False)
    consent_sound = forms.ChoiceField(label=_("The voice may be heard by"), required=False)
    consent_given = forms.ChoiceField(label=_("How the narrator said so"), required=False)
    consent_language = forms.ChoiceField(label=_("In which language it was explained"), required=False)

    def __init__(self, *args: Any, user: Any, testimony: Testimony | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tongues = languages.choices()
        self._offer_records("collection", collections_of(user, "add"))
        self._offer_records("testimony", Testimony.objects.worked_on_by(listener_for(user)))
        self._offer("language", tongues)
        self._offer("spoken_languages", tongues)
        self._offer("consent_language", [("", _("not said")), *tongues])
        self._offer("consent_given", [("", _("not said")), *Given.by_others().items()])
        for name in CONSENTS:
            self._offer(name, [("", _("not asked yet: stays closed")), *Audience.choices])
        if testimony is not None:
            self.initial["testimony"] = testimony.pk
            for name in (
                "collection",
                "title",
                "own_title",
                "apart",
                "language",
                "kind",
                *CONSENTS,
                "consent_given",
                "consent_language",
            ):
                del self.fields[name]
        else:
            self.fields["title"].required = not self.data.get("apart")
            self.fields["collection"].required = self.fields["language"].required = True

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _offer_records(self, name: str, records: QuerySet[Any]) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = records

    def clean_arrived(self) -> list[str]:
        return list(dict.fromkeys(filter(None, self.cleaned_data["arrived"])))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("sound") and not cleaned.get("arrived") and "sound" not in self.errors:
            self.add_error("sound", _("Choose a sound file."))
        if cleaned.get("apart"):
            sounds = [*cleaned.get("arrived", []), *cleaned.get("sound", [])]
            self._check_own_titles(len(sounds), cleaned.get("own_title", []))
        if any(cleaned.get(name) for name in CONSENTS) and not cleaned.get("consent_given"):
            self.add_error("consent_given", _("Say how the narrator allowed this: on a form, or in the recording."))
        return cleaned

    def _check_own_titles(self, sounds: int, titles: list[str]) -> None:
        if len(titles) != sounds or not all(titles):
            self.add_error("own_title", _("Give each file a title of its own."))
        elif any(len(title) > LONGEST_TITLE for title in titles):
            self.add_error("own_title", _("A title has 200 characters at most."))

    @property
    def consents(self) -> list[tuple[str, str]]:
        """``(use, audience)`` for each use the narrator was asked about."""
        return [(use.value, self.cleaned_data[name]) for name, use in CONSENTS.items() if self.cleaned_data.get(name)]


class WordListForm(forms.Form):
    """A word list, one entry a line."""

    words = forms.CharField(
        label=_("Names, places, organisations"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16, "dir": "auto", "autocomplete": "off"}),
        help_text=_("One a line."),
    )


class SpokenForm(forms.Form):
    """Which languages are spoken in a recording."""

    spoken_languages = forms.MultipleChoiceField(
        label=_("Languages spoken in the recording"),
        required=False,
        help_text=_("Leave open if you are not sure: the archive listens for itself."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["spoken_languages"]).choices = languages.choices()


class ClockField(forms.CharField):
    """A moment as people write it, ``0:12:30``; gives milliseconds, or ``None`` for nothing."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_clock(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class RunForm(forms.Form):
    """One more run of speech recognition: of what, in which languages, with which engine and model."""

    from_ms = ClockField(label=_("From"), required=False, max_length=20, help_text=_("Such as 0:12:30."))
    until_ms = ClockField(
        label=_("Until"), required=False, max_length=20, help_text=_("Leave both open for the whole recording.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages to listen for"),
        required=False,
        help_text=_("Leave open for those declared for the recording."),
    )
    engine = forms.ChoiceField(label=_("Engine"), required=False)
    model = forms.ChoiceField(label=_("Model"), required=False)
    compute = forms.ChoiceField(label=_("Compute in"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = ("", _("as the archive is set"))
        self._offer("languages", languages.choices())
        self._offer("engine", [usual, *((name, name) for name in ENGINES)])
        self._offer("model", [usual, *offered_models()])
        self._offer("compute", [usual, *((name, name) for name in COMPUTE)])

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        begins, ends = cleaned.get("from_ms"), cleaned.get("until_ms")
        if self.errors or (begins is None and ends is None):
            return cleaned
        if ends is None:
            self.add_error("until_ms", _("Say until when, or leave both open for the whole recording."))
        elif ends <= (begins or 0):
            self.add_error("until_ms", _("The end lies before the beginning."))
        cleaned["from_ms"] = begins or 0
        return cleaned


def offered_models() -> list[tuple[str, str]]:
    """Every model known by name; of those that must be fetched first it is said."""
    folder = weights.cache_folder(settings.WHISPER_CACHE or None)
    here = {*weights.CARRIED, *(file.stem for file in folder.glob("*.pt"))}
    return [
        (name, name if name in here else str(_("%(model)s (is fetched first)") % {"model": name}))
        for name in weights.known_names()
    ]
