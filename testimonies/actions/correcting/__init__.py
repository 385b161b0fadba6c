"""Making the words of a transcript true: what people do at the desk, each act undoable, each in the ledger.

Every verb holds the transcript while it works, so that two people's acts come one after the other. ``segment`` is a key
and ``version`` the version that the person saw. ``stroke`` names one act of one person: done once, however often it is
sent; its answer is the same line of the ledger. Raised everywhere: :class:`~testimonies.exceptions.Outdated` where
somebody else was quicker (nothing is changed then), :class:`~testimonies.exceptions.StateForbids` while a machine still
writes, :class:`~testimonies.exceptions.NotPermitted`, :class:`~testimonies.exceptions.FaultyWords`.
"""

from testimonies.actions.correcting.assigning import assign, rename
from testimonies.actions.correcting.cutting import merge, set_times, split
from testimonies.actions.correcting.marking import mark
from testimonies.actions.correcting.replacing import Match, find, replace
from testimonies.actions.correcting.reviewing_words import set_state
from testimonies.actions.correcting.undoing import redo, restore, undo
from testimonies.actions.correcting.writing_words import strike, write

__all__ = [
    "Match",
    "assign",
    "find",
    "mark",
    "merge",
    "redo",
    "rename",
    "replace",
    "restore",
    "set_state",
    "set_times",
    "split",
    "strike",
    "undo",
    "write",
]
