from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories import sound

BURSTS_S = (1.0, 2.5, 5.0, 8.25)


@pytest.fixture(scope="session")
def long_silence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hours of silence in a FLAC of two megabytes."""
    return sound.write_long_flac(tmp_path_factory.mktemp("long") / "three-hours.flac", 3)


@pytest.fixture(scope="session")
def melody(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Ten seconds with a short tone at each of ``BURSTS_S``, once in every format."""
    folder = tmp_path_factory.mktemp("melody")
    samples = sound.bursts(BURSTS_S, 10) + sound.noise(10, level=0.01)
    return {extension: sound.write(folder / f"melody.{extension}", samples) for extension in sound.FORMATS}
