"""Every address of the site. What a person reads carries its language in front; bytes and machines' answers do not."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from archive import health, lightness, picture_files, styleguide, views
from archive.accounts.limits import too_many
from archive.accounts.views import leads_to_log_in, leads_to_reset
from archive.campaign import posted
from archive.clips.views import clips_standing
from archive.framework import hub, instruments, timeline, vocabulary
from archive.podcast import views as podcasts
from archive.progress import views as progress
from archive.ratification import views as ratification
from archive.ways import sitemap
from testimonies.views import keywords

register_converter(vocabulary.Form, "form")
register_converter(timeline.FirstYear, "decade")

handler404 = views.not_found
handler429 = too_many  # allauth asks for it by this name

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.choose_language, name="choose-language"),
    path("admin/tag-autocomplete/testimonies/keyword/", keywords.offered),
    re_path("^admin/localize/api/", views.nothing_here),  # lists every snippet by name, to whoever has an account
    path("admin/login/", leads_to_log_in),
    re_path("^admin/password_reset/", leads_to_reset),
    path("admin/", include(wagtailadmin_urls)),
    path("sound/", include("testimonies.media_urls")),
    path("", include("testimonies.tus_urls")),
    path("pictures/<path:name>", picture_files.picture, name="picture"),
    path("posted-pictures/<str:name>", posted.posted_picture, name="posted-picture"),
    path("podcasts/<int:pk>/feed.xml", podcasts.podcast, name="podcast"),
    path("podcasts/<int:pk>/episode.mp3", podcasts.episode, name="episode"),
    path("stories/<int:page>/clips.json", clips_standing, name="clips_standing"),
    path("healthz", never_cache(require_safe(health.healthz)), name="healthz"),
    path("text-only/", lightness.choose, name="text-only"),
    path("progress.json", progress.for_programs, name="progress-json"),
    path("vocabulary/themes.<form:form>", vocabulary.whole, name="vocabulary-file"),
    path("vocabulary/<slug:kind>", vocabulary.named, name="vocabulary"),
    path("vocabulary/<slug:kind>/<slug:name>", vocabulary.named, name="vocabulary-concept"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap.part, name="sitemap-part"),
    *i18n_patterns(
        path("", include("archive.accounts.urls")),
        path("_util/login/", leads_to_log_in),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("", include("archive.calendar.urls")),
        path("", include("archive.library.urls")),
        path("progress/", progress.progress, name="progress"),
        path("convention/", hub.convention, name="convention"),
        path("convention/instruments/", instruments.instruments, name="instruments"),
        path("convention/instruments/<slug:code>/", instruments.instrument, name="instrument"),
        path("convention/status/", ratification.ratification, name="ratification"),
        path("convention/status.csv", ratification.as_table, name="ratification-csv"),
        path("convention/status.json", ratification.for_programs, name="ratification-json"),
        path("styleguide/", styleguide.styleguide, name="styleguide"),
        path("styleguide/errors/<int:status>/", styleguide.error, name="styleguide-error"),
        path("timeline/", timeline.timeline, name="timeline"),
        path("timeline/<decade:first>/", timeline.decade, name="decade"),
        path("search/", include("search.urls")),
        path("", include("archive.ways.urls")),
        path("", include("archive.campaign.urls")),
        path("", include("testimonies.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=True,
    ),
]
