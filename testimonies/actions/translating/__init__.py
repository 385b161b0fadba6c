"""Translating: by machine as a draft, by people side by side with the original, through files of other tools.

What can be translated is a :class:`~testimonies.actions.translating.subjects.Subject`: the words of a transcript, the
description of a testimony, labels of the vocabulary.
"""

from testimonies.actions.translating.by_machine import TARGET, ask, check_model, translated
from testimonies.actions.translating.files import FORMS, given_out, looked_through, taken_in
from testimonies.actions.translating.memory import recall
from testimonies.actions.translating.row import Row, digest
from testimonies.actions.translating.subjects import Subject, find
from testimonies.actions.translating.writing import Act, Outcome, Wanted, write

__all__ = [
    "FORMS",
    "TARGET",
    "Act",
    "Outcome",
    "Row",
    "Subject",
    "Wanted",
    "ask",
    "check_model",
    "digest",
    "find",
    "given_out",
    "looked_through",
    "recall",
    "taken_in",
    "translated",
    "write",
]
