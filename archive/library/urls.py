"""Addresses of the library, below a language."""

from __future__ import annotations

from django.urls import path

from archive.library import views

urlpatterns = [
    path("documents/", views.documents, name="documents"),
    path("documents/<slug:slug>/", views.document, name="document"),
    path("documents/<slug:slug>.txt", views.document_file, name="document-file"),
]
