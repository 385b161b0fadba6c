"""The receipt for a narrator, in their language: what was done, what remains until when, whom to ask.

It holds no title, no name and no word of what was said: whoever finds it on a table learns nothing of its owner.
It is made from the withdrawal each time it is asked for, so that it can always be had again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testimonies.description import languages
from testimonies.models import Exported, Withdrawal

__all__ = ["receipt_of", "text_of", "who_must_be_told"]

LEFT_TO_RIGHT, END = "\u2066", "\u2069"


def receipt_of(withdrawal: Withdrawal) -> dict[str, Any]:
    """What the receipt says: heading, lines of (label, value), sentences; all in the narrator's language."""
    with translation.override(withdrawal.language):
        return {
            "language": withdrawal.language,
            "direction": languages.direction(withdrawal.language),
            "heading": str(_("Your testimony was taken back")),
            "facts": _facts(withdrawal),
            "sentences": _sentences(withdrawal),
            "farewell": str(
                _("Thank you for the trust with which you spoke. It was yours to give, and yours to take back.")
            ),
        }


def text_of(withdrawal: Withdrawal) -> str:
    """The same as plain text."""
    with translation.override(withdrawal.language):
        return render_to_string("testimonies/receipt.txt", {"receipt": receipt_of(withdrawal)})


def who_must_be_told(withdrawal: Withdrawal) -> list[dict[str, Any]]:
    """For the staff: each place where whole files went to, with how often and since when."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in Exported.objects.filter(testimony=withdrawal.testimony_id).select_related("account").order_by("day"):
        if one.account is not None:
            whom = " ".join(
                filter(None, (one.account.get_full_name() or one.account.get_username(), one.account.email))
            )
        else:
            whom = one.to or str(_("visitors, of whom nothing is known"))
        line = found.setdefault((whom, one.what), {"whom": whom, "what": one.what, "times": 0, "first": one.day})
        line["times"] += one.times
        line["last"] = one.day
    return list(found.values())


def _facts(withdrawal: Withdrawal) -> list[tuple[str, str]]:
    facts = [
        (str(_("Receipt")), _isolated(withdrawal.receipt_number)),
        (str(_("Number of the testimony")), _isolated(withdrawal.testimony.accession_number)),
        (str(_("Taken back on")), _moment(withdrawal.at)),
    ]
    if withdrawal.restored_at is not None:
        facts.append((str(_("Restored on")), _moment(withdrawal.restored_at)))
    if withdrawal.purged_at is not None:
        facts.append((str(_("Removed for good on")), _moment(withdrawal.purged_at)))
    return facts


SAID: Mapping[str, Promise] = {
    "hidden": _(
        "From that moment on nobody can find, read or hear it in this archive. The copies for listening were destroyed."
    ),
    "elsewhere": _("What others had copied before is not in our hands. We tell those of whom we know."),
    "sealed": _("The recording and the words are kept sealed until %(day)s. Until then you can change your mind."),
    "then": _(
        "After that day the recording, every copy, the words, the description, and what was written about you are "
        "removed for good. You can ask for it to be done earlier."
    ),
    "asked": _("Everything is being removed now. You can have a statement when it is done."),
    "restored": _(
        "It was hidden everywhere from that moment on. Later it was restored; it is closed, and nobody outside the "
        "staff of the collection can read or hear it until it is published again."
    ),
    "purged": _(
        "The recording, every copy, the words, the description, and what was written about you were removed for good."
    ),
    "stays": _(
        "What stays is the number, the days on which something was done, and what you had allowed in its time: it "
        "proves that we did as you wished."
    ),
    "backups": _(
        "Copies that the archive keeps against fire and failure may still hold it until %(day)s. They are locked away, "
        "and are overwritten by that day."
    ),
    "no_backups": _("Copies that the archive keeps against fire and failure held it until %(day)s, and no longer."),
    "ask": _(
        "If you have a question, ask the person who recorded you, or write to the archive with the number of this "
        "receipt: %(address)s. You need not give a reason."
    ),
}


def _sentences(withdrawal: Withdrawal) -> list[str]:
    named = {"day": "", "address": _isolated(settings.SITE_URL)}
    if withdrawal.restored_at is not None:
        said = ["restored"]
    elif withdrawal.is_purged and withdrawal.backups_until is not None:
        named["day"] = _day(withdrawal.backups_until)
        kept = withdrawal.backups_until >= timezone.localdate()
        said = ["hidden", "elsewhere", "purged", "stays", "backups" if kept else "no_backups"]
    elif withdrawal.is_restorable:
        named["day"] = _day(withdrawal.restorable_until)
        said = ["hidden", "elsewhere", "sealed", "then"]
    else:
        said = ["hidden", "elsewhere", "asked"]
    return [str(SAID[one]) % named for one in [*said, "ask"]]


def _isolated(text: str) -> str:
    """A number or an address keeps its own direction among Arabic words."""
    return f"{LEFT_TO_RIGHT}{text}{END}" if translation.get_language_bidi() else text


def _moment(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{date_format(here, 'DATE_FORMAT')}, {_isolated(f'{here:%H:%M} UTC')}"


def _day(at: date | datetime) -> str:
    return str(date_format(timezone.localtime(at) if isinstance(at, datetime) else at, "DATE_FORMAT"))
