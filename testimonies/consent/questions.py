"""What a narrator is asked, in plain words: a question for each use, and what saying yes to it means."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testimonies.consent.audiences import Use

__all__ = ["MEANINGS", "QUESTIONS"]

QUESTIONS: dict[Use, str | Promise] = {
    Use.CATALOGUE: _("May your testimony be listed in the catalogue?"),
    Use.TRANSCRIPT: _("May your words be read?"),
    Use.SOUND: _("May your voice be heard?"),
    Use.TRANSLATION: _("May your words be translated?"),
    Use.EXCERPT: _("May parts of it be told again in stories?"),
    Use.REUSE: _("May others use it for teaching and in their own work?"),
    Use.MACHINE_PROCESSING: _("May others have it processed by machines?"),
    Use.EXPORT: _("May its entry be passed on to other catalogues?"),
}

MEANINGS: dict[Use, str | Promise] = {
    Use.CATALOGUE: _("Title, summary, languages, themes and places are shown. Without this nothing else is shown."),
    Use.TRANSCRIPT: _("What you said can be read and searched as a text."),
    Use.SOUND: _("The recording can be played. A voice can be recognised, even without a name."),
    Use.TRANSLATION: _("What you said can be read in other languages."),
    Use.EXCERPT: _("A few sentences of yours may stand on the first page, in a list or in a story."),
    Use.REUSE: _("Teachers, researchers and artists may use it in their own work, and must name the archive."),
    Use.MACHINE_PROCESSING: _(
        "Other people’s programs may read or hear it. Where you say no, the archive asks them not to; "
        "it cannot force them."
    ),
    Use.EXPORT: _("Other libraries copy the entry. Such copies we can only ask them to remove."),
}
