from __future__ import annotations

from django.urls import path

from search import saved_views
from search.concordance_views import concordance_file, concordance_page
from search.views import search

app_name = "search"

urlpatterns = [
    path("", search, name="search"),
    path("saved/", saved_views.saved, name="saved"),
    path("saved/save/", saved_views.save, name="save"),
    path("saved/<int:pk>/", saved_views.act, name="saved-act"),
    path("saved/feed/<str:token>/", saved_views.feed, name="feed"),
    path("saved/unsubscribe/<str:signed>/", saved_views.unsubscribe, name="unsubscribe"),
    path("concordance/", concordance_page, name="concordance"),
    path("concordance.csv", concordance_file, name="concordance-file"),
]
