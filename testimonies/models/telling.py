"""Every event in words: a sentence for each verb that the code writes, held by ``tests/house``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testimonies.models.event import Event
from testimonies.models.run import Failure

__all__ = ["SENTENCES", "told"]

SENTENCES: Mapping[str, Promise] = {
    "opened": _("The testimony was opened."),
    "taken_in": _("The recording was taken in; its original is kept as it came."),
    "delivered": _("What was written down beside the recorder was delivered with the sound."),
    "ingested": _("It was taken in from a prepared table."),
    "ingest_checked": _("A prepared table was looked through."),
    "ingest_begun": _("Taking in from a prepared table began."),
    "ingest_done": _("All that the prepared table named was taken in."),
    "ingest_forgotten": _("A prepared table was thrown away."),
    "upload_begun": _("An upload was begun."),
    "upload_finished": _("The upload arrived whole."),
    "upload_set_back": _("The upload was set back to the last bytes that are safe."),
    "upload_terminated": _("The upload was given up by its owner."),
    "upload_expired": _("The upload was not continued in time and was removed."),
    "access_copy_made": _("The listening copy was made."),
    "access_copy_failed": _("No listening copy could be made."),
    "access_copy_asked_again": _("The listening copy was asked for once more."),
    "waveform_drawn": _("The waveform was drawn."),
    "waveform_failed": _("The waveform could not be drawn."),
    "waveform_asked_again": _("The waveform was asked for once more."),
    "transcription_asked": _("One more transcription was asked for (run %(run)s)."),
    "transcription_asked_again": _("The transcription was asked for once more (run %(run)s)."),
    "transcription_begun": _("The transcription began (run %(run)s, %(engine)s)."),
    "transcription_begun_anew": _("The model changed: the transcription began anew (run %(run)s, %(model)s)."),
    "transcription_failed": _("The transcription failed (run %(run)s): %(why)s."),
    "transcription_cancelled": _("The transcription was stopped (run %(run)s)."),
    "transcription_wished": _("The transcription got another priority (run %(run)s): %(priority)s."),
    "speech_found": _("Speech was found and cut into pieces (run %(run)s): %(chunks)s."),
    "transcribed": _("The transcription is done (run %(run)s)."),
    "placing_asked_again": _("Words without times were asked for once more (run %(run)s)."),
    "run_adopted": _("Words of a run were taken over (run %(run)s): rows changed: %(rows)s."),
    "words_confirmed": _("Somebody listened to doubtful words and found them right."),
    "words_struck": _("Somebody listened to doubtful words, found that nobody said them, and struck them out."),
    "words_written": _("Words were corrected (segment %(segment)s)."),
    "words_split": _("A segment was split (segment %(segment)s)."),
    "words_merged": _("Two segments were merged (segment %(segment)s)."),
    "words_timed": _("A segment was moved in time (segment %(segment)s)."),
    "words_reviewed": _("Somebody said how far words are checked (segment %(segment)s): %(state)s."),
    "words_replaced": _("Words were replaced; segments changed: %(segments)s."),
    "words_restored": _("An earlier version of words was brought back (segment %(segment)s)."),
    "speaker_assigned": _("Somebody said who speaks; segments changed: %(segments)s."),
    "speaker_renamed": _("A speaker was named anew; segments changed: %(segments)s."),
    "change_undone": _("A change of the words was undone (change %(of)s)."),
    "change_redone": _("A change of the words was done again (change %(of)s)."),
    "passage_made": _("A passage was made (passage %(passage)s)."),
    "passage_changed": _("A passage was changed (passage %(passage)s)."),
    "passage_removed": _("A passage was removed (passage %(passage)s)."),
    "translation_asked": _("A translation by machine was asked for (run %(run)s)."),
    "translated": _("It was translated by hand (%(language)s, %(subject)s): texts: %(texts)s."),
    "translation_checked": _("A translation was checked (%(language)s, %(subject)s): texts: %(texts)s."),
    "translation_taken_in": _("A file of translations was taken in (%(language)s, %(form)s): texts: %(texts)s."),
    "languages_declared": _("The spoken languages were written down."),
    "word_list_changed": _("The word list was changed; it has %(words)s entries."),
    "indexing_asked_again": _("The search index was asked to take it in once more."),
    "consent_recorded": _("A consent was written down."),
    "redacted": _("A span was redacted (redaction %(redaction)s)."),
    "redaction_lifted": _("A redaction was lifted (redaction %(redaction)s)."),
    "name_replaced": _("A name is shown as another one (%(replacement)s)."),
    "name_shown_again": _("A name that was replaced is shown again (%(replacement)s)."),
    "redacted_copy_made": _("The silenced copy was made and checked."),
    "redacted_copy_failed": _("No silenced copy could be made."),
    "redacted_copy_asked_again": _("The silenced copy was asked for once more."),
    "small_copy_made": _("The small copy for slow lines was made."),
    "small_copy_failed": _("No small copy for slow lines could be made."),
    "small_copy_asked_again": _("The small copy for slow lines was asked for once more."),
    "content_warned": _("What a reader is warned of was changed."),
    "consent_form_printed": _("A paper form of consent was printed (%(form)s)."),
    "consent_form_numbered": _("A paper form of consent from elsewhere was given a number (%(form)s)."),
    "consent_form_returned": _("A paper form of consent came back (%(form)s)."),
    "consent_scan_sealed": _("A scan of a signed form was sealed (%(form)s)."),
    "consent_scan_seen": _("The scan of a signed form was looked at (%(form)s)."),
    "consent_scans_burned": _("The scans of the signed forms were destroyed (%(scans)s)."),
    "described": _("The description was changed."),
    "submitted": _("It was handed to the editors."),
    "submitted_again": _("It was handed to the editors again."),
    "approved": _("An editor approved it."),
    "sent_back": _("An editor asked for changes."),
    "review_cancelled": _("The review was called off."),
    "published": _("It was published."),
    "closed": _("It was closed to the public."),
    "locked": _("It was locked."),
    "unlocked": _("It was unlocked."),
    "reverted": _("An earlier description was brought back."),
    "terms_accepted": _("The terms of use were accepted (version %(version)s)."),
    "terms_given_up": _("A registered researcher took the acceptance of the terms back."),
    "researcher_shut_out": _("A researcher's registration was ended (number %(researcher)s)."),
    "researcher_readmitted": _("A researcher was registered again (number %(researcher)s)."),
    "access_asked": _("Access was asked for (request %(request)s)."),
    "access_granted": _("Access was granted until %(until)s (request %(request)s)."),
    "access_refused": _("Access was refused (request %(request)s)."),
    "access_revoked": _("Access was taken back (request %(request)s)."),
    "access_given_up": _("A request for access was given up by whoever asked (request %(request)s)."),
    "access_exported": _("The list of who has access was exported: rows: %(rows)s."),
    "trail_exported": _("The list of who did what was exported (%(form)s)."),
    "withdrawn": _("The narrator took it back; it was hidden everywhere (receipt %(receipt)s)."),
    "copies_burned": _("The copies that could be heard were destroyed: %(files)s."),
    "restored": _("It was restored by an editor; it is not public."),
    "purge_asked": _("The narrator wished everything to be removed at once, and an editor confirmed it."),
    "purge_went_on": _("A step of the removal was done: %(step)s."),
    "purged": _("Everything was removed. The number, the dates and these lines stay."),
    "looked_through": _("It was looked through for risks: %(new)s new findings; open: %(open)s."),
    "finding_kept": _("A finding of the risk review was kept as it is."),
    "finding_redacted": _("A finding of the risk review was redacted (redaction %(redaction)s)."),
    "finding_coarsened": _("A finding of the risk review was made coarser."),
    "finding_reopened": _("A finding of the risk review was opened again."),
    "risk_level_set": _("The risk was set: %(level)s."),
    "approved_in_part": _("An editor approved it; approvals so far: %(have)s of %(needed)s."),
    "approved_with_open_findings": _("It was approved with open findings, for a reason given: %(findings)s."),
    "real_name_sealed": _("A real name was sealed (person %(person)s)."),
    "real_name_read": _("A real name was looked at (person %(person)s): %(reason)s."),
    "real_name_forgotten": _("A sealed real name was deleted (person %(person)s)."),
    "name_reader_named": _("An account was named to read real names (account %(user)s, collection %(collection)s)."),
    "name_reader_struck": _(
        "An account may not read real names any more (account %(user)s, collection %(collection)s)."
    ),
    "names_sealed_anew": _("Real names were sealed under another key (%(key)s): %(names)s."),
    "look_made": _("A private link for the narrator’s own look was made (link %(look)s)."),
    "look_opened": _("The narrator’s private link was used for the first time (link %(look)s)."),
    "look_revoked": _("A narrator’s private link was revoked (link %(look)s)."),
    "look_words_removed": _("The narrator took words out through their private link (link %(look)s): %(places)s."),
    "look_changes_asked": _("The narrator asked for changes through their private link (link %(look)s)."),
    "look_agreed": _("The narrator said through their private link what may be done with it (link %(look)s)."),
    "look_withdrew": _("The narrator took it back through their private link (link %(look)s)."),
    "look_answer_settled": _("An editor saw to a narrator’s answer (answer %(answer)s)."),
    "stretch_taken": _("A stretch of words was taken in hand (transcript %(transcript)s, stretch %(number)s)."),
    "stretch_left": _("A stretch of words was left to others (transcript %(transcript)s, stretch %(number)s)."),
    "collection_preferred": _("The words of a collection are heard sooner or later (collection %(collection)s)."),
    "task_given": _("A transcript was given to somebody as a task (task %(task)s)."),
    "task_handed_in": _("A task was handed in (task %(task)s)."),
    "task_sent_back": _("A task was sent back (task %(task)s)."),
    "task_done": _("A task is done (task %(task)s)."),
    "task_called_off": _("A task was called off (task %(task)s)."),
    "post_accepted": _("What a visitor sent was published or accepted (post %(post)s)."),
    "post_declined": _("What a visitor sent was declined (post %(post)s)."),
    "post_let_in": _("A doubtful post of a visitor was let in (post %(post)s)."),
    "post_withdrawn": _("A visitor took away what they had sent (post %(post)s)."),
    "translator_invited": _("A translator was given an account (account %(account)s, collection %(collection)s)."),
    "notice_sent": _("Somebody was written to by e-mail."),
    "logged_in": _("They logged in."),
    "logged_out": _("They logged out."),
    "log_in_refused": _("A log-in was refused (account %(account)s)."),
    "password_changed": _("They changed their password."),
    "second_factor_set_up": _("They set up a second factor."),
    "second_factor_removed": _("A second factor was removed (account %(account)s)."),
    "recovery_codes_made": _("They made new recovery codes."),
}
"""The placeholders are the names of what the event holds; a piece of it that is missing is shown as a dash."""


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "–"


def told(event: Event) -> str:
    """What happened, for a person. A verb of a later version of the archive is shown as it stands."""
    sentence = SENTENCES.get(event.verb)
    if sentence is None:
        return event.verb
    facts = _Facts(event.data)
    if facts.get("why") in Failure.values:
        facts["why"] = Failure(facts["why"]).label
    return str(sentence) % facts
