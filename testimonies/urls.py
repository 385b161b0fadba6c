"""Addresses below a language: the catalogue, a testimony and its transcripts, and the interviewer's own pages."""

from __future__ import annotations

from django.urls import include, path, register_converter
from django.urls.converters import IntConverter, StringConverter

from testimonies.views import (
    access,
    account,
    catalogue,
    citing,
    consent,
    consent_paper,
    desk,
    history,
    on_their_way,
    queue,
    quoting,
    record,
    record_sending,
    redactions,
    revising,
    risk,
    runs,
    small_window,
    tasks_desk,
    testimony,
    translate_files,
    translate_missing,
    translating,
    upload,
    withdrawing,
    word_lists,
    work,
    workbook,
    workbook_out,
)

app_name = "testimonies"


class AccessionNumber(StringConverter):
    regex = r"[0-9]{4}-[0-9]{4,7}"


class TranslationSubject(StringConverter):
    """What can be translated: a transcript, a description, a kind of label (``testimonies.actions.translating``)."""

    regex = r"[0-9]{4}-[0-9]{4,7}/(?:[0-9]{1,18}|description)|vocabulary/[a-z]{1,20}"


class LanguageTag(StringConverter):
    regex = r"[a-z]{2,3}"


class Milliseconds(IntConverter):
    """A time in a recording. Nine digits are 277 hours."""

    regex = r"[0-9]{1,9}"


class Place(IntConverter):
    """Which recording of a testimony."""

    regex = r"[0-9]{1,4}"


class Key(IntConverter):
    """The number of a row: no more than the database can count."""

    regex = r"[0-9]{1,18}"


register_converter(Milliseconds, "ms")
register_converter(Place, "place")
register_converter(Key, "row")
register_converter(AccessionNumber, "accession")
register_converter(TranslationSubject, "translation")
register_converter(LanguageTag, "language")

urlpatterns = [
    path("testimonies/", catalogue.catalogue, name="list"),
    path("testimonies/<accession:accession>/", testimony.testimony, name="testimony"),
    path(
        "testimonies/<accession:accession>/transcript-<int:position>.<str:format>",
        testimony.transcript,
        name="transcript",
    ),
    path("testimonies/<accession:accession>/listen/<place:position>/", small_window.small_window, name="small_window"),
    path("testimonies/<accession:accession>/citation.<str:form>", citing.of_testimony, name="citation"),
    path("testimonies/<accession:accession>/quote/", quoting.find, name="quote"),
    path("testimonies/<accession:accession>/at/<place:position>/<ms:start_ms>/", quoting.moment, name="moment"),
    path(
        "testimonies/<accession:accession>/at/<place:position>/<ms:start_ms>-<ms:end_ms>/",
        quoting.quotation,
        name="quotation",
    ),
    path(
        "testimonies/<accession:accession>/at/<place:position>/<ms:start_ms>-<ms:end_ms>/citation.<str:form>",
        citing.of_quotation,
        name="quotation_citation",
    ),
    path(
        "testimonies/<accession:accession>/at/<place:position>/<ms:start_ms>-<ms:end_ms>/mark/",
        workbook.mark,
        name="quotation_mark",
    ),
    path("testimonies/<accession:accession>/segments/<row:pk>/", quoting.segment, name="segment"),
    path("testimonies/<accession:accession>/passages/<row:pk>/", quoting.passage, name="passage"),
    path(
        "testimonies/<accession:accession>/passages/<row:pk>/citation.<str:form>",
        citing.of_passage,
        name="passage_citation",
    ),
    path("testimonies/<accession:accession>/submit/", work.submit, name="submit"),
    path("testimonies/<accession:accession>/consent/", consent.consent, name="consent"),
    path("upload/", upload.upload, name="upload"),
    path("upload/mine.json", on_their_way.mine, name="uploads"),
    path("record/", record.record, name="record"),
    path("record/manifest.webmanifest", record.manifest, name="record-manifest"),
    path("record/worker.js", record.worker, name="record-worker"),
    path("record/desk/", record_sending.desk, name="record-desk"),
    path("record/send/", record_sending.send, name="record-send"),
    path("work/", work.work, name="work"),
    path("recordings/<uuid:uuid>/", work.recording, name="recording"),
    path("recordings/<uuid:uuid>/progress.json", work.progress, name="progress"),
    path("recordings/<uuid:uuid>/languages/", runs.spoken_languages, name="spoken_languages"),
    path("recordings/<uuid:uuid>/runs/", runs.ask, name="runs"),
    path("recordings/<uuid:uuid>/runs/<int:pk>/", runs.run, name="run"),
    path("recordings/<uuid:uuid>/translation/", runs.translate, name="translate"),
    path("testimonies/<accession:accession>/word-list/", word_lists.of_testimony, name="testimony_words"),
    path("word-lists/", word_lists.word_lists, name="word_lists"),
    path("word-lists/<int:pk>/", word_lists.of_collection, name="collection_words"),
    path("segments/<int:pk>/judge/", revising.judge, name="judge"),
    path("recordings/<uuid:uuid>/retry/", work.retry, name="retry"),
    path("recordings/<uuid:uuid>/steps/<slug:step>/retry/", work.retry_step, name="retry_step"),
    path("recordings/<uuid:uuid>/cancel/", work.cancel, name="cancel"),
    path("recordings/<uuid:uuid>/history/", history.history, name="history"),
    path("account/", account.account, name="account"),
    path("account/stop/", account.stop, name="account_stop"),
    path("account/requests/<uuid:uuid>/give-up/", account.give_up, name="account_give_up"),
    path("workbook/", workbook.workbook, name="workbook"),
    path("workbook/<row:pk>/", workbook.entry, name="workbook_entry"),
    path("workbook/<row:pk>/remove/", workbook.remove, name="workbook_remove"),
    path("workbook/folders/<row:pk>/", workbook.folder, name="workbook_folder"),
    path("workbook/workbook.<str:form>", workbook_out.export, name="workbook_export"),
    path("terms/", account.terms, name="terms"),
    path("testimonies/<accession:accession>/ask/", access.ask, name="ask"),
    path("recordings/<uuid:uuid>/redactions/", redactions.redactions, name="redactions"),
    path("recordings/<uuid:uuid>/redactions/<int:pk>/lift/", redactions.lift, name="lift_redaction"),
    path("recordings/<uuid:uuid>/names/", redactions.rename, name="replace_name"),
    path("recordings/<uuid:uuid>/names/<int:pk>/lift/", redactions.lift_name, name="lift_name"),
    path("testimonies/<accession:accession>/risk/", risk.risk, name="risk"),
    path("consent-forms/", consent.returned, name="consent_forms"),
    path("testimonies/<accession:accession>/consent/paper/", consent_paper.choose, name="consent_paper"),
    path("testimonies/<accession:accession>/consent/paper/<int:number>/", consent_paper.paper, name="consent_sheet"),
    path(
        "testimonies/<accession:accession>/consent/paper/<int:number>/scans/",
        consent_paper.add_scans,
        name="consent_scans",
    ),
    path("testimonies/<accession:accession>/consent/scans/<int:pk>/", consent_paper.fetch_scan, name="consent_scan"),
    path("testimonies/<accession:accession>/withdraw/", withdrawing.withdraw, name="withdraw"),
    path("testimonies/<accession:accession>/withdraw/restore/", withdrawing.restore, name="restore"),
    path("testimonies/<accession:accession>/withdraw/purge/", withdrawing.purge, name="purge"),
    path("testimonies/<accession:accession>/receipt-<int:number>/", withdrawing.receipt, name="receipt"),
    path("testimonies/<accession:accession>/receipt-<int:number>.txt", withdrawing.receipt_text, name="receipt_text"),
    path("desk/<accession:accession>/", desk.desk, name="desk"),
    path("desk/", queue.queue, name="queue"),
    path("desk/tasks/", tasks_desk.tasks, name="tasks"),
    path("desk/tasks/<int:pk>/", tasks_desk.act, name="task-act"),
    path("desk/take/", queue.take, name="queue-take"),
    path("desk/<int:pk>/leave/", queue.leave, name="queue-leave"),
    path("desk/collections/<int:pk>/prefer/", queue.prefer, name="queue-prefer"),
    path("translate/", translate_missing.languages_page, name="translate_languages"),
    path("translate/<language:language>/", translate_missing.in_a_language, name="translate_missing"),
    path("translate/<translation:subject>/<language:language>/", translating.desk, name="translate_desk"),
    path(
        "translate/<translation:subject>/<language:language>/texts.<str:form>",
        translate_files.file,
        name="translate_file",
    ),
    path(
        "translate/<translation:subject>/<language:language>/take-in/",
        translate_files.take_in,
        name="translate_take_in",
    ),
    path("desk/<accession:accession>/<int:transcript>/", include("testimonies.desk_urls")),
    path("look/<str:token>/", include("testimonies.look_urls")),
]
