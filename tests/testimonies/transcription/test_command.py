"""``manage.py transcribe``: the whole way from a file to a written transcript, without a database."""

from __future__ import annotations

import wave
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from testimonies.interchange.json import read_json
from tests.testimonies.transcription.conftest import Clip


def transcribe(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("transcribe", *arguments, stdout=out, stderr=err, no_color=True)
    return out.getvalue(), err.getvalue()


def test_a_file_becomes_text_with_real_progress(clip: Callable[[str], Clip]) -> None:
    spoken = clip("es")
    text, progress = transcribe(str(spoken.file))
    assert " ".join(text.split()) == " ".join(spoken.sentences)
    assert progress.splitlines()[-1] == "100 %"


def test_into_a_file_in_a_named_format_and_language(clip: Callable[[str], Clip], tmp_path: Path) -> None:
    spoken = clip("fr")
    target = tmp_path / "out.json"
    out, _ = transcribe(str(spoken.file), "--format", "json", "--language", "fr", "--output", str(target))
    document = read_json(target.read_text(encoding="utf-8"))
    assert out == ""
    assert document.language == "fr" and document.provenance.model == "whisper-mini"
    assert document.duration_ms == pytest.approx(len(spoken.samples) / 16, abs=100)


def test_with_the_other_engine(clip: Callable[[str], Clip], tmp_path: Path, settings: Any) -> None:
    settings.WHISPER_CACHE = str(tmp_path)
    spoken = clip("fr")
    arguments = ["--engine", "faster-whisper", "--compute", "int8", "--format", "json"]
    document = read_json(transcribe(str(spoken.file), *arguments)[0])
    assert document.text.splitlines() == spoken.sentences
    assert document.provenance.engine == "faster-whisper"


def test_silence_is_said_to_be_silence(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "silence.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(np.zeros(48_000, dtype="<i2").tobytes())
    out, err = transcribe(str(tmp_path / "silence.wav"))
    assert out == "" and "no speech found" in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--language", "de"], "does not know the language “de”. It knows: en, es, fr"),
        (["--task", "translate"], "does not translate"),
        (["--compute", "int8"], "does not compute in int8"),
        (["--model", "tinny"], "Known models: whisper-mini, tiny.en"),
    ],
)
def test_mistakes_are_answered_with_a_sentence(
    clip: Callable[[str], Clip], arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        transcribe(str(clip("en").file), *arguments)


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_text("Dear all,\nplease find attached\n" * 20)
    with pytest.raises(CommandError):
        transcribe(str(tmp_path / "a.mp3"))
    with pytest.raises(CommandError, match="No such file"):
        transcribe(str(tmp_path / "none.mp3"))
