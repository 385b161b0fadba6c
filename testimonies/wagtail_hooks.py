"""Testimonies and people in Wagtail's admin: described, reviewed, locked, compared there.

Wagtail's snippet views ask for permission on the model alone. Here every address that names one record asks for
permission on that record (:func:`_guarded`), so that an editor of one organisation never sees another's drafts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from wagtail import hooks
from wagtail.admin.forms.collections import collection_member_permission_formset_factory
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel, TabbedInterface
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from testimonies.consent.audiences import Use
from testimonies.consent.rules import governing
from testimonies.models import Person, Testimony, Theme, ThemeGroup, collections_of
from testimonies.models.permission import EDITORS_ACTIONS


class ThemesByGroup(forms.ModelMultipleChoiceField):
    """The controlled vocabulary as boxes to tick, under the headings of its groups."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Theme.objects.all(), **kwargs)

    def by_group(self) -> list[tuple[str, list[tuple[int, str]]]]:
        return [
            (group.label, [(theme.pk, theme.label) for theme in group.themes.all()])
            for group in ThemeGroup.objects.prefetch_related("themes")
        ]


class TestimonyForm(WagtailAdminModelForm):
    __test__ = False

    themes = ThemesByGroup(required=False, label=_("Rights themes"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = self.fields["themes"].by_group()

    def is_valid(self) -> bool:
        """A person of another organisation is unknown here, however their number was come by."""
        valid = bool(super().is_valid())
        for form in self.formsets["participations"].forms if valid and "participations" in self.formsets else ():
            person = form.cleaned_data.get("person")
            if person is not None and self.for_user is not None and not _known(person, self.for_user):
                form.add_error("person", _("Choose a person of your own collection."))
                valid = False
        return valid


def _known(person: Person, user: Any) -> bool:
    return bool(collections_of(user, "add", "change", "publish").filter(pk=person.collection_id).exists())


class StandingPanel(Panel):
    """What cannot be edited here: the recordings with their state, and what the narrator allowed so far."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "testimonies/admin/standing_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            testimony = self.instance
            grants = testimony.standing.grants if testimony.pk else ()
            context["recordings"] = testimony.recordings.prefetch_related("transcripts") if testimony.pk else []
            context["consents"] = [
                (use.label, next((c for c in testimony.consents.all() if grant and c.pk == grant.sequence), None))
                for use in Use
                for grant in [governing(grants, use.value)]
            ]
            context["testimony"] = testimony
            return context


class TestimonyEditView(EditView):
    __test__ = False

    def user_has_permission(self, permission: str) -> bool:
        """Publishing and locking are asked for on this testimony, not somewhere in the archive."""
        record = getattr(self, "object", None)
        if permission in EDITORS_ACTIONS and record is not None:
            policy = self.permission_policy
            return bool(policy.user_has_permission_for_instance(self.request.user, permission, record))
        return bool(super().user_has_permission(permission))

    def get_available_actions(self) -> list[str]:
        actions = super().get_available_actions()
        return [action for action in actions if action != "publish" or self.user_has_permission("publish")]


def _guarded(view: Callable[..., HttpResponse], model: Any) -> Callable[..., HttpResponse]:
    """``view`` for those records alone that the asker works on; any other is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "pk" in kwargs:
            record = model.objects.filter(pk=unquote(str(kwargs["pk"]))).first()
            policy = policy_registry.get_by_type(model)
            if record is None or not policy.user_has_any_permission_for_instance(
                request.user, ["change", "publish"], record
            ):
                raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _worked_on(request: HttpRequest, model: Any) -> QuerySet[Any]:
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_any_permission_for(request.user, ["add", "change", "publish"])


class ChooseOwn(ChooseView):
    def get_object_list(self) -> QuerySet[Any]:
        return _worked_on(self.request, self.model_class)


class ChooseOwnResults(ChooseResultsView):
    def get_object_list(self) -> QuerySet[Any]:
        return _worked_on(self.request, self.model_class)


class OwnChooser(SnippetChooserViewSet):
    choose_view_class = ChooseOwn
    choose_results_view_class = ChooseOwnResults


class OfTheCollection(SnippetViewSet):
    """A snippet that belongs to a collection: listed, opened and chosen by those who work in it."""

    chooser_viewset_class = OwnChooser

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return _worked_on(request, self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        patterns = super().get_urlpatterns()
        for pattern in patterns:
            pattern.callback = _guarded(pattern.callback, self.model)
        return patterns


class TestimonyViewSet(OfTheCollection):
    __test__ = False

    model = Testimony
    icon = "doc-full"
    menu_label = _("Testimonies")
    menu_order = 100
    add_to_admin_menu = True
    edit_view_class = TestimonyEditView
    list_display = ["accession_number", "title", "state", "collection", "interview_date"]
    list_filter = ["state", "collection"]
    list_per_page = 50
    ordering = ("-accession_number",)
    search_fields = ["accession_number", "descriptions__title"]
    search_backend_name = None
    copy_view_enabled = False
    inspect_view_enabled = False

    @property
    def add_view(self) -> Callable[..., HttpResponseBase]:
        """A testimony begins with its sound."""
        return RedirectView.as_view(pattern_name="testimonies:upload")

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    InlinePanel(
                        "descriptions",
                        heading=_("Descriptions, one per language"),
                        label=_("Description"),
                        panels=[
                            FieldPanel("language"),
                            FieldPanel("title"),
                            FieldPanel("summary"),
                            FieldPanel("context"),
                        ],
                        min_num=1,
                    ),
                    FieldPanel("interview_date"),
                ],
                heading=_("Description"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "country_roles",
                        heading=_("Countries and their roles"),
                        label=_("Country"),
                        panels=[FieldPanel("country"), FieldPanel("role")],
                    ),
                    MultiFieldPanel([FieldPanel("themes"), FieldPanel("keywords")], heading=_("Themes and keywords")),
                ],
                heading=_("Countries and themes"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "participations",
                        heading=_("People"),
                        label=_("Person"),
                        panels=[FieldPanel("person"), FieldPanel("part")],
                    )
                ],
                heading=_("People"),
            ),
            ObjectList([StandingPanel(heading=_("Recordings and consent"))], heading=_("Recordings and consent")),
        ],
        base_form_class=TestimonyForm,
    )


class PersonViewSet(OfTheCollection):
    model = Person
    icon = "user"
    menu_label = _("People")
    menu_order = 110
    add_to_admin_menu = True
    list_display = ["shown_name", "shown_as", "collection"]
    copy_view_enabled = False
    inspect_view_enabled = False
    panels = [
        FieldPanel("collection"),
        FieldPanel("name"),
        FieldPanel("pseudonym"),
        FieldPanel("shown_as"),
        FieldPanel("called"),
    ]


register_snippet(TestimonyViewSet)
register_snippet(PersonViewSet)


@hooks.register("register_group_permission_panel")
def testimony_permissions_panel() -> Any:
    """Which group may add, change and publish testimonies in which collection."""
    return collection_member_permission_formset_factory(
        Testimony,
        [
            ("add_testimony", _("Add"), _("Upload testimonies to this collection, and edit one's own")),
            ("change_testimony", _("Edit"), _("Edit every testimony of this collection")),
            ("publish_testimony", _("Publish"), _("Approve and publish testimonies of this collection")),
        ],
    )


@hooks.register("register_admin_menu_item")
def upload_menu_item() -> MenuItem:
    return MenuItem(_("Upload a recording"), reverse("testimonies:upload"), icon_name="upload", order=90)


@hooks.register("register_admin_menu_item")
def work_menu_item() -> MenuItem:
    return MenuItem(_("My work"), reverse("testimonies:work"), icon_name="tasks", order=91)
