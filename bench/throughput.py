"""Many recordings in flight at the size of real weights: hours of sound an hour, and how busy the graphics card is.

    python -m bench.throughput [--size large-v2] [--at-once 4] [--recordings 8] [--minutes 3] [--compute auto]

The weights are drawn by lot and converted for faster-whisper. What the words are does not matter to the time they take,
so the archive's engine writes ``--tokens`` of them for each piece, with their times, once. The recordings are the
demonstration's speech; each is cut at its silences and heard by a thread of its own, as the jobs of a worker are. Runs
on the graphics card where there is one, else on the processor. Prints JSON: ``hours_an_hour`` for one recording after
the other and for all in flight, and ``card_busy``, the mean of what ``nvidia-smi`` said every half second (null without
a card).
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean
from typing import Any

import ctranslate2
import faster_whisper
import numpy as np
import torch

from bench.architecture import SIZES, drawn_by_lot
from bench.transcription import SOUNDS
from testimonies.audio import decoding
from testimonies.transcription import chunking, cores, weights
from testimonies.transcription.conversion import convert
from testimonies.transcription.faster_whisper import COMPUTE, OPTIONS, FasterWhisperEngine

RATE = 16_000
EVERY_S = 0.5
LONGEST_PIECE_MS = 28_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", default="large-v2", choices=list(SIZES))
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--recordings", type=int, default=8)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--tokens", type=int, default=100)
    parser.add_argument("--compute", default="auto", choices=["auto", "float32", "float16", "int8"])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(arguments, Path(folder)), indent=1))


def measure(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    engine = loaded(asked, folder, device)
    recordings = [speech(asked.minutes, first) for first in range(asked.recordings)]
    heard(engine, recordings[0][: 10 * RATE])  # warms up
    found: dict[str, Any] = {}
    for name, in_flight in (("one_after_the_other", 1), ("in_flight", asked.recordings)):
        begun = time.perf_counter()
        with busy(device) as told, ThreadPoolExecutor(in_flight) as pool:
            pieces = sum(pool.map(lambda sound: heard(engine, sound), recordings))
        taken_s = time.perf_counter() - begun
        found[name] = {
            "hours_an_hour": round(asked.minutes * 60 * asked.recordings / taken_s, 1),
            "card_busy": round(fmean(told) / 100, 3) if told else None,
            "seconds": round(taken_s, 1),
            "pieces": pieces,
        }
    return {
        **found,
        "size": asked.size,
        "compute": engine.network.model.compute_type,
        "at_once": asked.at_once,
        "recordings": asked.recordings,
        "minutes_each": asked.minutes,
        "tokens_a_piece": asked.tokens,
        "device": torch.cuda.get_device_name() if torch.cuda.is_available() else device,
        "threads": cores.threads(),
    }


def loaded(asked: argparse.Namespace, folder: Path, device: str) -> FasterWhisperEngine:
    network = drawn_by_lot(asked.size)
    torch.save({"dims": vars(network.dims), "model_state_dict": network.state_dict()}, folder / "drawn.pt")
    (folder / "converted").mkdir()
    convert(folder / "drawn.pt", folder / "converted")
    fast = faster_whisper.WhisperModel(
        str(folder / "converted"),
        device=device,
        compute_type=COMPUTE[device][asked.compute],
        cpu_threads=max(1, cores.threads() // asked.at_once),
        num_workers=asked.at_once,
    )
    options = {**OPTIONS, "temperature": (0.0,), "max_new_tokens": asked.tokens, "without_timestamps": True}
    return FasterWhisperEngine(fast, model=asked.size, card=weights.Card(), options=options, at_once=asked.at_once)


def speech(minutes: float, first: int) -> np.ndarray:
    """The demonstration's recordings one after another from the ``first`` on, a second of silence between."""
    names = sorted(SOUNDS.glob("*.opus"))
    parts, left = [], round(minutes * 60 * RATE)
    while left > 0:
        sound = np.concatenate([*decoding.stream(names[first % len(names)]), np.zeros(RATE, np.float32)])[:left]
        parts.append(sound)
        left, first = left - len(sound), first + 1
    return np.concatenate(parts)


def heard(engine: FasterWhisperEngine, sound: np.ndarray) -> int:
    """How many pieces were written."""
    pieces = chunking.pieces(np.array_split(sound, 50), longest_ms=LONGEST_PIECE_MS)
    return len([engine.transcribe(piece.samples, languages=("en",)) for piece in pieces])


@contextmanager
def busy(device: str) -> Iterator[list[float]]:
    """Per cent of the time in which the card computed, asked for every half second while the block runs."""
    told: list[float] = []
    over = threading.Event()
    program = shutil.which("nvidia-smi") if device == "cuda" else None

    def ask() -> None:
        query = [str(program), "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits"]
        while not over.wait(EVERY_S):
            told.append(float(subprocess.run(query, capture_output=True, text=True, check=True).stdout.split()[0]))

    asking = threading.Thread(target=ask, daemon=True)
    if program:
        asking.start()
    try:
        yield told
    finally:
        over.set()
        if program:
            asking.join()


if __name__ == "__main__":
    main()
