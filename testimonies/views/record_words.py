"""What the recorder says: the script that is read aloud, a question for each use, the sentences of its modules."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testimonies.consent.questions import QUESTIONS

__all__ = ["QUESTIONS", "SAID", "SCRIPT"]

SCRIPT: tuple[str | Promise, ...] = (
    _(
        "This is a recording for an archive of testimonies about the lives and the rights of migrant workers. "
        "Today is … (say the date). I am … (say your name)."
    ),
    _(
        "You do not have to take part. You may stop at any time, leave out any question, and take back later what you "
        "have said."
    ),
    _(
        "You need not say your name, nor any name or place that could put somebody in danger. You choose how you are "
        "shown: by your own name, by another one, or without a name."
    ),
    _(
        "Until it is sent, the recording lies on this device. Then the archive keeps it. Only its staff can hear and "
        "read it, unless you allow more. What you do not allow stays closed."
    ),
    _(
        "I will now ask about each use. You can say: for everyone, for registered researchers, for people whose "
        "request was approved, for the staff alone, or for nobody."
    ),
)
SCRIPT_ENDS: str | Promise = _("Have you understood? Do you agree that I record you? Please say it in your own words.")

SAID: dict[str, str | Promise] = {
    # the list
    "untitled": _("Interview without a title"),
    "state_recording": _("Being recorded"),
    "state_kept": _("Kept on this device alone"),
    "state_sending": _("Sending"),
    "state_arrived": _("Arrived, and still on this device"),
    "takes": _("Takes: {count}"),
    # the device
    "space": _("Free space on this device: enough for about {time} of recording."),
    "space_low": _("Space on this device runs low: about {time} of recording are left. Send and forget what is done."),
    "space_none": _("There is no space left on this device. Send and forget what is done, then go on."),
    "battery_low": _("The battery is at {percent}. Plug the device in, or stop soon."),
    "promised": _("The browser has promised not to clear away what is kept here."),
    "not_promised": _("The browser may clear away what is kept here when space runs low. Send it soon."),
    "no_database": _(
        "This browser keeps nothing here, perhaps because the window is private. Open it in a usual window."
    ),
    "ready_offline": _("Ready: this page opens without a line, in all four languages."),
    # recording
    "no_microphone": _("The microphone may not be used. Allow it in the settings of the browser, then try once more."),
    "microphone_missing": _("No microphone was found. Plug one in, then try once more."),
    "microphone_lost": _("The microphone went away. What was recorded is kept; begin a further take."),
    "write_failed": _("The device takes no more. The recording was stopped; what was kept until then is safe."),
    "hears": _("The microphone hears you."),
    "hears_nothing": _("The microphone hears almost nothing. Is something in front of it?"),
    "paused": _("Paused"),
    "now_recording": _("Recording. Every few seconds are kept as they come."),
    "not_recording": _("Not recording"),
    "take": _("Take {number}"),
    "interrupted": _("broken off; whole up to its last seconds"),
    "screen_sleeps": _("This browser cannot keep the screen awake. Touch the screen from time to time."),
    "marked": _("The consent is heard in take {number} at {time}."),
    # sending
    "lacks_title": _("A title"),
    "lacks_take": _("A recording"),
    "lacks_audience": _("For whom each use is allowed that you ticked"),
    "lacks_name": _("The name or pseudonym of each person who chose to be shown by one"),
    "lacks_country": _("The country in each line of countries"),
    "lacks_rest": _("The end of the recording: stop it first"),
    "asking": _("Asking the archive…"),
    "no_line": _("There is no line to the archive. This goes on by itself once there is one and this page is open."),
    "log_in_first": _("The line is there. Log in, and sending goes on."),
    "sending_take": _("Sending take {number}: {percent}"),
    "handing_over": _("All is sent. The archive is looking at it…"),
    "differs": _("The archive received other bytes than lie here. Nothing is forgotten; send it once more."),
    "failed": _("The archive did not take it:"),
    "arrived_as": _("Arrived as {number}. The archive and this device count the same:"),
    "as_account": _("Sending as {account}."),
    "forgotten": _("Forgotten. Nothing of {number} lies on this device any more."),
    "thrown_away": _("Thrown away. Nothing of it lies on this device any more."),
}
"""By the name under which the modules ask for it. ``{…}`` is filled in by them."""
