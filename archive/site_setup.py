"""What every installation needs before its first visitor: languages, a home page in each, and the review workflow."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site, Workflow, WorkflowContentType, WorkflowTask

from archive.models import HomePage
from testimonies.description.languages import INTERFACE_LANGUAGES
from testimonies.models import CollectionReview, Testimony

__all__ = ["CAMPAIGN_EDITORS", "set_up"]

CAMPAIGN_EDITORS = "Editors of the campaign"

LEADS = {
    "en": "<p>Migrant workers tell, in their own voices, what the Convention on their rights has meant in their lives, "
    "and what it could mean. Listen, read along, and find the very second at which something was said.</p>",
    "es": "<p>Trabajadoras y trabajadores migratorios cuentan, con su propia voz, lo que la Convención sobre sus "
    "derechos ha significado en su vida y lo que podría significar. Escuche, lea al mismo tiempo y encuentre el "
    "segundo exacto en que se dijo algo.</p>",
    "fr": "<p>Des travailleuses et travailleurs migrants racontent, de leur propre voix, ce que la Convention sur "
    "leurs droits a changé dans leur vie, et ce qu’elle pourrait y changer. Écoutez, lisez en même temps, et "
    "retrouvez la seconde exacte où une chose a été dite.</p>",
    "ar": "<p>عمال مهاجرون وعاملات مهاجرات يروون بأصواتهم ما عنته اتفاقية حقوقهم في حياتهم وما يمكن أن تعنيه. "
    "استمعوا، واقرأوا مع الصوت، واعثروا على الثانية التي قيل فيها كل قول.</p>",
}
TITLES = {"en": "Home", "es": "Inicio", "fr": "Accueil", "ar": "الرئيسية"}


@transaction.atomic
def set_up() -> None:
    """Create what is missing; change nothing that is there."""
    _home_pages()
    _review_workflow()
    _campaign_editors()


def _home_pages() -> None:
    root = Page.get_first_root_node()
    assert root is not None
    locales = {tag: Locale.objects.get_or_create(language_code=tag)[0] for tag in INTERFACE_LANGUAGES}
    first: HomePage | None = HomePage.objects.filter(locale=locales["en"]).first()
    for tag, locale in locales.items():
        if HomePage.objects.filter(locale=locale).exists():
            continue
        title, lead = TITLES.get(tag, TITLES["en"]), LEADS.get(tag, LEADS["en"])
        page = HomePage(title=title, slug=f"home-{tag}", lead=lead, locale=locale)
        if first is not None:
            page.translation_key = first.translation_key
        root.add_child(instance=page)
        first = first or page
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", is_default_site=True, root_page=first)
    elif not isinstance(site.root_page.specific, HomePage):
        welcome, site.root_page = site.root_page, first  # Wagtail's own welcome page made room
        site.save()
        welcome.delete()


def _review_workflow() -> None:
    for_testimonies = ContentType.objects.get_for_model(Testimony)
    if WorkflowContentType.objects.filter(content_type=for_testimonies).exists():
        return
    with translation.override("en"):
        name = _("Review by an editor of the collection")
    task = CollectionReview.objects.create(name=name)
    workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowContentType.objects.create(workflow=workflow, content_type=for_testimonies)


def _campaign_editors() -> None:
    """The group that decides about what visitors send and enters what States and the campaign do. It is filled by
    hand. What an administrator took away from it stays away."""
    group, made = Group.objects.get_or_create(name=CAMPAIGN_EDITORS)
    if made:
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
        own = Permission.objects.filter(content_type__app_label="archive")
        group.permissions.add(*own.filter(content_type__model__in=("post", "action", "campaign", "organisation")))
        # what came with the archive is corrected, not deleted: the next loading would bring it back
        facts = ("treatyaction", "timelineentry", "occasion", "recurringday", "libraryitem")
        group.permissions.add(*own.filter(content_type__model__in=facts).exclude(codename__startswith="delete_"))
