"""``python manage.py transcribe FILE --format vtt``: any sound file, from the command line. Needs no database."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.utils.translation import gettext as _

from testimonies.audio import decoding, probing
from testimonies.exceptions import TestimoniesError
from testimonies.interchange.formats import FORMATS, write
from testimonies.transcript.document import Document
from testimonies.transcript.timecode import format_clock
from testimonies.transcription import chunking, prompting, whole
from testimonies.transcription.engine import COMPUTE, ENGINES, TASKS, Engine, at_once, load

BAR_WIDTH = 30


class Command(BaseCommand):
    help = "Transcribe a sound file to standard output, with a progress bar on standard error."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="any recording that the archive takes")
        parser.add_argument("--format", choices=list(FORMATS), default="txt", help="form of the transcript (txt)")
        parser.add_argument(
            "--language",
            action="append",
            default=[],
            help="language tag such as es; repeat it where several are spoken (else the language is detected)",
        )
        parser.add_argument(
            "--word", action="append", default=[], help="a name or place that may be spoken; repeat it for several"
        )
        parser.add_argument("--task", choices=TASKS, default="transcribe", help="translate writes English (transcribe)")
        parser.add_argument("--output", type=Path, help="write to this file instead of standard output")
        parser.add_argument(
            "--model", default=settings.WHISPER_MODEL, help="known name, checkpoint file or CTranslate2 folder"
        )
        parser.add_argument("--engine", choices=list(ENGINES), default=settings.WHISPER_ENGINE)
        parser.add_argument("--compute", choices=COMPUTE, default=settings.WHISPER_COMPUTE, help="what to compute in")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            transcript = self._transcribed(options)
        except TestimoniesError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.strerror}: {error.filename}") from error
        text = write(transcript, options["format"])
        if not options["output"]:
            self.stdout.write(text, ending="")
            return
        try:
            options["output"].write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(str(error)) from error

    def _transcribed(self, options: dict[str, Any]) -> Document:
        facts = probing.probe(options["file"])
        cache, compute = settings.WHISPER_CACHE or None, options["compute"]
        hears = at_once(options["engine"], settings.TRANSCRIPTION_AT_ONCE)
        engine = load(options["engine"], options["model"], cache=cache, compute=compute, at_once=hears)
        _check_languages(engine, options["language"])
        progress = _Progress(self.stderr, facts.duration_ms)
        documents: list[Document] = []
        with decoding.stream(options["file"]) as sound:
            pieces = chunking.pieces(sound, longest_ms=engine.longest_piece_ms)
            asked = {"languages": options["language"], "prompt": prompting.prompt(options["word"])}
            for piece, document in whole.transcripts(engine, pieces, **asked, task=options["task"]):
                documents.append(document)
                progress.reach(piece.end_ms)
        progress.finish()
        if sound.damaged_after_ms is not None:
            self.stderr.write(_("damaged after %(clock)s") % {"clock": format_clock(sound.damaged_after_ms)})
        if not any(document.segments for document in documents):
            self.stderr.write(_("no speech found"))
        return whole.gathered(engine, documents, duration_ms=sound.duration_ms or facts.duration_ms or 0)


def _check_languages(engine: Engine, languages: Iterable[str]) -> None:
    for tag in languages:
        if not engine.knows(tag):
            raise CommandError(
                _("The model does not know the language “%(tag)s”. It knows: %(known)s.")
                % {"tag": tag, "known": ", ".join(sorted(engine.languages))}
            )


class _Progress:
    """A bar that redraws itself on a terminal; elsewhere a line for every further tenth."""

    def __init__(self, stream: OutputWrapper, total_ms: int | None) -> None:
        self._stream, self._total_ms, self._tenths = stream, total_ms, 0
        self._redraws = stream.isatty()

    def reach(self, done_ms: int) -> None:
        if not self._total_ms:
            self._show(format_clock(done_ms))
            return
        percent = min(100, done_ms * 100 // self._total_ms)
        if self._redraws:
            bar = "#" * (percent * BAR_WIDTH // 100)
            clocks = f"{format_clock(min(done_ms, self._total_ms))} / {format_clock(self._total_ms)}"
            self._show(f"[{bar:<{BAR_WIDTH}}] {percent:3} %  {clocks}")
        elif percent // 10 > self._tenths:
            self._tenths = percent // 10
            self._show(f"{percent} %")

    def finish(self) -> None:
        if self._total_ms:
            self.reach(self._total_ms)
        if self._redraws:
            self._stream.write("\n", ending="")

    def _show(self, text: str) -> None:
        self._stream.write(f"\r{text}" if self._redraws else text, style_func=str, ending="" if self._redraws else "\n")
        self._stream.flush()
