"""Addresses of a narrator's private link, below ``/{language}/look/<token>/``."""

from __future__ import annotations

from django.urls import path

from testimonies.views import look, look_answers

__all__ = ["urlpatterns"]

urlpatterns = [
    path("", look.front, name="look"),
    path("words/<int:position>/", look.words, name="look-words"),
    path("words/<int:position>/<int:start_ms>/", look.line, name="look-line"),
    path("sound/<int:position>.m4a", look.sound, name="look-sound"),
    path("about/", look.about, name="look-about"),
    path("out/", look_answers.out, name="look-out"),
    path("changes/", look_answers.changes, name="look-changes"),
    path("agree/", look_answers.agree, name="look-agree"),
    path("withdraw/", look_answers.withdraw, name="look-withdraw"),
]
