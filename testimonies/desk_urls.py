"""Addresses of what the desk of a transcript sends and asks: ``/{language}/desk/<accession>/<transcript>/…``."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from testimonies.views import desk_history, desk_passages, desk_writing

__all__ = ["urlpatterns"]


class Key(IntConverter):
    """A number that the database takes for a key."""

    regex = "[0-9]{1,18}"


register_converter(Key, "key")

_SEGMENT = "segments/<key:segment>/"

urlpatterns = [
    path("changes/", desk_writing.changes, name="desk_changes"),
    path(_SEGMENT, desk_writing.write, name="desk_write"),
    path(f"{_SEGMENT}split/", desk_writing.split, name="desk_split"),
    path(f"{_SEGMENT}merge/", desk_writing.merge, name="desk_merge"),
    path(f"{_SEGMENT}strike/", desk_writing.strike, name="desk_strike"),
    path(f"{_SEGMENT}times/", desk_writing.set_times, name="desk_times"),
    path(f"{_SEGMENT}state/", desk_writing.set_state, name="desk_state"),
    path(f"{_SEGMENT}restore/", desk_writing.restore, name="desk_restore"),
    path(f"{_SEGMENT}history/", desk_history.segment_history, name="desk_history"),
    path("stood/", desk_history.stood, name="desk_stood"),
    path("speaker/", desk_writing.assign, name="desk_speaker"),
    path("speakers/", desk_writing.rename, name="desk_rename"),
    path("replace/", desk_writing.replace, name="desk_replace"),
    path("passages/", desk_passages.passages, name="desk_passages"),
    path("passages/<int:passage>/", desk_passages.passage, name="desk_passage"),
    path("passages/<int:passage>/remove/", desk_passages.remove, name="desk_passage_remove"),
    path("passages.json", desk_passages.listed, name="desk_passages_listed"),
    path("passages/suggestions/", desk_passages.suggestions, name="desk_suggestions"),
    path("redact/", desk_writing.redact, name="desk_redact"),
    path("undo/", desk_writing.undo, name="desk_undo"),
    path("redo/", desk_writing.redo, name="desk_redo"),
]
