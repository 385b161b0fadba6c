"""What the desk says: the sentences of its modules in the language of the page."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["SAID"]

SAID: dict[str, str | Promise] = {
    # rows
    "state_machine": _("machine-made"),
    "state_corrected": _("corrected"),
    "state_verified": _("verified"),
    "state_by": _("{state}; last changed by {name}"),
    "speaker_number": _("Speaker {number}"),
    "speaker_nobody": _("No speaker named"),
    "words_from": _("Words from {time}, {speaker}, {state}"),
    "last_row": _("This is the last row."),
    "first_row": _("This is the first row."),
    "looked_after": _("{done} of {all} rows looked after"),
    # doubts
    "doubt_1": _("doubted a little"),
    "doubt_2": _("doubted"),
    "doubt_3": _("strongly doubted"),
    "doubted_word": _("“{word}”, {degree}, at {time}"),
    "no_doubt_after": _("No doubted word follows."),
    "no_doubt_before": _("No doubted word stands before this one."),
    # what was done
    "accepted": _("The words from {time}: {state}"),
    "assigned": _("{speaker} speaks from {time}"),
    "span_assigned": _("It is said who speaks in the span."),
    "split": _("Split: a new row begins at {time}"),
    "merged": _("Joined with the row that follows, from {time}"),
    "struck": _("Struck out. Undo brings it back."),
    "undone": _("Undone"),
    "redone": _("Done again"),
    "redacted": _("It is redacted from now on. The silenced copy is being made."),
    "timed": _("The times are moved."),
    "passage_made": _("The passage is kept."),
    "passage_play": _("Play from {time}"),
    "no_suggestion": _("Nothing is suggested here."),
    "speakers_kept": _("The names are kept."),
    "speed": _("Speed {speed}"),
    "times_wrong": _("Write both times such as 1:15.5, the second after the first."),
    "restored": _("The earlier version is back."),
    "history_comes": _("The history is being fetched …"),
    # find and replace
    "found": _("Places found in {count} rows. Untick what is to stay as it is."),
    "found_nothing": _("Nothing was found."),
    "replace_chosen": _("Replace in the chosen rows ({count})"),
    "replaced": _("Replaced in {count} rows"),
    # saving
    "saved_saved": _("All is saved"),
    "saved_typing": _("Writing …"),
    "saved_sending": _("Saving …"),
    "saved_no_line": _("Waiting for the line"),
    "saved_signed_out": _("Waiting for you to log in"),
    "saved_gone": _("Not saved"),
    "line_no_line": _(
        "No line to the archive. What you type is kept in this browser and sent later ({count} waiting)."
    ),
    "line_no_line_volatile": _(
        "No line to the archive, and this browser keeps nothing. Leave the page open until the line is back."
    ),
    "line_signed_out": _(
        "You are logged out. What you typed is kept in this browser ({count} waiting). Log in, and it is sent."
    ),
    "line_signed_out_volatile": _(
        "You are logged out, and this browser keeps nothing. Leave this page open and log in in the other window."
    ),
    "line_gone": _("You no longer work on this testimony, or it was taken back. Nothing more can be saved here."),
    "line_gone_volatile": _(
        "You no longer work on this testimony, or it was taken back. Nothing more can be saved here."
    ),
    "left_here": _("What was left unsent in this browser is being sent ({count})."),
    "refused": _("The archive did not take this. Look at it again."),
    "not_waiting": _("First what you typed must reach the archive. Wait for the line, or choose between the texts."),
    "not_no_line": _("There is no line to the archive. Try again when it is back."),
    "not_signed_out": _("You are logged out. Log in in another window, then try again."),
    "not_gone": _("It is no longer there. Load the page anew."),
    "not_outdated": _("Somebody else changed this in the meantime. Look at it, then try again."),
    "not_refused": _("The archive did not take this. Look at it again."),
    # others
    "somebody": _("Somebody else"),
    "other_changed": _("{name} changed the words from {time}"),
    "others_changed": _("Others changed {count} rows"),
    "conflict_who": _("{name} changed this row while you were writing in it. Choose what is to stand."),
    "conflict_gone": _(
        "The row you wrote in was joined or removed meanwhile. This stands there now; your text is below."
    ),
    "conflict_told": _("Two texts for one row: choose which is to stand."),
    "conflict_chosen": _("Chosen."),
    "conflicts": _("{count} to choose"),
    "no_conflict": _("Nothing waits to be chosen."),
    # keys
    "key_sound.play": _("play or pause"),
    "key_sound.back": _("two seconds back"),
    "key_sound.on": _("two seconds on"),
    "key_sound.here": _("play from the word at the caret"),
    "key_sound.slower": _("slower"),
    "key_sound.faster": _("faster"),
    "key_sound.goto": _("go to the row that is heard"),
    "key_words.doubt": _("next doubted word"),
    "key_words.doubt_before": _("doubted word before"),
    "key_words.accept": _("accept the row, go to the next"),
    "key_words.split": _("split the row at the caret"),
    "key_words.merge": _("join with the next row"),
    "key_words.strike": _("nobody said this: strike the row out"),
    "key_words.times": _("move the times of the row"),
    "key_words.redact": _("redact the selected words"),
    "key_words.passage": _("begin a passage at this row"),
    "key_words.history": _("history of the row"),
    "key_speakers.1": _("speaker 1"),
    "key_speakers.2": _("speaker 2"),
    "key_speakers.3": _("speaker 3"),
    "key_speakers.4": _("speaker 4"),
    "key_speakers.5": _("speaker 5"),
    "key_speakers.6": _("speaker 6"),
    "key_speakers.7": _("speaker 7"),
    "key_speakers.8": _("speaker 8"),
    "key_speakers.9": _("speaker 9"),
    "key_speakers.span": _("who speaks in a span"),
    "key_desk.undo": _("undo"),
    "key_desk.redo": _("do again"),
    "key_desk.find": _("find and replace"),
    "key_desk.speakers": _("names of the speakers"),
    "key_desk.conflict": _("go to what waits to be chosen"),
    "key_desk.help": _("this sheet"),
    "key_change": _("Change"),
    "key_change_of": _("Change the key for: {command}"),
    "key_press": _("press a key …"),
    "key_press_for": _("Press the new key for “{command}”. Escape leaves it as it is."),
    "key_changed": _("{command}: {key}"),
    "key_taken": _("{key} is the key for “{command}”. Choose another one."),
    "key_owed": _("{key} is needed for writing and for finding one’s way. Choose a key with Alt, Ctrl or F1 to F12."),
    "keys_reset": _("All keys are as they were in the beginning."),
}
