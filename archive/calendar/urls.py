"""Addresses of the calendar, below a language."""

from __future__ import annotations

from django.urls import path

from archive.calendar import views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar.ics", views.calendar_file, name="calendar-file"),
    path("calendar/days/<slug:slug>/", views.recurring_day, name="recurring-day"),
    path("calendar/<int:pk>.ics", views.occasion_file, name="occasion-file"),
    path("calendar/<int:pk>/", views.occasion, name="occasion-short"),
    path("calendar/<int:pk>/<str:slug>/", views.occasion, name="occasion"),
]
