"""What stands in the place of a template variable that does not exist: an error, in our own templates."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Self

from django.template.base import FilterExpression, Node


class UndefinedVariable(Exception):
    """A template of ours shows a variable that nobody gave it. Names template and variable."""


class Undefined(str):
    """Django's ``string_if_invalid``: raises within templates under ``folder``, is an empty text in all others.

    Django asks for its truth before it uses it; that is the moment at which the template is looked up on the stack.
    """

    folder: Path

    def __new__(cls, folder: Path) -> Self:
        self = super().__new__(cls, "")
        self.folder = folder
        return self

    def __bool__(self) -> bool:
        variable, template = _where(sys._getframe(1))
        if template and Path(template).is_relative_to(self.folder):
            raise UndefinedVariable(f"{template} shows {{{{ {variable} }}}}, which nobody gave it")
        return False


def _where(frame: FrameType | None) -> tuple[str, str]:
    """The filter expression being resolved and the file of the template it stands in; empty where there is none."""
    variable = ""
    while frame is not None:
        this = frame.f_locals.get("self")
        if isinstance(this, FilterExpression) and not variable:
            variable = this.token
        if isinstance(this, Node) and (origin := getattr(this, "origin", None)) is not None:
            return variable, str(origin.name)
        frame = frame.f_back
    return variable, ""
