"""Every verb that the code writes into the audit trail has its sentence, and no sentence is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from testimonies.models.telling import SENTENCES
from testimonies.receivers import NOTED
from tests.house.test_import_law import PRODUCT, files


def verbs_written() -> Iterator[tuple[str, str]]:
    """(verb, where) of every ``Event.write("…")`` and of every table that names the verbs of Wagtail's own doors."""
    for module, path in files(*PRODUCT):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Event.write":
                first = node.args[0] if node.args else next(k.value for k in node.keywords if k.arg == "verb")
                said = [one.value for one in ast.walk(first) if isinstance(one, ast.Constant)]
                yield from ((str(verb), f"{module}:{node.lineno}") for verb in said)
    yield from ((verb, "testimonies.receivers") for verb in NOTED.values())


def test_no_verb_is_without_a_sentence_and_no_sentence_without_a_verb() -> None:
    written = dict(verbs_written())
    assert len(written) > 30
    assert not {verb: where for verb, where in written.items() if verb not in SENTENCES}
    assert not set(SENTENCES) - set(written)


@pytest.mark.parametrize("verb", SENTENCES)
def test_a_sentence_ends_and_names_only_what_can_be_filled(verb: str) -> None:
    sentence = str(SENTENCES[verb])
    assert sentence.endswith(".") and sentence[0].isupper()
    assert "%" not in re.sub(r"%\([a-z_]+\)s", "", sentence)
