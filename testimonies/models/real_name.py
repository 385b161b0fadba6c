"""A real name that had to be written down: sealed, in a table of its own, read by named people alone.

The default is never to hold one. Nothing here is searched, listed, exported, compared or kept in a revision.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from testimonies.models.person import Person

__all__ = ["LookReason", "NameReader", "RealName"]


class LookReason(models.TextChoices):
    """Why somebody looks. Words of their own could say the name itself, so there are none."""

    REACH = "reach", _("to reach the narrator, or somebody who helps them")
    CONSENT = "consent", _("to compare it with the consent form")
    WITHDRAWAL = "withdrawal", _("the narrator asked for something about their testimony")
    MEND = "mend", _("to correct what is written")
    LAW = "law", _("a duty under the law")


class RealName(models.Model):
    """``sealed`` holds the name, encrypted; ``key_id`` says by which key. The key is not in the database."""

    wagtail_reference_index_ignore = True

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="real_name")
    sealed = models.BinaryField()
    key_id = models.CharField(max_length=16, db_index=True)
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("sealed name")
        verbose_name_plural = _("sealed names")
        default_permissions = ()

    def __str__(self) -> str:
        return f"sealed {self.pk}"

    @property
    def about(self) -> str:
        """What the seal is bound to: this person, and no other."""
        return f"person:{self.person_id}"


class NameReader(models.Model):
    """An account that may read the sealed names of a collection. Named by an administrator, one by one."""

    wagtail_reference_index_ignore = True

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    named_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("reader of sealed names")
        verbose_name_plural = _("readers of sealed names")
        default_permissions = ()
        ordering = ("collection", "user")
        constraints = [models.UniqueConstraint(fields=["collection", "user"], name="name_reader_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.collection_id}"

    @classmethod
    def may_read(cls, user: Any, person: Person) -> bool:
        """Whether ``user`` is named for the collection of ``person``, is active, and still works in it."""
        from testimonies.models.permission import collections_of

        if not cls.objects.filter(user_id=user.pk, collection=person.collection).exists():
            return False
        return bool(collections_of(user, "add", "change", "publish").filter(pk=person.collection_id).exists())
