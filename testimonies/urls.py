"""Addresses below a language: the catalogue, a testimony and its transcripts, and the interviewer's own pages."""

from __future__ import annotations

from django.urls import path

from testimonies.views import catalogue, testimony, upload, work

app_name = "testimonies"

urlpatterns = [
    path("testimonies/", catalogue.catalogue, name="list"),
    path("testimonies/<str:accession>/", testimony.testimony, name="testimony"),
    path(
        "testimonies/<str:accession>/transcript-<int:position>.<str:format>",
        testimony.transcript,
        name="transcript",
    ),
    path("upload/", upload.upload, name="upload"),
    path("work/", work.work, name="work"),
    path("recordings/<uuid:uuid>/", work.recording, name="recording"),
    path("recordings/<uuid:uuid>/progress.json", work.progress, name="progress"),
    path("recordings/<uuid:uuid>/retry/", work.retry, name="retry"),
]
