from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from search import receivers  # noqa: F401  (connects them)
        from search.unchanged import unchanged
        from testimonies.counted import keep_with

        keep_with(unchanged.answer)
