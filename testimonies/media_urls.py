"""Addresses of sound. They carry no language, and each is answered by a view that asks for permission."""

from __future__ import annotations

from django.urls import path

from testimonies.views import sound

app_name = "media"

urlpatterns = [
    path("<uuid:uuid>.m4a", sound.sound, name="sound"),
    path("<uuid:uuid>.opus", sound.small_sound, name="small_sound"),
    path("<uuid:uuid>/waveform.json", sound.waveform, name="waveform"),
]
