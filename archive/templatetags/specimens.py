"""How the style guide shows a component: by its own template, with its context and that of the page."""

from __future__ import annotations

import re

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from archive.styleguide.components import State

register = template.Library()

_NAMES = re.compile(
    r'\b(id|for|aria-labelledby|aria-describedby|aria-controls|popovertarget|form|list)="([^"]+)"|\b(href)="#([^"]+)"'
)

_PAINTED = re.compile(r"url\(#([\w-]+)\)")
"""Patterns and arrow heads of a drawing."""


@register.simple_tag(takes_context=True)
def shown(context: Context, state: State, component: str, number: int) -> SafeString:
    """The component in that state. A page names each of its elements once; here a component stands several times, so
    that the names within each are told apart by ``component`` and ``number``."""
    page = context.template
    assert page is not None
    with context.push(state.given):
        return _apart(page.engine.get_template(state.template).render(context), f"-{component}-{number}")


def _apart(html: str, mark: str) -> SafeString:
    inside = {name for _of, name, _href, _to in _NAMES.findall(html) if _of == "id"}

    def renamed(match: re.Match[str]) -> str:
        attribute, names, href, target = match.groups()
        if href:
            return f'href="#{target}{mark}"' if target in inside else match[0]
        return f'{attribute}="{" ".join(f"{name}{mark}" if name in inside else name for name in names.split())}"'

    apart = _NAMES.sub(renamed, html)
    return mark_safe(_PAINTED.sub(lambda one: f"url(#{one[1]}{mark})" if one[1] in inside else one[0], apart))
