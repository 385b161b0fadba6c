"""Our pipeline against a bare call of Whisper, on the same file, with the same weights, in the same run.

    python -m bench.transcription [--engine whisper|faster-whisper|both] [--language en] [--times 3] [--runs 3]

The file is made of the demonstration recordings in one language, one after the other, three times over: nearly ten
minutes. *Ours* decodes it, finds voices, cuts at silences, and hears piece by piece what is doubtful again, with
faster-whisper as many pieces at once as there are cores, as in the archive. *Bare* decodes it to one array and calls
the engine's own ``transcribe`` once, with one beam as ours; *command* does the same as the engine's authors set it
(openai-whisper's command line and faster-whisper: five beams), *command_with_voice_filter* faster-whisper's with its
own search for voices, which ours always does, and *command_in_batches* its pipeline for eight windows at once, which
does so too. All give word times and detect the language, on the same cores, the model loaded before the clock runs;
what is not ours has a network of its own. Prints JSON; ``ratio`` is the median of ours / bare over the
interleaved runs, ``ratio_to_command`` of ours / command. ``processor_seconds`` is what all threads together computed:
on a machine with other work it is steadier than ``seconds``, but tells nothing of how well two cores are used.

Read the ratio beside ``words``: on whole windows whisper-mini fails often. Where it then tries again at higher
temperatures, bare is slow; where it leaves words out, bare is quick, for the time goes into writing words.
``ratio_for_a_right_word`` is ours / bare of the seconds for each word that was written as it was spoken,
``ratio_in_short_windows`` is against windows as long as our pieces (faster-whisper's ``chunk_length``), so that both do
the same work, and ``ratio_at_temperature_zero`` is without further attempts, for both.

With ``--engine faster-whisper`` the same of the second engine stands under its name, and with ``both``
``faster_over_whisper``, how many times faster it was, like with like. ``bench.architecture`` compares the engines at
the size of real weights: whisper-mini is so small that what surrounds the arithmetic takes the time.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tempfile
import time
import wave
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, cast

import jiwer
import numpy as np

from testimonies.audio import decoding
from testimonies.transcription import chunking, weights, whole
from testimonies.transcription.engine import Engine, at_once, load

if TYPE_CHECKING:
    from testimonies.transcription.faster_whisper import FasterWhisperEngine
    from testimonies.transcription.whisper import WhisperEngine

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "tests/data/demonstration_scripts"
SOUNDS = ROOT / "archive/data/demonstration"
RATE = 16_000
ONE_BEAM = {"beam_size": 1, "best_of": 1}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--language", default="en", choices=["en", "es", "fr"])
    parser.add_argument("--engine", default="whisper", choices=["whisper", "faster-whisper", "both"])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "joined.wav"
        script = join_demonstration(arguments.language, file, arguments.times)
        print(json.dumps(compare(arguments.engine, file, script, arguments.runs), indent=1))


def compare(engine: str, file: Path, script: str, runs: int) -> dict[str, Any]:
    """What ``--engine`` asks for: openai-whisper's figures at the top, the other engine's under its name."""
    ways: dict[str, dict[str, Callable[[], str]]] = {}
    if engine != "faster-whisper":
        ways["whisper"] = ways_of_whisper(file)
    if engine != "whisper":
        ways["faster-whisper"] = ways_of_faster_whisper(file, file.parent)
    found = measure(ways, file, script, runs)
    if engine != "both":
        return found[engine] if engine == "whisper" else found
    return {
        **found["whisper"],
        "faster-whisper": found["faster-whisper"],
        "faster_over_whisper": {
            fast: ratio(found["whisper"]["seconds"][slow], found["faster-whisper"]["seconds"][fast])
            for slow, fast in (("ours", "ours"), ("ours", "ours_in_int8"), ("bare", "bare"), ("command", "command"))
        },
    }


def ways_of_whisper(file: Path) -> dict[str, Callable[[], str]]:
    engine = cast("WhisperEngine", load("whisper", "whisper-mini"))
    network, card = engine.network, weights.card(weights.CARRIED["whisper-mini"])
    greedy = type(engine)(network, model="mini", card=card, options={**engine.options, "temperature": (0.0,)})
    network.transcribe(np.zeros(RATE, dtype=np.float32), word_timestamps=True, fp16=False)  # loads the vocabulary
    engine.transcribe(next(iter(chunking.pieces(decoding.stream(file), longest_ms=6_000))).samples)  # compiles

    return {
        "ours": lambda: ours(engine, file),
        "bare": lambda: bare(network, file),
        "command": lambda: bare(network, file, beam_size=5, best_of=5),
        "ours_at_temperature_zero": lambda: ours(greedy, file),
        "bare_at_temperature_zero": lambda: bare(network, file, temperature=0.0),
    }


def ways_of_faster_whisper(file: Path, cache: Path) -> dict[str, Callable[[], str]]:
    from faster_whisper import BatchedInferencePipeline

    engine, small = (
        cast(
            "FasterWhisperEngine",
            load("faster-whisper", "whisper-mini", cache=cache, compute=compute, at_once=at_once("faster-whisper")),
        )
        for compute in ("auto", "int8")
    )
    card = weights.card(weights.CARRIED["whisper-mini"])
    zero = {**engine.options, "temperature": (0.0,)}
    greedy = type(engine)(engine.network, model="mini", card=card, options=zero, at_once=engine.at_once)
    plain_one, short = _alone(cache), _alone(cache)  # a length of window, once given, stays with a network
    batches = BatchedInferencePipeline(_alone(cache))
    for warmed in (engine, small, greedy):
        warmed.transcribe(next(iter(chunking.pieces(decoding.stream(file), longest_ms=6_000))).samples)
    return {
        "ours": lambda: ours(engine, file),
        "bare": lambda: bare(plain_one, file, **ONE_BEAM),
        "command": lambda: bare(plain_one, file),
        "command_with_voice_filter": lambda: bare(plain_one, file, vad_filter=True),
        "command_in_batches": lambda: bare(batches, file, batch_size=8),
        "ours_at_temperature_zero": lambda: ours(greedy, file),
        "bare_at_temperature_zero": lambda: bare(plain_one, file, temperature=0.0, **ONE_BEAM),
        "ours_in_int8": lambda: ours(small, file),
        "bare_in_short_windows": lambda: bare(short, file, chunk_length=round(card.longest_piece_s), **ONE_BEAM),
    }


def _alone(cache: Path) -> Any:
    """faster-whisper's own network, loaded as its authors do, on the same cores as ours."""
    from faster_whisper import WhisperModel

    from testimonies.transcription.converted import obtain

    folder, cores = obtain("whisper-mini", cache).folder, len(os.sched_getaffinity(0))
    return WhisperModel(str(folder), device="cpu", compute_type="float32", local_files_only=True, cpu_threads=cores)


def measure(
    ways: dict[str, dict[str, Callable[[], str]]], file: Path, script: str, runs: int
) -> dict[str, dict[str, Any]]:
    """Engine → its figures. The runs of all ways of all engines are interleaved."""
    seconds: dict[str, dict[str, list[float]]] = {engine: {way: [] for way in ways[engine]} for engine in ways}
    computed: dict[str, dict[str, list[float]]] = {engine: {way: [] for way in ways[engine]} for engine in ways}
    texts: dict[str, dict[str, str]] = {engine: {} for engine in ways}
    for _run in range(runs):
        for engine, way in [(one, way) for one, its in ways.items() for way in its]:
            begun, begun_computing = time.perf_counter(), time.process_time()
            texts[engine][way] = ways[engine][way]()
            seconds[engine][way].append(time.perf_counter() - begun)
            computed[engine][way].append(time.process_time() - begun_computing)
    with wave.open(str(file)) as sound:
        sound_s = sound.getnframes() / sound.getframerate()
    return {engine: figures(seconds[engine], computed[engine], texts[engine], script, sound_s) for engine in ways}


def figures(
    seconds: dict[str, list[float]],
    computed: dict[str, list[float]],
    texts: dict[str, str],
    script: str,
    sound_s: float,
) -> dict[str, Any]:
    others = ("bare_in_short_windows", "command_with_voice_filter", "command_in_batches")
    short, filtered, batched = (seconds.get(way) for way in others)
    right = {name: jiwer.process_words(plain(script), plain(text)).hits for name, text in texts.items()}
    return {
        "ratio": ratio(seconds["ours"], seconds["bare"]),
        "ratio_to_command": ratio(seconds["ours"], seconds["command"]),
        **({"ratio_to_command_with_voice_filter": ratio(seconds["ours"], filtered)} if filtered else {}),
        **({"ratio_to_command_in_batches": ratio(seconds["ours"], batched)} if batched else {}),
        "ratio_for_a_right_word": round(ratio(seconds["ours"], seconds["bare"]) * right["bare"] / right["ours"], 3),
        "processor_ratio": ratio(computed["ours"], computed["bare"]),
        "processor_ratio_to_command": ratio(computed["ours"], computed["command"]),
        **({"ratio_in_short_windows": ratio(seconds["ours"], short)} if short else {}),
        "ratio_at_temperature_zero": ratio(seconds["ours_at_temperature_zero"], seconds["bare_at_temperature_zero"]),
        "sound_s": round(sound_s, 1),
        "seconds": {name: [round(run, 2) for run in taken] for name, taken in seconds.items()},
        "processor_seconds": {name: round(median(taken), 2) for name, taken in computed.items()},
        "times_real_time": {name: round(sound_s / median(taken), 1) for name, taken in seconds.items()},
        "words": {"spoken": len(script.split()), **{name: len(text.split()) for name, text in texts.items()}},
        "right_words": right,
        "word_error_rate": {name: round(jiwer.wer(plain(script), plain(text)), 4) for name, text in texts.items()},
        "model": "whisper-mini",
    }


def ours(engine: Engine, file: Path) -> str:
    with decoding.stream(file) as sound:
        pieces = chunking.pieces(sound, longest_ms=engine.longest_piece_ms)
        return whole.gathered(engine, [document for _piece, document in whole.transcripts(engine, pieces)]).text


def bare(network: Any, file: Path, **options: Any) -> str:
    with decoding.stream(file) as sound:
        samples = np.concatenate(list(sound))
    if not hasattr(network, "is_multilingual"):  # faster-whisper's, which recognises while its segments are read
        segments, _about = network.transcribe(samples, word_timestamps=True, **options)
        return " ".join(segment.text for segment in segments)
    return str(network.transcribe(samples, word_timestamps=True, fp16=False, **options)["text"])


def ratio(taken: list[float], against: list[float]) -> float:
    return round(median(a / b for a, b in zip(taken, against, strict=True)), 3)


def join_demonstration(language: str, file: Path, times: int = 1) -> str:
    """Write the recordings in ``language``, so many ``times`` over, as one WAV file, and give the words in it."""
    words: list[str] = []
    with wave.open(str(file), "wb") as joined:
        joined.setnchannels(1)
        joined.setsampwidth(2)
        joined.setframerate(RATE)
        for path in times * sorted(SCRIPTS.glob("*.json")):
            script = json.loads(path.read_text(encoding="utf-8"))
            if script["language"] == language:
                words += [sentence["text"] for sentence in script["sentences"]]
                for block in decoding.stream(SOUNDS / script["sound"]):
                    joined.writeframes((np.clip(block, -1, 1) * 32_767).astype("<i2").tobytes())
    return " ".join(words)


def plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w' ]+", " ", text.lower()).split())


if __name__ == "__main__":
    main()
