"""Testimonies and people in Wagtail's admin: described, reviewed, locked, compared there.

An editor of one organisation never sees another's drafts: :mod:`testimonies.own_records`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from wagtail import hooks
from wagtail.admin.forms.collections import collection_member_permission_formset_factory
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel, TabbedInterface
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import EditView

from testimonies import (  # noqa: F401  (registers them)
    access_hooks,
    ledger_hooks,
    look_hooks,
    menu_hooks,
    protection_hooks,
    risk_hooks,
    translation_hooks,
    waiting_hooks,
    withdrawal_hooks,
    work_hooks,
)
from testimonies.actions import warning
from testimonies.consent.audiences import Use
from testimonies.consent.rules import governing
from testimonies.models import (
    ContentWarning,
    Person,
    RiskReview,
    Segment,
    Testimony,
    Theme,
    ThemeGroup,
    collections_of,
    listener_for,
)
from testimonies.models.permission import EDITORS_ACTIONS
from testimonies.own_records import DeleteOwn, OfTheCollection


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
    content_warnings = forms.MultipleChoiceField(
        choices=ContentWarning.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("What a listener is warned of"),
        help_text=Testimony._meta.get_field("content_warnings").help_text,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = self.fields["themes"].by_group()

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        if "content_warnings" in self.changed_data:
            before, after = self.initial.get("content_warnings") or (), self.cleaned_data["content_warnings"]
            warning.note(testimony=saved, before=before, after=after, by=self.for_user)
        return saved

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
            context["recordings"] = testimony.recordings.prefetch_related("transcripts__run") if testimony.pk else []
            context["consents"] = [
                (use.label, next((c for c in testimony.consents.all() if grant and c.pk == grant.sequence), None))
                for use in Use
                for grant in [governing(grants, use.value)]
            ]
            context["testimony"] = testimony
            context["staff"] = testimony.pk and testimony.collection_id in listener_for(self.request.user).staff_of
            context["doubtful"] = (
                Segment.objects.doubtful()
                .filter(transcript__recording__testimony=testimony)
                .select_related("transcript__recording")
                .order_by("transcript__recording__position", "start_ms")
                if testimony.pk
                else []
            )
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
        return [action for action in actions if action != "publish" or self._may_publish_at_once()]

    def _may_publish_at_once(self) -> bool:
        """Where the risk asks for more than one approval, the review is the only way."""
        return self.user_has_permission("publish") and RiskReview.of(self.object).approvals_needed <= 1


class TestimonyViewSet(OfTheCollection):
    __test__ = False

    model = Testimony
    icon = "doc-full"
    menu_label = _("Testimonies")
    menu_order = 100
    add_to_admin_menu = True
    edit_view_class = TestimonyEditView
    list_display = ["accession_number", "title", "state", "collection", "interview_date"]
    list_filter = ["state", "collection", "kind"]
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
                            FieldPanel("warning"),
                        ],
                        min_num=1,
                    ),
                    FieldPanel("kind"),
                    FieldPanel("interview_date"),
                    FieldPanel("content_warnings"),
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
            ObjectList([risk_hooks.RiskPanel(heading=_("Risk"))], heading=_("Risk")),
        ],
        base_form_class=TestimonyForm,
    )


class PersonForm(WagtailAdminModelForm):
    """A person belongs to one of the asker's own collections."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None:
            mine = collections_of(self.for_user, "add", "change", "publish")
            self.fields["collection"].queryset = mine
            self.fields["collection"].initial = mine.first()


class PersonViewSet(OfTheCollection):
    model = Person
    icon = "user"
    menu_label = _("People")
    menu_order = 110
    add_to_admin_menu = True
    list_display = ["shown_name", "shown_as", "collection"]
    copy_view_enabled = False
    inspect_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("collection"),
            FieldPanel("name"),
            FieldPanel("pseudonym"),
            FieldPanel("shown_as"),
            FieldPanel("called"),
            risk_hooks.RealNamePanel(heading=_("Real name")),
        ],
        base_form_class=PersonForm,
    )


register_snippet(TestimonyViewSet)
register_snippet(PersonViewSet)


hooks.register("register_bulk_action", DeleteOwn, order=1000)  # in the place of Wagtail's own


@hooks.register("register_group_permission_panel")
def testimony_permissions_panel() -> Any:
    """Which group may add, change and publish testimonies in which collection."""
    return collection_member_permission_formset_factory(
        Testimony,
        [
            ("add_testimony", _("Add"), _("Upload testimonies to this collection, and edit one's own")),
            ("change_testimony", _("Edit"), _("Edit every testimony of this collection")),
            ("publish_testimony", _("Publish"), _("Approve and publish testimonies of this collection")),
            ("translate_testimony", _("Translate"), _("Translate what they may read of this collection")),
        ],
        "testimonies/admin/permissions.html",
    )
