from django.apps import AppConfig


class TestimoniesConfig(AppConfig):
    name = "testimonies"
    default_auto_field = "django.db.models.BigAutoField"
