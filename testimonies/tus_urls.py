"""Addresses of the resumable-upload protocol, below ``/upload/``. They carry no language: programs ask for them."""

from __future__ import annotations

from django.urls import re_path

from testimonies.views import tus

app_name = "tus"

urlpatterns = [
    re_path(r"^upload/?$", tus.uploads, name="uploads"),
    re_path(r"^upload/(?P<upload>[^/]+)/?$", tus.upload, name="upload"),
]
