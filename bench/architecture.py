"""Both engines at the size of real weights: the same weights, drawn by lot, converted for the second engine.

    python -m bench.architecture [--size base] [--tokens 100] [--runs 3]

What the words are does not matter to the time they take: one window of 30 s is encoded, and the same number of tokens
written, greedily, by each engine's own network on this machine's processor. Prints JSON; ``faster_over_whisper`` is
openai-whisper's median time over faster-whisper's, in float32 and in int8.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as the archive runs them

import faster_whisper
import numpy as np
import torch
import whisper
from whisper.model import ModelDimensions

from testimonies.transcription import paging
from testimonies.transcription.conversion import convert

SIZES = {
    "tiny": (384, 6, 4),
    "base": (512, 8, 6),
    "small": (768, 12, 12),
    "medium": (1_024, 16, 24),
    "large-v2": (1_280, 20, 32),
}
"""Width, attention heads, layers (of the encoder and of the decoder): openai-whisper's own."""
WRITE = {"language": "en", "without_timestamps": True}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", default="base", choices=list(SIZES))
    parser.add_argument("--tokens", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(arguments.size, arguments.tokens, arguments.runs, Path(folder)), indent=1))


def measure(size: str, tokens: int, runs: int, folder: Path) -> dict[str, Any]:
    paging.keep()  # as the archive runs them
    network = drawn_by_lot(size)
    torch.save({"dims": vars(network.dims), "model_state_dict": network.state_dict()}, folder / "drawn.pt")
    (folder / "converted").mkdir()
    convert(folder / "drawn.pt", folder / "converted")
    cores = len(os.sched_getaffinity(0))
    torch.set_num_threads(cores)
    mel = np.random.default_rng(0).standard_normal((80, 3_000)).astype(np.float32)
    ways: dict[str, Callable[[], int]] = {"whisper": lambda: written_by_whisper(network, mel, tokens)}
    for compute in ("float32", "int8"):
        fast = faster_whisper.WhisperModel(
            str(folder / "converted"), device="cpu", compute_type=compute, cpu_threads=cores
        )
        ways[f"faster-whisper {compute}"] = lambda fast=fast: written_by_faster_whisper(fast, mel, tokens)
    assert {way() for way in ways.values()} == {tokens}  # warms up, too
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    computed: dict[str, list[float]] = {name: [] for name in ways}
    for _run in range(runs):
        for name, way in ways.items():
            begun, begun_computing = time.perf_counter(), time.process_time()
            way()
            seconds[name].append(time.perf_counter() - begun)
            computed[name].append(time.process_time() - begun_computing)
    slow = median(seconds["whisper"])
    return {
        "faster_over_whisper": {name: round(slow / median(taken), 2) for name, taken in seconds.items()},
        "seconds_per_window": {name: [round(one, 2) for one in taken] for name, taken in seconds.items()},
        "processor_seconds_per_window": {name: round(median(taken), 2) for name, taken in computed.items()},
        "size": size,
        "tokens": tokens,
        "cores": cores,
    }


def drawn_by_lot(size: str) -> whisper.Whisper:
    torch.manual_seed(0)
    width, heads, layers = SIZES[size]
    return whisper.Whisper(
        ModelDimensions(80, 1_500, width, heads, layers, 51_865, 448, width, heads, layers)
    ).eval()  # fmt: skip


def written_by_whisper(network: whisper.Whisper, mel: np.ndarray, tokens: int) -> int:
    options = whisper.DecodingOptions(**WRITE, sample_len=tokens, suppress_tokens=[50_257], fp16=False)
    return len(whisper.decode(network, torch.from_numpy(mel), options).tokens)


def written_by_faster_whisper(network: faster_whisper.WhisperModel, mel: np.ndarray, tokens: int) -> int:
    prompt = [50_258, 50_259, 50_359, 50_363]  # begin, English, transcribe, no times
    encoded = network.encode(mel)
    # CTranslate2 writes half of max_length at most: Whisper's text takes half of its window of tokens
    (result,) = network.model.generate(encoded, [prompt], beam_size=1, max_length=2 * tokens, suppress_tokens=[50_257])
    return len(result.sequences_ids[0])


if __name__ == "__main__":
    main()
