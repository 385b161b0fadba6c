"""A testimony with a word of its own in every place that holds words, so that a search of bytes finds what is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Collection

from archive import site_setup
from testimonies import risk_tasks
from testimonies.actions import (
    consenting,
    describing,
    exporting,
    looking,
    paper_forms,
    publishing,
    redacting,
    renaming,
    tasking,
    translating,
)
from testimonies.models import (
    Approval,
    Chunk,
    Delivery,
    Finding,
    Ingest,
    IngestEntry,
    Keyword,
    Notice,
    Passage,
    PassageDescription,
    Person,
    RealName,
    Recording,
    RedactedCopy,
    RiskReview,
    Segment,
    SegmentChange,
    Testimony,
    Transcript,
    TranslatedSegment,
    TranslatedText,
    Upload,
    WordList,
    snapshot,
)
from tests.cast import collection, granted
from tests.factories import sound
from tests.factories.access import make_access
from tests.factories.arrival import deposited
from tests.factories.testimony import make_run, make_segment

__all__ = ["WORDS", "plant"]

PLACES = (
    *("titleen", "titlees", "titlefr", "titlear", "summary", "context", "keyword", "person", "pseudonym", "called"),
    *("mark", "grid", "sheetname", "entry", "note", "original", "translated", "chunk", "prompt", "wordlist"),
    *("passage", "synopsis", "filename", "metadata", "segmentold", "reviewer", "explainer", "scan", "redaction"),
    *("hidden", "instead", "silenced", "purpose", "decided", "sealedname", "finding", "approved", "ledger"),
    *("madefrom", "waits", "earlier"),
    *("lookanswer", "tasknote"),
)
WORDS = {place: f"zq{place}xjkv" for place in PLACES}
"""Place → the word that is planted there; each begins and ends as no other word of any language does."""


def plant() -> Testimony:
    """Publish it, through the verbs where there are some, with real sound behind it."""
    site_setup.set_up()
    north = collection("North")
    interviewer = granted("planter", north, ("add_testimony",), "interviewers")
    editor = granted("reviewer", north, ("change_testimony", "publish_testimony"), "editors")
    noise = sound.write(Path(settings.LOCAL_ROOT) / "planted.wav", sound.noise(3))
    recording = deposited(interviewer, north, noise, title=WORDS["titleen"], original_name=f"{WORDS['filename']}.wav")
    noise.unlink()
    testimony = _described(recording.testimony, interviewer)
    _words(recording)
    _everywhere_else(recording, north, interviewer)
    _on_paper(testimony, interviewer)
    testimony = Testimony.objects.get(pk=testimony.pk)
    publishing.submit(testimony=testimony, by=interviewer)
    publishing.approve(testimony=Testimony.objects.get(pk=testimony.pk), by=editor, comment=WORDS["reviewer"])
    _kept_back(recording, editor)
    _looked_at(Testimony.objects.get(pk=testimony.pk), editor)
    look, _token = looking.make(testimony=testimony, by=editor, language="en", days=1)
    looking.ask_changes(look=look, text=WORDS["lookanswer"])
    looking.mark(look=look, recording=recording, within=(0, 900), spans=[(0, 900)])
    original = Transcript.objects.get(recording=recording, kind="original")
    tasking.give(transcript=original, kind="correct", to=interviewer, by=editor, note=WORDS["tasknote"])
    return Testimony.objects.get(pk=testimony.pk)


def _on_paper(testimony: Testimony, by: Any) -> None:
    form = paper_forms.print_form(testimony=testimony, language="en", by=by)
    uses = ("catalogue", "transcript", "sound", "translation", "export")
    consenting.give(
        testimony=testimony,
        by=by,
        lines=[consenting.Line(use, "public") for use in uses],
        given="form",
        language="en",
        explained_by=WORDS["explainer"],
        form=form,
    )
    paper_forms.keep_scan(form=form, blocks=[f"%PDF-1.4 {WORDS['scan']} %%EOF".encode()], by=by)


def _kept_back(recording: Recording, by: Any) -> None:
    """A redaction with a note, a name that is replaced, and the file of a silenced copy."""
    redacting.redact(
        recording=recording, start_ms=0, end_ms=500, open_to="staff", reason="other", by=by, note=WORDS["redaction"]
    )
    renaming.replace(testimony=recording.testimony, name=WORDS["hidden"], shown=WORDS["instead"], by=by)
    for copy in RedactedCopy.objects.filter(recording=recording):
        copy.path.parent.mkdir(parents=True, exist_ok=True)
        copy.path.write_bytes(WORDS["silenced"].encode())
        RedactedCopy.objects.filter(pk=copy.pk).update(
            state="checked", sha256=recording.sha256, size_bytes=1, made_at=timezone.now()
        )


def _looked_at(testimony: Testimony, by: Any) -> None:
    """By somebody who asked to be let in, and by those who looked for risks."""
    make_access(by, testimony, purpose=WORDS["purpose"], reason=WORDS["decided"])
    RiskReview.objects.update_or_create(testimony=testimony, defaults={"scanned_at": timezone.now()})
    Finding.objects.create(
        testimony=testimony, place="segment", scope=WORDS["finding"], record=1, start=0, end=1, kind="name", why="",
        mark=WORDS["finding"],
    )  # fmt: skip
    Approval.objects.create(testimony=testimony, of=WORDS["approved"], by=by)
    exporting.note(testimony=testimony, what="vtt", by=by)
    risk_tasks.announce(testimony.pk)


def _described(testimony: Testimony, by: Any) -> Testimony:
    texts = {
        tag: describing.Text(title=WORDS[f"title{tag}"], summary=WORDS["summary"], context=WORDS["context"] * 400)
        for tag in ("en", "es", "fr", "ar")
    }
    particulars = describing.Particulars(
        descriptions=texts, keywords=(WORDS["keyword"],), people=(describing.Someone(called={"en": WORDS["called"]}),)
    )
    testimony = describing.describe(testimony=testimony, particulars=particulars, by=by)
    Testimony.objects.filter(pk=testimony.pk).update(local_identifier=WORDS["mark"])
    narrator = Person.objects.get(participations__testimony=testimony)
    narrator.name, narrator.pseudonym, narrator.shown_as = WORDS["person"], WORDS["pseudonym"], "name"
    narrator.save()
    RealName.objects.create(person=narrator, sealed=WORDS["sealedname"].encode(), key_id="of this test")
    assert Keyword.objects.filter(name=WORDS["keyword"]).exists()
    return Testimony.objects.get(pk=testimony.pk)


def _words(recording: Recording) -> None:
    """In the original and a translation, in what was there before a correction, in a chunk and in a prompt."""
    original = Transcript.objects.get(recording=recording, kind="original")
    segment = make_segment(original, " ".join([WORDS["segmentold"]] * 300))
    was = snapshot(segment) | {"text": " ".join([WORDS["ledger"]] * 300)}
    first = SegmentChange.write("written", transcript=original, by=None, before=[was], after=[snapshot(segment)])
    SegmentChange.write("undone", transcript=original, by=None, before=[was], undoes=first)
    Segment.objects.filter(pk=segment.pk).update(text=" ".join([WORDS["original"]] * 300))
    translated = Transcript.objects.create(recording=recording, kind="translation", language=translating.TARGET)
    translated.run = make_run(translated, prompt=WORDS["prompt"])
    translated.save()
    made = make_segment(translated, WORDS["translated"])
    TranslatedSegment.objects.create(segment=made, original=segment, made_from=WORDS["madefrom"])
    TranslatedText.objects.create(
        testimony=recording.testimony, subject=f"{recording.testimony.accession_number}/description", key="title",
        language="tl", text=WORDS["waits"], made_from=WORDS["madefrom"], earlier=[{"text": WORDS["earlier"]}],
    )  # fmt: skip
    kept = {"start_ms": 0, "end_ms": 900, "text": WORDS["chunk"], "language": "en", "speaker": "", "doubts": []}
    Chunk.objects.create(run=translated.run, start_ms=0, end_ms=900, segments=[kept | {"words": []}])


def _everywhere_else(recording: Recording, north: Collection, by: Any) -> None:
    testimony = recording.testimony
    passage = Passage.objects.create(recording=recording, start_ms=0, end_ms=1000)
    PassageDescription.objects.create(
        passage=passage, language="en", title=WORDS["passage"], synopsis=WORDS["synopsis"]
    )
    WordList.objects.create(testimony=testimony, words=WORDS["wordlist"])
    Notice.objects.create(recording=recording, cause="ready", to=by)
    Delivery.objects.create(key=recording.uuid, owner=by, testimony=testimony)
    ingest = Ingest.objects.create(
        owner=by, collection=north, sheet=WORDS["grid"].encode() * 500, sheet_name=WORDS["sheetname"],
        state="done", finished_at=timezone.now(),
    )  # fmt: skip
    IngestEntry.objects.create(
        ingest=ingest, position=1, title=WORDS["entry"], lines=[1], outcome="taken_in", testimony=testimony,
        sentences=[WORDS["note"]],
    )  # fmt: skip
    upload = Upload.objects.create(
        owner=by, length_bytes=1, offset_bytes=1, sha256=recording.sha256, metadata=f"filename {WORDS['metadata']}",
        recording=recording, expires_at=timezone.now(),
    )  # fmt: skip
    upload.path.write_bytes(ContentFile(WORDS["metadata"]).read().encode())
