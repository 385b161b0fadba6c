"""Addresses of actions, campaigns, partners and of taking part, below a language."""

from __future__ import annotations

from django.urls import path

from archive.campaign import doors, own, views

urlpatterns = [
    path("actions/", views.actions, name="actions"),
    path("actions/report/", doors.report, name="action-report"),
    path("actions/<int:pk>/", views.action, name="action"),
    path("campaigns/", views.campaigns, name="campaigns"),
    path("campaigns/describe/", doors.describe, name="campaign-describe"),
    path("campaigns/<int:pk>/", views.campaign, name="campaign"),
    path("campaigns/<int:pk>/write/", doors.write, name="campaign-write"),
    path("take-part/", views.take_part, name="take-part"),
    path("take-part/received/", doors.post_received, name="post-received"),
    path("take-part/<slug:what>/", doors.ask, name="take-part-by"),
    path("partners/", views.partners, name="partners"),
    path("posted/<slug:token>/", own.posted, name="posted"),
    path("posted/<slug:token>/correct/", own.posted_correct, name="posted-correct"),
]
