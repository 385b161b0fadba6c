from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TestimoniesConfig(AppConfig):
    __test__ = False

    name = "testimonies"
    verbose_name = _("testimonies")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.permission_policies.collections import CollectionPermissionPolicy
        from wagtail.permissions import register_permission_policy

        from testimonies import (  # noqa: F401  (connect their receivers)
            access_notices,
            ingest_tasks,
            look_notices,
            notices,
            receivers,
            risk_tasks,
            task_notices,
            tasks,
            withdrawal_tasks,
        )
        from testimonies.models import Person, Testimony, TestimonyPermissionPolicy

        register_permission_policy(Testimony, TestimonyPermissionPolicy(Testimony))
        register_permission_policy(Person, CollectionPermissionPolicy(Person, auth_model=Testimony))
