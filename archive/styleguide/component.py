"""A component as the style guide shows it: by its real template, in each of its states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["SPECIMEN", "Component", "State", "of"]

SPECIMEN = "archive/styleguide/specimen"


@dataclass(frozen=True)
class State:
    """``template`` is the real one; ``SPECIMEN`` holds those of components that are classes alone."""

    label: str
    template: str
    context: Mapping[str, Any] | Callable[[], Mapping[str, Any]] = field(default_factory=dict)

    @property
    def given(self) -> Mapping[str, Any]:
        """What the template is shown with: made anew for each page where the language of the reader matters."""
        return self.context() if callable(self.context) else self.context


@dataclass(frozen=True)
class Component:
    """``sheets`` are the files of ``css/components`` that it shows."""

    name: str
    sheets: tuple[str, ...]
    states: tuple[State, ...]
    wide: bool = False


def of(template: str, **contexts: Mapping[str, Any] | Callable[[], Mapping[str, Any]]) -> tuple[State, ...]:
    return tuple(State(label.replace("_", " "), template, context) for label, context in contexts.items())
