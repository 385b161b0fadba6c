"""The people in a testimony, shown by the name they chose."""

from __future__ import annotations

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import CollectionMember

from testimonies.description import languages
from testimonies.models.state import State
from testimonies.models.testimony import Testimony

__all__ = ["Participation", "Person", "ShownAs"]


class ShownAs(models.TextChoices):
    NAME = "name", _("their own name")
    PSEUDONYM = "pseudonym", _("a pseudonym")
    ANONYMOUS = "anonymous", _("no name")


class PersonQuerySet(models.QuerySet["Person"]):
    def known(self) -> Self:
        """Without those who are in testimonies that were taken back, and in no other."""
        everywhere = Participation.objects.filter(person=models.OuterRef("pk"))
        withdrawn = models.Q(testimony__state=State.WITHDRAWN)
        return self.exclude(models.Exists(everywhere.filter(withdrawn)), ~models.Exists(everywhere.exclude(withdrawn)))


class Person(CollectionMember, models.Model):
    """Someone who speaks or helps others speak.

    ``name`` is there only where they chose to be shown by it. A name that nobody is to see is, if it must be held,
    a :class:`~testimonies.models.real_name.RealName`.
    """

    name = models.CharField(
        _("own name, to be shown"),
        max_length=200,
        blank=True,
        help_text=_("Only where the person chose to be shown by it, to everyone. Otherwise leave it empty."),
    )
    pseudonym = models.CharField(_("pseudonym"), max_length=200, blank=True)
    shown_as = models.CharField(_("shown by"), max_length=10, choices=ShownAs.choices, default=ShownAs.ANONYMOUS)
    called = models.JSONField(
        _("called, where no name is shown"),
        default=dict,
        blank=True,
        help_text=_('Per language, such as {"en": "A seasonal worker"}.'),
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="person_has_the_name_they_are_shown_by",
                condition=(models.Q(shown_as="name") & ~models.Q(name=""))
                | (models.Q(shown_as="pseudonym") & ~models.Q(pseudonym=""))
                | models.Q(shown_as="anonymous"),
            ),
            models.CheckConstraint(
                name="person_has_a_plain_name_only_to_be_shown",
                condition=models.Q(name="") | models.Q(shown_as="name"),
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    def clean(self) -> None:
        super().clean()
        if self.name and self.shown_as != ShownAs.NAME:
            raise ValidationError(
                {
                    "name": _(
                        "Nobody is shown by this name, so it is not kept here. Empty it, or choose “their own name”."
                    )
                }
            )

    @property
    def shown_name(self) -> str:
        """The only name that leaves the collection: the one they chose, in the active language where it is a role."""
        if self.shown_as == ShownAs.NAME:
            return self.name
        if self.shown_as == ShownAs.PSEUDONYM:
            return self.pseudonym
        called: dict[str, Any] = self.called if isinstance(self.called, dict) else {}
        found = languages.best(called, get_language() or "en")
        return str(found[1]) if found else str(_("Anonymous"))


class Participation(models.Model):
    """A person's part in a testimony."""

    class Part(models.TextChoices):
        NARRATOR = "narrator", _("narrator")
        INTERVIEWER = "interviewer", _("interviewer")
        INTERPRETER = "interpreter", _("interpreter")
        TRANSLATOR = "translator", _("translator")

    testimony = ParentalKey(Testimony, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="participations"
    )
    part = models.CharField(_("part"), max_length=12, choices=Part.choices, default=Part.NARRATOR)

    class Meta:
        verbose_name = _("person in the testimony")
        verbose_name_plural = _("people in the testimony")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["testimony", "person", "part"], name="person_once_per_part"),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_part_display()})"
