"""The second engine: its weights converted, fetched or found, what it computes in, and how it says what is missing.

What both engines owe is in test_whisper.py.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import huggingface_hub.constants
import numpy as np
import pytest
from django.core import checks as django_checks

from archive import checks
from testimonies.exceptions import EngineUnavailable, UnknownModel, WeightsMissing
from testimonies.transcription import engine, paging, weights
from testimonies.transcription.engine import check_model, load
from tests.testimonies.transcription.conftest import Clip

if TYPE_CHECKING:
    from testimonies.transcription.faster_whisper import FasterWhisperEngine

MINI = weights.CARRIED["whisper-mini"]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which the carried checkpoint lies converted."""
    folder = tmp_path_factory.mktemp("cache")
    load("faster-whisper", "whisper-mini", cache=folder)
    return folder


@pytest.fixture
def folder(cache: Path, tmp_path: Path) -> Path:
    """Somebody's own folder of weights."""
    (converted,) = (cache / "ctranslate2").iterdir()
    return Path(shutil.copytree(converted, tmp_path / "ours-1.2"))


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network, and none asked for."""

    def ask(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    monkeypatch.setattr(socket.socket, "connect", ask)


def test_the_carried_checkpoint_is_converted_once(cache: Path, offline: None) -> None:
    (made,) = (cache / "ctranslate2").iterdir()
    before = os.stat(made / "model.bin").st_mtime_ns
    assert load("faster-whisper", "whisper-mini", cache=cache).describe().model_digest == weights.digest(MINI)
    assert list((cache / "ctranslate2").iterdir()) == [made]
    assert os.stat(made / "model.bin").st_mtime_ns == before


def test_any_checkpoint_of_the_other_engine_does(tmp_path: Path) -> None:
    (tmp_path / "ours.pt").write_bytes(MINI.read_bytes())
    loaded = load("faster-whisper", str(tmp_path / "ours.pt"), cache=tmp_path / "cache")
    assert loaded.longest_piece_ms == 28_000 and {"en", "de", "tl", "jv"} <= loaded.languages
    assert loaded.knows("fil") and loaded.knows("nb-NO") and not loaded.knows("ti")


def test_a_folder_with_a_card_of_its_own(folder: Path, clip: Callable[[str], Clip], offline: None) -> None:
    (folder / "model.json").write_text('{"languages": ["fr", "es"], "longest_piece_s": 9}')
    loaded = load("faster-whisper", str(folder), cache=folder / "none")
    assert (loaded.longest_piece_ms, loaded.languages) == (9_000, {"fr", "es"})
    assert loaded.describe().model == "ours-1.2"
    assert loaded.describe().model_digest == weights.digest(folder / "model.bin")
    spoken = clip("fr")
    first = spoken.samples[: spoken.spans_ms[0][1] * 16 + 3_200]
    assert loaded.transcribe(first).text == spoken.sentences[0]


@pytest.mark.parametrize("lost", ["config.json", "tokenizer.json"])
def test_a_folder_that_lacks_a_file_is_missing_weights(folder: Path, lost: str, offline: None) -> None:
    (folder / lost).unlink()
    with pytest.raises(WeightsMissing, match=r"ours-1\.2"):
        load("faster-whisper", str(folder))


def test_a_damaged_folder_is_missing_weights(folder: Path, offline: None) -> None:
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:100_000])
    with pytest.raises(WeightsMissing, match=r"ours-1\.2"):
        load("faster-whisper", str(folder))


def test_a_folder_with_the_card_of_another_is_missing_weights(folder: Path) -> None:
    (folder / "model.json").write_text('{"sha256": "00"}')
    with pytest.raises(WeightsMissing):
        load("faster-whisper", str(folder))


@pytest.mark.parametrize("content", [b"", b"no checkpoint", MINI.read_bytes()[:100_000]], ids=["empty", "text", "half"])
def test_a_file_that_is_no_checkpoint_leaves_nothing_behind(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "ours.pt"
    file.write_bytes(content)
    with pytest.raises(WeightsMissing, match=r"ours\.pt .*WHISPER_MODEL"):
        load("faster-whisper", str(file), cache=tmp_path / "cache")
    assert list((tmp_path / "cache" / "ctranslate2").iterdir()) == []


def test_a_cache_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(WeightsMissing, match="WHISPER_CACHE"):
        load("faster-whisper", "whisper-mini", cache=tmp_path / "cache")


def test_a_known_name_without_network_is_missing_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", "http://127.0.0.1:9")  # nobody listens there
    begun = time.monotonic()
    with pytest.raises(
        WeightsMissing, match=r"“tiny”.*http://127\.0\.0\.1:9/Systran/faster-whisper-tiny.*WHISPER_MODEL"
    ):
        load("faster-whisper", "tiny", cache=tmp_path)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("model", ["whisper-mimi", "", "/no/such/folder", "."])
def test_a_misspelt_model_names_the_known_names(model: str) -> None:
    with pytest.raises(UnknownModel) as caught:
        check_model(model, "faster-whisper")
    assert all(name in str(caught.value) for name in ("whisper-mini", "tiny", "distil-large-v3"))


@pytest.mark.parametrize("compute", ["int8", "float32"])
def test_the_words_are_right_in_each_precision(cache: Path, clip: Callable[[str], Clip], compute: str) -> None:
    spoken = clip("es")
    first = spoken.samples[: spoken.spans_ms[0][1] * 16 + 3_200]
    document = load("faster-whisper", "whisper-mini", cache=cache, compute=compute).transcribe(first)
    assert document.text == spoken.sentences[0]
    assert str(document.provenance.options["compute_type"]).startswith(compute)


def test_memory_is_kept_from_window_to_window(cache: Path) -> None:
    network = cast("FasterWhisperEngine", load("faster-whisper", "whisper-mini", cache=cache)).network
    assert paging.keep()
    window = np.zeros((80, 3_000), dtype=np.float32)
    for _ in range(2):
        network.encode(window)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    network.encode(window)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before < 5_000  # 26,000 where it is given back


@pytest.mark.parametrize(
    ("name", "compute", "sentence"),
    [
        ("whisper", "int8", "WHISPER_ENGINE=faster-whisper"),
        ("whisper", "float23", "auto, float32, float16, int8"),
        ("faster-whisper", "", "auto, float32, float16, int8"),
    ],
)
def test_a_precision_that_the_engine_lacks_is_refused(name: str, compute: str, sentence: str) -> None:
    with pytest.raises(EngineUnavailable, match=sentence):
        check_model("whisper-mini", name, compute)


@pytest.mark.parametrize("name", list(engine.ENGINES))
def test_half_precision_needs_a_graphics_card(name: str, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import ctranslate2
    import torch

    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 0)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(EngineUnavailable, match="graphics card"):
        load(name, "whisper-mini", cache=cache, compute="float16")


def test_where_it_is_not_installed_the_start_says_how_to(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda name: None)
    settings.WHISPER_ENGINE = "faster-whisper"
    with pytest.raises(EngineUnavailable, match=r"pip install .*'\.\[faster\]'"):
        load("faster-whisper", "whisper-mini")
    (error,) = (one for one in django_checks.run_checks(tags=[checks.TAG]) if one.id == "archive.E010")
    assert ".[faster]" in error.msg


@pytest.mark.parametrize(
    "text",
    [
        " Hello there, don't you?",
        " Ñandú, corazón.",
        " Я жил в Москве.",
        " मैं काम करता था",
        " 我们在工厂工作。",
        " ฉันทำงาน 1234",
        " عملت في المصنع",
        " 👩🏽‍🏭",
    ],
)
def test_the_converted_vocabulary_cuts_as_whispers_own(text: str, cache: Path) -> None:
    import tokenizers
    from whisper.tokenizer import get_tokenizer

    (made,) = (cache / "ctranslate2").iterdir()
    ours, whisper = tokenizers.Tokenizer.from_file(str(made / "tokenizer.json")), get_tokenizer(True)
    assert ours.encode(text, add_special_tokens=False).ids == whisper.encode(text)
    assert ours.decode(whisper.encode(text)) == text
