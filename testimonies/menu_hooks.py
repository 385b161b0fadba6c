"""Wagtail's admin: the ways from there to uploading, to batch ingest, to one's own work and to word lists."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from testimonies.models import collections_of
from testimonies.views import ingest


@hooks.register("register_admin_menu_item")
def upload_menu_item() -> MenuItem:
    return MenuItem(_("Upload a recording"), reverse("testimonies:upload"), icon_name="upload", order=90)


@hooks.register("register_admin_urls")
def ingest_urls() -> list[Any]:
    return [path("ingest/", include((ingest.urlpatterns, "ingest")))]


class IngestMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return collections_of(request.user, "add").exists()


@hooks.register("register_admin_menu_item")
def ingest_menu_item() -> MenuItem:
    return IngestMenuItem(_("Batch ingest"), reverse("ingest:index"), icon_name="table", order=92)


@hooks.register("register_admin_menu_item")
def work_menu_item() -> MenuItem:
    return MenuItem(_("My work"), reverse("testimonies:work"), icon_name="tasks", order=91)


class WordListsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return collections_of(request.user, "change", "publish").exists()


@hooks.register("register_admin_menu_item")
def word_lists_menu_item() -> MenuItem:
    return WordListsItem(_("Word lists"), reverse("testimonies:word_lists"), icon_name="list-ul", order=120)
