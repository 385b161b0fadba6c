"""What is new to a saved search: asked of the search itself, as its owner, at this very moment.

What is told outside of the archive, by e-mail or to a feed reader, are numbers, addresses, and the titles that everyone
may see: nobody knows who else reads there.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from search.answering import PER_PAGE, answer
from search.models import SavedSearch
from search.wanted import Wanted
from testimonies.consent.audiences import VISITOR
from testimonies.models import Testimony, conceal_names, listener_for

__all__ = [
    "SORTS",
    "New",
    "answering",
    "due",
    "look",
    "shown",
    "tell",
    "tell_everybody",
    "told",
    "unsubscribing",
]

log = logging.getLogger(__name__)

SORTS = ("relevance", "newest", "oldest", "time")
MOST_TESTIMONIES = 1_000
"""So many testimonies of an answer are watched; a question that more of them answer is too wide to be told about."""
MOST_TOLD = 30
SILENT = "django.core.mail.backends.dummy.EmailBackend"
_SALT = "search.saved.unsubscribe"


@dataclass(frozen=True, slots=True)
class New:
    """A testimony that answers: ``title`` only where everyone may see it, else empty; ``at`` when it was noticed."""

    number: str
    title: str
    url: str
    places: int
    at: datetime


def answering(saved: SavedSearch) -> dict[str, tuple[int, float]]:
    """``{testimony: [places, now]}`` of all that answers its owner at this moment."""
    asked = Wanted.of(QueryDict(saved.question.lstrip("?")), sorts=SORTS)
    listener, now = listener_for(saved.owner), timezone.now().timestamp()
    found: dict[str, tuple[int, float]] = {}
    with translation.override(saved.language):
        for page in range(1, MOST_TESTIMONIES // PER_PAGE + 1):
            told = answer(asked.query, listener=listener, narrowing=asked.narrowing, page=page)
            found |= {str(testimony.pk): (places, now) for testimony, places, _hits in told.groups}
            if page * PER_PAGE >= told.testimonies:
                break
    return found


def look(saved: SavedSearch) -> list[int]:
    """Look again, and note in ``saved.found`` (which is not kept by this) what answers now. Returns the keys of the
    testimonies that are new, or have more places, since it was last told."""
    before, now = saved.found, answering(saved)
    for key, (places, _at) in now.items():
        if key in before and places <= before[key][0]:
            now[key] = (places, before[key][1])
    saved.found = now
    since = saved.looked_at.timestamp()
    return [int(key) for key, (_places, at) in now.items() if at > since]


@transaction.atomic
def shown(key: int) -> list[New]:
    """What answers a search now, the latest noticed first: for its feed."""
    saved = SavedSearch.objects.select_for_update(of=("self",)).select_related("owner").get(pk=key)
    look(saved)
    saved.save(update_fields=["found"])
    return told(saved, [int(one) for one in saved.found])[:MOST_TOLD]


def told(saved: SavedSearch, keys: list[int]) -> list[New]:
    """What may be told outside of these testimonies, the newest first."""
    visible = Testimony.objects.visible_to(listener_for(saved.owner)).in_bulk(keys)
    public = Testimony.objects.visible_to(VISITOR).for_cards().in_bulk(keys)
    conceal_names(public.values(), VISITOR)
    some = [
        New(
            number=one.accession_number,
            title=public[pk].title if pk in public else "",
            url=settings.SITE_URL + one.get_absolute_url(),
            places=saved.found[str(pk)][0],
            at=datetime.fromtimestamp(saved.found[str(pk)][1], UTC),
        )
        for pk, one in visible.items()
        if str(pk) in saved.found
    ]
    return sorted(some, key=lambda one: (one.at, one.number), reverse=True)


def due() -> list[int]:
    """The keys of the searches whose owners are to be written to, where a mail server is set."""
    if settings.EMAIL_BACKEND == SILENT:
        return []
    return list(SavedSearch.objects.due().values_list("pk", flat=True))


def tell_everybody() -> None:
    """Whoever is due. While the mail server is away nothing is lost: they stay due."""
    for key in due():
        try:
            tell(key)
        except OSError as fault:  # every SMTP error is one
            log.warning("saved search %d is told later: %s", key, type(fault).__name__)
            return


@transaction.atomic
def tell(key: int) -> bool:
    """Look again, and write to its owner if there is something new. Raises what the mail server raises: then nothing
    is kept, and it is due again. Returns whether a letter was sent."""
    saved = SavedSearch.objects.due().select_for_update(of=("self",), skip_locked=True).filter(pk=key).first()
    if saved is None:
        return False
    with translation.override(saved.language):
        news = told(saved, look(saved))
        if news:
            _send(saved, news)
    saved.looked_at = timezone.now()
    saved.save(update_fields=["found", "looked_at"])
    return bool(news)


def unsubscribing(saved: SavedSearch) -> str:
    """What stands in the address by which its e-mails end, without logging in."""
    return signing.dumps(saved.pk, salt=_SALT, compress=False)


def meant_by(unsubscribing: str) -> int | None:
    """The key of the search that such an address is of, whether or not it is still there."""
    try:
        return int(signing.loads(unsubscribing, salt=_SALT))
    except signing.BadSignature:
        return None


def _send(saved: SavedSearch, news: list[New]) -> None:
    """A second letter of the same look, after a worker was killed, has the same ``Message-ID``."""
    end = settings.SITE_URL + reverse("search:unsubscribe", args=[unsubscribing(saved)])
    facts = {
        "number": len(news),
        "titled": [one for one in news if one.title][:MOST_TOLD],
        "address": settings.SITE_URL + reverse("search:saved"),
        "end": end,
    }
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    letter = EmailMessage(
        subject=_("Something new in the archive"),
        body=render_to_string("search/mail/new.txt", facts),
        to=[saved.owner.email],
        headers={
            "Message-ID": f"<saved-{saved.pk}-{int(saved.looked_at.timestamp())}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{end}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    try:
        letter.send()
    except SMTPRecipientsRefused:
        log.warning("saved search %d: the mail server knows no such address", saved.pk)
