"""Makes the sound of the demonstration and of the upload tests from their scripts.

    python -m tests.factories.speech

A script (``tests/data/demonstration_scripts/*.json``, ``tests/data/uploads/*.json``) names its language, its espeak-ng
voice, the file of its sound, and its sentences, each with the silence before it. Making the sound writes the file and
puts the times of sentences and words back into the script: integer milliseconds, from espeak-ng's own word events.

The files are committed, so that only this module needs espeak-ng (``libespeak-ng.so.1``); the tests do not run it.
The same versions of espeak-ng and FFmpeg give the same bytes each time.
"""

from __future__ import annotations

import ctypes
import json
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

REPOSITORY = Path(__file__).resolve().parents[2]
SOUND_FOLDERS = {
    REPOSITORY / "tests/data/demonstration_scripts": REPOSITORY / "archive/data/demonstration",
    REPOSITORY / "tests/data/uploads": REPOSITORY / "tests/data/uploads",
}
"""Each folder of scripts, and the folder that their sound lies in."""

CODECS: dict[str, tuple[str, int, int | None]] = {
    ".opus": ("libopus", 48_000, 24_000),
    ".mp3": ("libmp3lame", 44_100, 48_000),
    ".m4a": ("aac", 44_100, 48_000),
    ".wav": ("pcm_s16le", 16_000, None),
}
"""Per file ending: encoder, sampling rate in Hz, bits per second."""

ESPEAK_RATE_HZ = 22_050
PEAK = 0.6
CLOSING_SILENCE_MS = 800

_SYNCHRONOUS, _RATE, _PITCH, _UTF8, _END, _WORD = 2, 1, 3, 1, 0, 1


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence: mono samples in -1..1 at 22,050 Hz without silence around them, and where each word lies in ms."""

    samples: NDArray[np.float32]
    word_spans_ms: tuple[tuple[int, int], ...]


def main() -> None:
    """Make every sound file again."""
    for scripts, sounds in SOUND_FOLDERS.items():
        for path in sorted(scripts.glob("*.json")):
            script = json.loads(path.read_text(encoding="utf-8"))
            samples, timed = record(script)
            encode(samples, sounds / script["sound"])
            path.write_text(json.dumps(timed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            print(f"{script['sound']}: {len(samples) / ESPEAK_RATE_HZ:.1f} s")


def record(script: dict[str, Any]) -> tuple[NDArray[np.float32], dict[str, Any]]:
    """The whole recording of a script at 22,050 Hz, and the script with all its times in ms."""
    parts: list[NDArray[np.float32]] = []
    sentences = []
    length = 0

    def add(samples: NDArray[np.float32]) -> int:
        """Append samples; answer where they begin, in ms."""
        nonlocal length
        parts.append(samples)
        length += len(samples)
        return round((length - len(samples)) * 1000 / ESPEAK_RATE_HZ)

    for sentence in script["sentences"]:
        add(_silence(sentence["pause_ms"]))
        spoken = speak(sentence["text"], script["voice"], script["rate"], script["pitch"])
        start_ms = add(spoken.samples)
        words = [
            {"text": word, "start_ms": start_ms + first, "end_ms": start_ms + last}
            for word, (first, last) in zip(sentence["text"].split(), spoken.word_spans_ms, strict=True)
        ]
        sentences.append(
            {
                "text": sentence["text"],
                "pause_ms": sentence["pause_ms"],
                "start_ms": start_ms,
                "end_ms": words[-1]["end_ms"],
                "words": words,
            }
        )
    add(_silence(CLOSING_SILENCE_MS))
    samples = np.concatenate(parts)
    return samples * np.float32(PEAK / np.abs(samples).max()), {**script, "sentences": sentences}


def speak(text: str, voice: str, rate: int, pitch: int) -> Spoken:
    """Speak one sentence.

    ``rate`` is in words per minute, ``pitch`` runs from 0 to 99. Raises ``ValueError`` for a voice that espeak-ng
    does not know, ``OSError`` where espeak-ng is not installed.
    """
    raw, starts_ms = _engine().synthesise(text, voice, rate, pitch)
    loud = np.flatnonzero(np.abs(raw) > 0.01 * np.abs(raw).max())
    first, last = int(loud[0]), int(loud[-1]) + 1
    trimmed_ms = first * 1000 / ESPEAK_RATE_HZ
    length_ms = (last - first) * 1000 / ESPEAK_RATE_HZ
    edges = [min(max(edge - trimmed_ms, 0.0), length_ms) for edge in _word_starts(text, starts_ms)]
    edges = [0.0, *edges[1:], length_ms]
    spans = tuple((round(a), round(b)) for a, b in pairwise(edges))
    return Spoken(raw[first:last], spans)


def encode(samples: NDArray[np.float32], path: Path) -> None:
    """Write mono samples at 22,050 Hz as the kind of file that the ending of ``path`` asks for."""
    codec, rate_hz, bits_per_second = CODECS[path.suffix]
    with av.open(str(path), "w", container_options={"fflags": "+bitexact"}) as container:
        stream = cast(AudioStream, container.add_stream(codec, rate=rate_hz, options={"flags": "+bitexact"}))
        stream.layout = "mono"
        if bits_per_second:
            stream.bit_rate = bits_per_second
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate_hz)
        whole = np.round(samples * 32_767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(whole, format="s16", layout="mono")
        frame.sample_rate = ESPEAK_RATE_HZ
        for resampled in [*resampler.resample(frame), *resampler.resample(None), None]:
            container.mux(stream.encode(resampled))


def _silence(length_ms: int) -> NDArray[np.float32]:
    return np.zeros(length_ms * ESPEAK_RATE_HZ // 1000, np.float32)


def _word_starts(text: str, starts_ms: dict[int, int]) -> list[float]:
    """Where each word of ``text`` starts, from the events (place of a letter in the text: ms).

    espeak-ng speaks some words as one ("in the"): such a group is shared out by the number of its letters.
    """
    words = text.split()
    places, place = [], 0
    for word in words:
        place = text.index(word, place)
        places.append(place)
        place += len(word)
    found = [starts_ms.get(place) for place in places]
    known = [index for index, start in enumerate(found) if start is not None and index]
    anchors = [(0, 0.0), *((index, float(found[index] or 0)) for index in known), (len(words), float(starts_ms[-1]))]
    starts: list[float] = []
    for (index, start), (following, end) in pairwise(anchors):
        letters = [len(word) for word in words[index:following]]
        starts += [start + (end - start) * sum(letters[:done]) / sum(letters) for done in range(len(letters))]
    return starts


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    """``espeak_EVENT`` of espeak-ng's ``speak_lib.h``."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class _Engine:
    """libespeak-ng: one per process, not for several threads."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        if self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, 0) != ESPEAK_RATE_HZ:
            raise OSError("espeak-ng did not start at 22,050 Hz")
        self._sound: list[NDArray[np.int16]] = []
        self._starts_ms: dict[int, int] = {}
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)

    def _take(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self._sound.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type != _END:
            if events[index].type == _WORD:
                self._starts_ms.setdefault(events[index].text_position - 1, events[index].audio_position)
            index += 1
        return 0

    def synthesise(self, text: str, voice: str, rate: int, pitch: int) -> tuple[NDArray[np.float32], dict[int, int]]:
        """Samples, and the ms at which the word at each place of the text starts; place -1 is the end of the sound."""
        self._sound, self._starts_ms = [], {}
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice}")
        self._library.espeak_SetParameter(_RATE, rate, 0)
        self._library.espeak_SetParameter(_PITCH, pitch, 0)
        data = text.encode()
        self._library.espeak_Synth(data, len(data) + 1, 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        samples = np.concatenate(self._sound).astype(np.float32) / np.float32(32_768)
        return samples, {**self._starts_ms, -1: len(samples) * 1000 // ESPEAK_RATE_HZ}


@cache
def _engine() -> _Engine:
    return _Engine()


if __name__ == "__main__":
    main()
