"""The site for a web server. In production it does not come up where a check of :mod:`archive.checks` fails."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from archive.warming import warm
from archive.whole_body import insist_on_whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
application = insist_on_whole_bodies(get_wsgi_application())

if settings.PRODUCTION:
    from archive import checks

    checks.insist()

warm()
