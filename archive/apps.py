from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from archive import checks, pictures  # noqa: F401  # registers them
        from archive.accounts import ages, trail  # noqa: F401  # listen to the log-in
        from archive.calendar import following as _calendar_follows  # noqa: F401  # listens to testimonies
        from archive.clips import following  # noqa: F401  # listens to pages and testimonies
