"""The settings of the tests: the product's own, with every folder temporary and every setting at its default.

The environment of whoever runs the tests does not reach the product; only ``TEST_DATABASE_URL`` is asked for, the
address of a PostgreSQL on which test databases may be created. Without it the tests bring their own server.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from archive import environment

for _variable in environment.VARIABLES:
    os.environ.pop(_variable.name, None)

TEMPORARY = Path(tempfile.mkdtemp(prefix="archive-tests-"))
atexit.register(shutil.rmtree, TEMPORARY, ignore_errors=True)
os.environ["LOCAL_ROOT"] = str(TEMPORARY / "local")
os.environ["MEDIA_ROOT"] = str(TEMPORARY / "media")
os.environ["SECRET_KEY"] = "known to everybody, and used by the tests alone"
if _given := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = _given

from archive import embedded_database
from archive.settings import *  # noqa: F403
from archive.settings import BASE_DIR, DATABASES, EMBEDDED_DATABASE, STATIC_ROOT, STORAGES, TEMPLATES
from tests.undefined import Undefined

# Each process of a run on several cores has a server of its own: transactions in another database of the same server
# would hold back the horizon that the search index waits for.
POSTGRES_ROOT = BASE_DIR / ".local" / f"test-postgres{os.environ.get('PYTEST_XDIST_WORKER', '')}"
if EMBEDDED_DATABASE:
    DATABASES["default"] = embedded_database.connection(POSTGRES_ROOT)
DATABASES["default"].update(CONN_MAX_AGE=0, TEST={"NAME": f"test_archive_{os.getpid()}"})

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined(BASE_DIR / "templates")  # type: ignore[index]
