"""Wagtail's snippet views, kept to the records that the asker works on.

Wagtail asks for permission on the model alone. Here every address that names a record, in its path or in its query,
asks for permission on that record; to whom it is not granted, the record is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from wagtail.permissions import policy_registry
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import SnippetViewSet

from testimonies.models import Person, Testimony
from testimonies.models.person import PersonQuerySet

__all__ = ["DeleteOwn", "OfTheCollection"]


def guarded(view: Callable[..., HttpResponse], model: Any) -> Callable[..., HttpResponse]:
    """``view`` for those records alone that the asker works on; any other is not there."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "pk" in kwargs:
            record = _known(model.objects.all()).filter(pk=unquote(str(kwargs["pk"]))).first()
            policy = policy_registry.get_by_type(model)
            if record is None or not policy.user_has_any_permission_for_instance(
                request.user, ["change", "publish"], record
            ):
                raise Http404
        return view(request, *args, **kwargs)

    return answer


def worked_on(request: HttpRequest, model: Any) -> QuerySet[Any]:
    policy = policy_registry.get_by_type(model)
    return _known(policy.instances_user_has_any_permission_for(request.user, ["add", "change", "publish"]))


def _known(records: QuerySet[Any]) -> QuerySet[Any]:
    """Without the people of testimonies that were taken back; the policy leaves out those themselves."""
    return records.known() if isinstance(records, PersonQuerySet) else records


class ChooseOwn(ChooseView):
    def get_object_list(self) -> QuerySet[Any]:
        return worked_on(self.request, self.model_class)


class ChooseOwnResults(ChooseResultsView):
    def get_object_list(self) -> QuerySet[Any]:
        return worked_on(self.request, self.model_class)


class ChosenOwn(SnippetChosenView):
    def get_object(self, pk: str) -> Any:
        return worked_on(self.request, self.model_class).get(pk=pk)


class ChosenOwnMultiple(SnippetChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        return worked_on(self.request, self.model_class).filter(pk__in=pks)


class OwnChooser(SnippetChooserViewSet):
    choose_view_class = ChooseOwn
    choose_results_view_class = ChooseOwnResults
    chosen_view_class = ChosenOwn
    chosen_multiple_view_class = ChosenOwnMultiple


class DeleteOwn(DeleteBulkAction):
    """Deleting several at once names none that the asker does not work on."""

    models = [Testimony, Person]

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, list[Any]]]:
        objects, rest = super().get_actionable_objects()
        if rest["items_with_no_access"]:
            raise Http404
        return objects, rest

    def get_all_objects_in_listing_query(self, parent_id: Any) -> Any:
        return worked_on(self.request, self.model).values_list("pk", flat=True)


class OfTheCollection(SnippetViewSet):
    """A snippet that belongs to a collection: listed, opened and chosen by those who work in it."""

    chooser_viewset_class = OwnChooser

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return worked_on(request, self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        patterns = super().get_urlpatterns()
        for pattern in patterns:
            pattern.callback = guarded(pattern.callback, self.model)
        return patterns
