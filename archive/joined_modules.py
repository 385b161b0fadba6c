"""Modules of a page's script as one file: each in a function of its own, those it imports before it.

On a bad line, and on a busy machine, one file comes sooner than thirty. The modules are those of ``static/js``, which
keep to few forms of ``import`` and ``export``; whatever this does not know is an error when the files are collected.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from posixpath import dirname, join, normpath

__all__ = ["joined"]

_IMPORT = re.compile(r'^import (?:(?:\{ ([^{}]+) \}|\* as (\w+)) from )?"(\.[^"]+)";\n', re.M)
_EXPORT = re.compile(r"^export (?=(?:(?:async )?function|class|const) (\w+))", re.M)
_UNKNOWN = re.compile(r"^(?:import|export|await)\b.*|\bimport(?:\(|\.meta).*", re.M)


def joined(name: str, text_of: Callable[[str], str]) -> str:
    """The module ``name`` with all that it imports. ``text_of``: the text of a module by its name, such as
    ``js/desk/desk.js``. :class:`ValueError` for a module that is written otherwise or imports itself in a circle."""
    done: dict[str, str] = {}
    pieces: list[str] = []

    def add(module: str, way: tuple[str, ...]) -> str:
        """The name that the module has within the file."""
        if module in way:
            raise ValueError(f"{' imports '.join([*way, module])}: a circle cannot be joined")
        if module not in done:
            pieces.append(_piece(module, text_of(module), lambda other: add(other, (*way, module))))
            done[module] = f"$m{len(done)}"
            pieces[-1] = f"const {done[module]} = {pieces[-1]}"
        return done[module]

    add(name, ())
    return "\n".join(pieces)


def _piece(module: str, text: str, add: Callable[[str], str]) -> str:
    """The module as a function that is called at once and gives what it exports."""

    def imported(found: re.Match[str]) -> str:
        some, whole, other = found.groups()
        held = add(normpath(join(dirname(module), other)))
        if some:
            return f"const {{ {some.replace(' as ', ': ')} }} = {held};\n"
        return f"const {whole} = {held};\n" if whole else ""

    body = _EXPORT.sub("", _IMPORT.sub(imported, text))
    if unknown := _UNKNOWN.search(body):
        raise ValueError(f"{module}: a module that is joined with others cannot say: {unknown[0]}")
    given = ", ".join(one[1] for one in _EXPORT.finditer(text))
    return f"(() => {{ // {module}\n{body}\nreturn {{ {given} }};\n}})();"
