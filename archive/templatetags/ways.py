"""What templates ask of the ways in: the head of a page, its breadcrumbs, and what it tells programs."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.conf import settings
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, to_locale

from archive.ways import structured
from testimonies.description import languages

register = template.Library()

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_SUMMARY = re.compile(r'<meta name="description" content="(.*?)">', re.DOTALL)


class Card(Node):
    """Renders title and description as they stand, and the same once more as Open Graph has them. No picture: whoever
    sends the address of a testimony on sends nobody's face, and no request for one."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        head = self.nodelist.render(context)
        request = context.get("request")
        title, summary = _TITLE.search(head), _SUMMARY.search(head)
        name = str(settings.WAGTAIL_SITE_NAME)
        lines = [
            format_html('<meta property="og:{}" content="{}">', key, value)
            for key, value in (
                ("type", "website"),
                ("site_name", name),
                ("locale", to_locale(get_language() or "en")),
                ("url", request.build_absolute_uri(request.path) if request else ""),
            )
            if value
        ]
        # both were escaped where they were rendered
        for key, found in (("title", title), ("description", summary)):
            if found:
                text = " ".join(found[1].split()).replace('"', "&quot;").removesuffix(f" · {name}")
                lines.append(mark_safe(f'<meta property="og:{key}" content="{text}">'))
        lines.append(mark_safe('<meta name="twitter:card" content="summary">'))
        return mark_safe(head + "\n  ".join(lines))


@register.tag
def with_card(parser: Parser, token: Token) -> Card:
    """Stands around title and description in the head of every page."""
    nodelist = parser.parse(("endwith_card",))
    parser.delete_first_token()
    return Card(nodelist)


@register.simple_tag(takes_context=True)
def told_as_website(context: Context) -> SafeString:
    return structured.as_script(structured.website(context["request"]))


@register.simple_tag(takes_context=True)
def told_as_breadcrumbs(context: Context, crumbs: Any, here: str) -> SafeString:
    return structured.as_script(structured.breadcrumbs(context["request"], crumbs, str(here)))


@register.simple_tag(takes_context=True)
def told_as_collection(context: Context, held: Any, about: str) -> SafeString:
    website = held.organisation.website if held.organisation else ""
    return structured.as_script(structured.collection(context["request"], held.name, about, website))


@register.simple_tag(takes_context=True)
def told_as_testimony(context: Context) -> SafeString | str:
    """Nothing where somebody is logged in: what they see may be more than a visitor does."""
    request = context["request"]
    if request.user.is_authenticated or not context["is_public"]:
        return ""
    shown: dict[Any, Any] = context.flatten()
    return structured.as_script(structured.testimony(request, shown))


@register.filter
def grouped(number: int) -> str:
    """``12040`` → “12,040”, “12.040” or “12 040”, as the active language writes it."""
    return number_format(number, force_grouping=True)


@register.filter
def direction_of(tag: str) -> str:
    return languages.direction(tag)
