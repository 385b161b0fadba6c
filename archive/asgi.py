"""The site for an asynchronous server. In production it does not come up where a check of ``archive.checks`` fails."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from archive.warming import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
application = get_asgi_application()

if settings.PRODUCTION:
    from archive import checks

    checks.insist()

warm()
