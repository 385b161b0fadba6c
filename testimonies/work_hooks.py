"""Wagtail's admin: the page of all work in hand, the history of a recording, and the wish to be written to or not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from testimonies.models import NoticeWish
from testimonies.views import work_in_hand


@hooks.register("register_admin_urls")
def work_urls() -> list[URLPattern]:
    return [
        path("work-in-hand/", work_in_hand.work_in_hand, name="work_in_hand"),
        path("work-in-hand/told.json", work_in_hand.told, name="work_in_hand_told"),
        path("work-in-hand/act/", work_in_hand.act, name="work_in_hand_act"),
        path("work-in-hand/recordings/<uuid:uuid>/", work_in_hand.history, name="work_in_hand_history"),
    ]


class WorkMenuItem(MenuItem):
    """For those who work in any collection."""

    def is_shown(self, request: HttpRequest) -> bool:
        return work_in_hand.may_see(request.user)


@hooks.register("register_admin_menu_item")
def work_in_hand_menu_item() -> MenuItem:
    return WorkMenuItem(_("Work in hand"), reverse("work_in_hand"), icon_name="history", order=92)


class NoticeWishForm(forms.ModelForm):
    """A box to tick; the row is made when it is first saved."""

    class Meta:
        model = NoticeWish
        fields = ("by_email",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        user = kwargs.pop("instance")
        kwargs["instance"] = NoticeWish.objects.filter(user=user).first() or NoticeWish(user=user)
        super().__init__(*args, **kwargs)


@hooks.register("register_account_settings_panel")
class NoticeSettingsPanel(BaseSettingsPanel):
    name = "recording_notices"
    title = _("My recordings")
    tab = notifications_tab
    order = 200
    form_class = NoticeWishForm
