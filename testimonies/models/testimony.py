"""The testimony: the language-neutral record of one narrator, or several, speaking."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase
from wagtail.models import (
    CollectionMember,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from testimonies import signals
from testimonies.consent import rules, scopes
from testimonies.consent.audiences import Listener, Places, Use
from testimonies.description import languages
from testimonies.description.partial_dates import PartialDate
from testimonies.models.accession_number import AccessionCounter
from testimonies.models.content_warning import WARNING_HELP, ContentWarning
from testimonies.models.state import State, TestimonyKind
from testimonies.models.vocabulary import Keyword, Theme

__all__ = ["Testimony", "TestimonyKeyword", "TestimonyTheme"]


class TestimonyQuerySet(models.QuerySet["Testimony"]):
    __test__ = False

    def allowing(self, use: str, listener: Listener, day: date | None = None) -> Self:
        """Those of which ``listener`` may have ``use`` today (or on ``day``)."""
        on = day or listener.day or timezone.localdate()
        return self.filter(scopes.may(use, listener, on))

    def visible_to(self, listener: Listener, day: date | None = None) -> Self:
        """Those whose catalogue entry ``listener`` may see."""
        return self.allowing(Use.CATALOGUE, listener, day)

    def telling_countries_to(self, listener: Listener) -> Self:
        """Those whose countries ``listener`` is told, where they may see the entry at all."""
        return self.filter(scopes.shows_places(Places.COUNTRY, listener))

    def worked_on_by(self, listener: Listener) -> Self:
        """Those that are the listener's work: their own, and those of the collections they are staff of."""
        return self.filter(scopes.works_on(listener)).exclude(state=State.WITHDRAWN)

    def for_cards(self) -> Self:
        """With all that a card in a list shows, in a fixed number of queries."""
        return self.select_related("collection").prefetch_related(
            "descriptions", "country_roles__country", "participations__person", "recordings", "consents"
        )


class Testimony(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, CollectionMember, ClusterableModel):
    """One record in the catalogue. Its words and sound hang below it; what it is called, per language, beside it."""

    __test__ = False

    accession_number = models.CharField(_("accession number"), max_length=12, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="testimonies",
    )
    interview_date = models.CharField(
        _("date of the interview"),
        max_length=11,
        blank=True,
        help_text=_("As well as it is known: 2009, 2011-03 or 2014-12-18. Add ~ for “about”: 2009~"),
    )
    interview_earliest = models.DateField(null=True, blank=True, editable=False)
    interview_latest = models.DateField(null=True, blank=True, editable=False)
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=TestimonyKind.choices,
        default=TestimonyKind.LIFE,
        db_default=TestimonyKind.LIFE,
    )
    local_identifier = models.CharField(
        _("mark in the collection's own lists"),
        max_length=200,
        blank=True,
        editable=False,
        help_text="Sealed: such marks often hold real names. What was taken in under one is not taken in again.",
    )
    content_warnings = ArrayField(
        models.CharField(max_length=20, choices=ContentWarning.choices),
        verbose_name=_("what a listener is warned of"),
        default=list,
        db_default=[],
        blank=True,
        help_text=WARNING_HELP,
    )
    demonstration = models.BooleanField(_("demonstration"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    themes = ClusterTaggableManager(
        verbose_name=_("rights themes"), through="testimonies.TestimonyTheme", blank=True, related_name="testimonies"
    )
    keywords = ClusterTaggableManager(
        verbose_name=_("keywords"),
        through="testimonies.TestimonyKeyword",
        blank=True,
        related_name="testimonies",
        help_text=_("Free words, separated by commas."),
    )
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="testimony")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="testimony",
        for_concrete_model=False,
    )

    objects = TestimonyQuerySet.as_manager()

    KEPT_ACROSS_REVISIONS = (
        *("accession_number", "state", "owner_id", "local_identifier", "demonstration", "created_at", "collection_id"),
    )

    class Meta:
        verbose_name = _("testimony")
        verbose_name_plural = _("testimonies")
        ordering = ("-accession_number",)
        permissions = [
            ("publish_testimony", _("Can approve and publish testimonies")),
            ("translate_testimony", _("Can translate testimonies that they may read")),
        ]
        constraints = [
            models.CheckConstraint(
                name="testimony_live_means_published",
                condition=models.Q(live=True, state="published")
                | (models.Q(live=False) & ~models.Q(state="published")),
            ),
            models.CheckConstraint(
                name="testimony_warnings_known",
                condition=models.Q(content_warnings__contained_by=ContentWarning.values),
            ),
            models.CheckConstraint(name="testimony_kind_known", condition=models.Q(kind__in=TestimonyKind.values)),
            models.CheckConstraint(
                name="testimony_accession_form", condition=models.Q(accession_number__regex=r"^\d{4}-\d{4,}$")
            ),
            models.UniqueConstraint(
                name="testimony_local_identifier_once",
                fields=["collection", "local_identifier"],
                condition=~models.Q(local_identifier=""),
            ),
            models.CheckConstraint(
                name="testimony_interview_days_ordered",
                condition=models.Q(interview_date="", interview_earliest=None, interview_latest=None)
                | models.Q(interview_earliest__lte=models.F("interview_latest")) & ~models.Q(interview_date=""),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "collection"]),
            # every page asks whether the reader may see any made-up testimony
            models.Index(fields=["id"], name="testimony_demonstration", condition=models.Q(demonstration=True)),
        ]

    def __str__(self) -> str:
        return self.accession_number  # the number alone: Wagtail copies this into logs and reports that others read

    # What it is called

    @property
    def revisions(self) -> Any:
        return self._revisions

    def description_for(self, language: str | None = None) -> Any:
        """The description for a reader of ``language`` (default: the active one), else the next best, else ``None``."""
        available = {one.language: one for one in self.descriptions.all()}
        found = languages.best(available, language or get_language() or "en", also=self.spoken_languages)
        return found[1] if found else None

    @property
    def title(self) -> str:
        description = self.description_for() if self.pk else None
        return description.title if description else ""

    @property
    def spoken_languages(self) -> list[str]:
        """Every language declared or heard in its recordings, each once, in order."""
        heard: dict[str, None] = {}
        for recording in self.recordings.all() if self.pk else ():
            heard.update(dict.fromkeys(recording.spoken_languages))
        return list(heard)

    @property
    def warned_of(self) -> list[str]:
        """What a listener is warned of, in words, in the order of the vocabulary."""
        return [str(one.label) for one in ContentWarning if one in self.content_warnings]

    @property
    def interviewed_on(self) -> PartialDate | None:
        return PartialDate.parse(self.interview_date) if self.interview_date else None

    def get_absolute_url(self) -> str:
        return reverse("testimonies:testimony", args=[self.accession_number])

    # Consent

    @property
    def standing(self) -> rules.Standing:
        """This testimony as the rule of consent reads it."""
        return rules.Standing(
            testimony_id=self.pk,
            state=self.state,
            collection_id=self.collection_id,
            owner_id=self.owner_id,
            grants=tuple(consent.as_grant() for consent in self.consents.all()),
        )

    def check_may(self, use: str, listener: Listener, day: date | None = None) -> None:
        """Raise :class:`~testimonies.exceptions.NotPermitted` with the reason, or return in silence."""
        rules.check_may(use, self.standing, listener, day or listener.day or timezone.localdate())

    def may(self, use: str, listener: Listener, day: date | None = None) -> bool:
        return rules.may(use, self.standing, listener, day or listener.day or timezone.localdate())

    # Life

    def clean(self) -> None:
        super().clean()
        if self.interview_date:
            try:
                self.interview_date = str(PartialDate.parse(self.interview_date))
            except ValueError as error:
                raise ValidationError({"interview_date": str(error)}) from None

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        """Keep together what belongs together: number, days and date, ``live`` and state.

        Saving some fields leaves the others alone: the state may have moved on since this instance was read.
        """
        if not self.accession_number:
            self.accession_number = AccessionCounter.next_in(timezone.localdate().year)
        day = self.interviewed_on
        self.interview_earliest, self.interview_latest = (day.earliest, day.latest) if day else (None, None)
        if self.live and self.state != State.PUBLISHED:
            self.state = State.PUBLISHED
        elif not self.live and self.state == State.PUBLISHED:
            self.state = State.CLOSED
        if update_fields is not None:
            goes_with = {"live": {"state"}, "interview_date": {"interview_earliest", "interview_latest"}}
            update_fields = set(update_fields).union(*(goes_with.get(name, set()) for name in update_fields))
        super().save(*args, update_fields=update_fields, **kwargs)

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """By whichever door: nothing is published that fewer people have approved than its risk asks for."""
        signals.publication_asked.send(type(self), testimony=self, revision=revision)
        return super().publish(revision, *args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Testimony:
        """A revision holds the description; number, state, owner and collection belong to the record itself."""
        restored: Testimony = super().with_content_json(content)
        for name in self.KEPT_ACROSS_REVISIONS:
            setattr(restored, name, getattr(self, name))
        return restored


class TestimonyTheme(ItemBase):
    __test__ = False

    tag = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="tagged_testimonies")
    content_object = ParentalKey(Testimony, on_delete=models.CASCADE, related_name="theme_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="testimony_theme_once")]


class TestimonyKeyword(ItemBase):
    __test__ = False

    tag = models.ForeignKey(Keyword, on_delete=models.CASCADE, related_name="tagged_testimonies")
    content_object = ParentalKey(Testimony, on_delete=models.CASCADE, related_name="keyword_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="testimony_keyword_once")]
