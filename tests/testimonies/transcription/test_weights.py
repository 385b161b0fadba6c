"""Weights: which names are known, and what is said when they cannot be had. No network but this machine's own."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from testimonies.exceptions import UnknownModel, WeightsMissing
from testimonies.transcription import weights
from testimonies.transcription.engine import check_model, load

MINI = weights.CARRIED["whisper-mini"]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A real web server on this machine: its address, and the folder it serves."""
    folder = tmp_path / "served"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{served.server_port}", folder
        served.shutdown()
        thread.join()


def told(monkeypatch: pytest.MonkeyPatch, sources: Mapping[str, str]) -> None:
    monkeypatch.setattr(weights, "sources", lambda: sources)


def test_the_known_names_are_whispers_own_and_the_carried_one() -> None:
    import whisper  # not above: the engine prepares for it first

    assert weights.known_names() == ["whisper-mini", *whisper.available_models()]
    assert dict(weights.sources()) == whisper._MODELS


@pytest.mark.parametrize("model", ["whisper-mini", "tiny", "large-v3", str(MINI)])
def test_a_known_name_or_a_file_passes_the_check(model: str) -> None:
    check_model(model)


@pytest.mark.parametrize("model", ["whisper-mimi", "", "/no/such/file.pt", "."])
def test_a_misspelt_model_names_the_known_names(model: str) -> None:
    for ask in (check_model, partial(load, "whisper")):
        with pytest.raises(UnknownModel) as caught:
            ask(model)
        assert all(name in str(caught.value) for name in ("whisper-mini", "tiny", "large-v3-turbo"))


def test_a_misspelt_engine_names_the_known_engines() -> None:
    with pytest.raises(UnknownModel, match="whisper"):
        load("whimper", "whisper-mini")


def test_a_known_name_without_network_is_missing_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told(monkeypatch, {"tiny": "http://127.0.0.1:9/" + "0" * 64 + "/tiny.pt"})  # nobody listens there
    begun = time.monotonic()
    with pytest.raises(WeightsMissing) as caught:
        load("whisper", "tiny", cache=tmp_path)
    assert time.monotonic() - begun < 5
    assert all(help_ in str(caught.value) for help_ in ("tiny.pt", str(tmp_path), "WHISPER_MODEL"))
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import socket

    monkeypatch.setattr(weights, "ANSWER_WITHIN_S", 0.2)
    monkeypatch.setattr(weights, "SILENT_FOR_S", 0.4)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        told(monkeypatch, {"tiny": f"http://127.0.0.1:{deaf.getsockname()[1]}/{'0' * 64}/tiny.pt"})
        with pytest.raises(WeightsMissing):
            weights.obtain("tiny", tmp_path)
        time.sleep(0.4)  # the asking thread ends before the socket does


def test_a_download_arrives_whole_and_is_asked_for_once(
    server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address, served = server
    digest = hashlib.sha256(MINI.read_bytes()).hexdigest()
    (served / digest).mkdir()
    source = served / digest / "small.pt"
    source.write_bytes(MINI.read_bytes())
    told(monkeypatch, {"small": f"{address}/{digest}/small.pt"})
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "small.pt").write_bytes(MINI.read_bytes()[:1_000])  # left by an interrupted download
    assert weights.digest(weights.obtain("small", cache)) == digest
    source.unlink()
    assert weights.obtain("small", cache) == cache / "small.pt"
    assert [file.name for file in cache.iterdir()] == ["small.pt"]


def test_a_download_that_arrives_damaged_is_not_kept(
    server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address, served = server
    (served / ("0" * 64)).mkdir()
    (served / ("0" * 64) / "small.pt").write_bytes(b"log in to this hotel's network")
    told(monkeypatch, {"small": f"{address}/{'0' * 64}/small.pt"})
    with pytest.raises(WeightsMissing):
        weights.obtain("small", tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no checkpoint", MINI.read_bytes()[:100_000]], ids=["empty", "text", "half"])
def test_a_file_that_is_no_checkpoint_is_missing_weights(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "ours.pt"
    file.write_bytes(content)
    check_model(str(file))
    with pytest.raises(WeightsMissing, match=r"ours\.pt .*WHISPER_MODEL"):
        load("whisper", str(file))


def test_a_file_with_the_card_of_another_is_missing_weights(tmp_path: Path) -> None:
    (tmp_path / "ours.pt").write_bytes(MINI.read_bytes())
    (tmp_path / "ours.json").write_text('{"sha256": "00"}')
    with pytest.raises(WeightsMissing):
        load("whisper", str(tmp_path / "ours.pt"))


@pytest.mark.parametrize("card", [None, "no json", "[]", '{"longest_piece_s": null}'])
def test_without_a_readable_card_the_defaults_hold(card: str | None, tmp_path: Path) -> None:
    file = tmp_path / "ours.pt"
    file.write_bytes(MINI.read_bytes())
    if card is not None:
        file.with_suffix(".json").write_text(card)
    engine = load("whisper", str(file))
    assert engine.longest_piece_ms == 28_000
    assert {"en", "de", "tl", "jv"} <= engine.languages
    assert engine.knows("fil") and engine.knows("nb-NO") and not engine.knows("ti")
    assert engine.describe().model == "ours.pt"


def test_the_carried_checkpoint_is_the_one_of_its_card() -> None:
    card = weights.card(MINI)
    assert card.sha256 == weights.digest(MINI)
    assert card.languages == ("en", "es", "fr")
