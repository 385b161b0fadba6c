"""Paper forms of consent: printed with a reference, taken back, their scans sealed, looked at, burned."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import ConsentForm, ConsentScan, Event, Testimony, collections_of
from testimonies.preservation import sealed

__all__ = [
    "MOST_FORMS",
    "burn_scans",
    "keep_scan",
    "look_at_scan",
    "number_foreign",
    "print_form",
    "returned_sentence",
    "sweep",
    "take_back",
]

MOST_FORMS = 999
_SEALING = 0x7363616E73
"""Key of the lock that is shared by all who seal scans, and held alone by whoever burns one."""


@transaction.atomic
def print_form(*, testimony: Testimony, language: str, by: Any) -> ConsentForm:
    """Give the next form of ``testimony`` its number. Raises :class:`StateForbids` after the last."""
    form = ConsentForm.objects.create(
        testimony=testimony,
        number=_next_number(testimony),
        language=language,
        printed_by=by,
        printed_at=timezone.now(),
    )
    Event.write("consent_form_printed", by=by, testimony=testimony, form=form.reference, language=language)
    return form


@transaction.atomic
def number_foreign(*, testimony: Testimony, language: str, by: Any) -> ConsentForm:
    """Number a signed paper that this archive did not print, for what is about to be written down of it."""
    form = ConsentForm.objects.create(testimony=testimony, number=_next_number(testimony), language=language)
    Event.write("consent_form_numbered", by=by, testimony=testimony, form=form.reference)
    return form


@transaction.atomic
def take_back(*, form: ConsentForm, by: Any) -> None:
    """The form came back signed. Raises :class:`StateForbids` where it did before."""
    held = ConsentForm.objects.select_for_update().get(pk=form.pk)
    if held.returned_at is not None:
        raise StateForbids(returned_sentence(held))
    ConsentForm.objects.filter(pk=held.pk).update(returned_at=timezone.now(), returned_by=by)
    Event.write("consent_form_returned", by=by, testimony=held.testimony, form=held.reference)


def returned_sentence(form: ConsentForm) -> str:
    """That a form came back before, for whoever holds it now."""
    assert form.returned_at is not None
    return _("The form %(reference)s came back on %(day)s already; what it says is in the ledger.") % {
        "reference": form.reference,
        "day": date_format(timezone.localdate(form.returned_at)),
    }


@transaction.atomic
def keep_scan(*, form: ConsentForm, blocks: Iterable[bytes], by: Any) -> ConsentScan:
    """Seal a scan of a signed form; the same scan again leads to the one that is held.

    Raises :class:`~testimonies.exceptions.UnsoundScan`.
    """
    with connection.cursor() as cursor:  # until the transaction is through nothing is burned
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_SEALING])
    kept = sealed.keep(Path(settings.MEDIA_ROOT), blocks)
    scan, is_new = ConsentScan.objects.get_or_create(
        form=form,
        sha256=kept.sha256,
        defaults={"media_type": kept.media_type, "size_bytes": kept.size_bytes, "added_by": by},
    )
    if is_new:
        Event.write(
            "consent_scan_sealed",
            by=by,
            testimony=form.testimony,
            form=form.reference,
            scan=scan.pk,
            sha256=kept.sha256,
        )
    return scan


@transaction.atomic
def look_at_scan(*, scan: ConsentScan, by: Any) -> Path:
    """Where the scan lies, for staff of its collection; each look is an event. Raises :class:`NotPermitted`."""
    testimony = scan.form.testimony
    if not collections_of(by, "change", "publish").filter(pk=testimony.collection_id).exists():
        raise NotPermitted(_("Signed forms are seen by staff of the collection alone."))
    Event.write("consent_scan_seen", by=by, testimony=testimony, form=scan.form.reference, scan=scan.pk)
    return scan.path


@transaction.atomic
def burn_scans(*, testimony: Testimony, by: Any) -> int:
    """Destroy every scan of the testimony's forms, as a purge must; returns how many there were.

    The bytes go first, as long as the rows say where they are: killed in between, it is begun again. What another
    testimony's form holds as well stays for that one.
    """
    _seal_nothing_meanwhile()
    scans = ConsentScan.objects.filter(form__testimony=testimony)
    for digest in set(scans.values_list("sha256", flat=True)):
        if not ConsentScan.objects.filter(sha256=digest).exclude(form__testimony=testimony).exists():
            sealed.burn(Path(settings.MEDIA_ROOT), digest)
    number, _each = scans.delete()
    if number:
        Event.write("consent_scans_burned", by=by, testimony=testimony, scans=number)
    return number


def sweep(*, older_than_s: float) -> int:
    """Destroy the scans of sittings that were refused or cut off, which nothing holds; returns how many."""
    return _burn_unheld(sealed.lying(Path(settings.MEDIA_ROOT), older_than_s=older_than_s))


def _burn_unheld(digests: Iterable[str]) -> int:
    """Burn those that no form holds, while nobody seals one: the same bytes could be on their way in."""
    burned = 0
    for digest in digests:
        with transaction.atomic():
            _seal_nothing_meanwhile()
            if not ConsentScan.objects.filter(sha256=digest).exists():
                sealed.burn(Path(settings.MEDIA_ROOT), digest)
                burned += 1
    return burned


def _seal_nothing_meanwhile() -> None:
    """Until the transaction is through."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEALING])


def _next_number(testimony: Testimony) -> int:
    Testimony.objects.select_for_update().get(pk=testimony.pk)  # two printers at once get two numbers
    last = ConsentForm.objects.filter(testimony=testimony).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_FORMS:
        raise StateForbids(_("This testimony has as many forms as it can have."))
    return int(last) + 1
