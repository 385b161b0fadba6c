"""The job that tells people what is new to their searches."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app

from search import watching

KEEPING = "keeping"


@app.periodic(cron="17 * * * *")
@app.task(queue=KEEPING, name="search.tell_what_is_new", queueing_lock="tell-what-is-new", lock="tell-what-is-new")
def tell_what_is_new(timestamp: int) -> None:
    """Every hour: whoever is due."""
    try:
        watching.tell_everybody()
    finally:
        connection.close()
