"""Each kind of work that can wait for somebody in the editors' rooms: how much there is, in a sentence, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from testimonies.actions.translating import missing
from testimonies.consent.audiences import Listener
from testimonies.description import languages
from testimonies.models import (
    Asked,
    Hands,
    ReviewState,
    Segment,
    Shown,
    State,
    Stretch,
    TaskState,
    Testimony,
    Transcript,
    TranscriptTask,
    Withdrawal,
    collections_of,
    ending_soon,
    listener_for,
)
from testimonies.models.work import listed
from testimonies.views import access_desk, look_desk

__all__ = ["KINDS", "Asker", "Kind"]

PURGED_SOON = timedelta(days=7)


class Asker:
    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def listener(self) -> Listener:
        return listener_for(self.user)

    @cached_property
    def work(self) -> Any:
        return Testimony.objects.worked_on_by(self.listener).order_by()

    @cached_property
    def language(self) -> str:
        return languages.base(get_language() or "en")


@dataclass(frozen=True, slots=True)
class Kind:
    """``sentence`` takes the ``number`` that ``count`` finds; without any there is no line."""

    icon: str
    sentence: str | Promise
    leads: str | Promise
    address: str
    count: Callable[[Asker], int]
    of: Callable[[Asker], Iterator[Any]] = lambda asker: iter(())
    asked: str = ""
    pressing: bool = False

    def url(self, asker: Asker) -> str:
        return reverse(self.address, args=list(self.of(asker))) + self.asked


def _approvable(asker: Asker) -> int:
    return int(asker.work.filter(state=State.IN_REVIEW, collection__in=collections_of(asker.user, "publish")).count())


def _failed(asker: Asker) -> int:
    return int(listed(asker.listener, Shown.FAILED, Hands.now()).count())


def _purged_soon(asker: Asker) -> int:
    soon = timezone.now() + PURGED_SOON
    return Withdrawal.objects.visible_to(asker.listener).sealed().filter(restorable_until__lte=soon).count()


def _tasks(asker: Asker) -> Any:
    return TranscriptTask.objects.visible_to(asker.listener)


def _given(asker: Asker) -> Any:
    return _tasks(asker).filter(given_to=asker.user, state__in=(TaskState.GIVEN, TaskState.SENT_BACK))


def _late(asker: Asker) -> int:
    return int(_given(asker).filter(due__lt=timezone.localdate()).count())


def _in_time(asker: Asker) -> int:
    return int(_given(asker).exclude(due__lt=timezone.localdate()).count())


def _in_hand(asker: Asker) -> int:
    return Stretch.objects.held().visible_to(asker.listener).filter(by=asker.user).count()


def _to_correct(asker: Asker) -> int:
    """Transcripts, not lines: those are counted on the page of the queue."""
    machines = Segment.objects.order_by().filter(transcript=OuterRef("pk"), review_state=ReviewState.MACHINE)
    mine = Transcript.objects.filter(kind="original", recording__testimony__in=asker.work)
    return mine.filter(Exists(machines)).count()


def _to_translate(asker: Asker) -> int:
    if not collections_of(asker.user, "translate").exists():
        return 0
    return int(missing.testimonies_for(asker.user, asker.language).filter(is_described=False).order_by().count())


KINDS: tuple[Kind, ...] = (
    Kind(
        "view",
        ngettext_lazy("%(number)d answer of a narrator waits.", "%(number)d answers of narrators wait.", "number"),
        _("See to it"),
        "look_answers",
        lambda asker: look_desk.waiting(asker.user),
        pressing=True,
    ),
    Kind(
        "calendar",
        ngettext_lazy(
            "%(number)d consent ends within two months. Its narrator should be asked again.",
            "%(number)d consents end within two months. Their narrators should be asked again.",
            "number",
        ),
        _("See which"),
        "consents_ending",
        lambda asker: len(ending_soon(asker.listener)),
        pressing=True,
    ),
    Kind(
        "lock",
        ngettext_lazy(
            "%(number)d testimony that was taken back is purged within a week. Until then it can be restored.",
            "%(number)d testimonies that were taken back are purged within a week. Until then they can be restored.",
            "number",
        ),
        _("See which"),
        "withdrawn",
        _purged_soon,
    ),
    Kind(
        "warning",
        ngettext_lazy("%(number)d recording needs somebody.", "%(number)d recordings need somebody.", "number"),
        _("See what failed"),
        "work_in_hand",
        _failed,
        asked="?shown=failed",
        pressing=True,
    ),
    Kind(
        "check",
        ngettext_lazy(
            "%(number)d testimony waits to be approved.", "%(number)d testimonies wait to be approved.", "number"
        ),
        _("Review"),
        "wagtailsnippets_testimonies_testimony:list",
        _approvable,
        asked="?state=in_review",
    ),
    Kind(
        "key",
        ngettext_lazy("%(number)d request for access waits.", "%(number)d requests for access wait.", "number"),
        _("Decide"),
        "access_requests",
        lambda asker: access_desk.mine(asker.user).filter(state=Asked.WAITING).count(),
    ),
    Kind(
        "tasks",
        ngettext_lazy("%(number)d task was handed in to you.", "%(number)d tasks were handed in to you.", "number"),
        _("Look at it"),
        "testimonies:tasks",
        lambda asker: int(_tasks(asker).filter(supervisor=asker.user, state=TaskState.HANDED_IN).count()),
    ),
    Kind(
        "warning",
        ngettext_lazy("%(number)d task of yours is late.", "%(number)d tasks of yours are late.", "number"),
        _("Go on"),
        "testimonies:tasks",
        _late,
        pressing=True,
    ),
    Kind(
        "tasks",
        ngettext_lazy(
            "You have %(number)d task: to correct or to verify a transcript.",
            "You have %(number)d tasks: to correct or to verify transcripts.",
            "number",
        ),
        _("Go on"),
        "testimonies:tasks",
        _in_time,
    ),
    Kind(
        "edit",
        ngettext_lazy(
            "You have %(number)d stretch of sound in hand.", "You have %(number)d stretches of sound in hand.", "number"
        ),
        _("Go on"),
        "testimonies:queue",
        _in_hand,
    ),
    Kind(
        "draft",
        ngettext_lazy(
            "%(number)d draft of yours is not handed in yet.",
            "%(number)d drafts of yours are not handed in yet.",
            "number",
        ),
        _("Describe and hand in"),
        "testimonies:work",
        lambda asker: int(asker.work.filter(owner=asker.user, state=State.DRAFT).count()),
    ),
    Kind(
        "edit",
        ngettext_lazy(
            "%(number)d transcript still has words that no person has corrected.",
            "%(number)d transcripts still have words that no person has corrected.",
            "number",
        ),
        _("Take ten minutes of it"),
        "testimonies:queue",
        _to_correct,
    ),
    Kind(
        "globe",
        ngettext_lazy(
            "%(number)d testimony has no description in your language.",
            "%(number)d testimonies have no description in your language.",
            "number",
        ),
        _("Translate"),
        "testimonies:translate_missing",
        _to_translate,
        of=lambda asker: iter((asker.language,)),
    ),
)
