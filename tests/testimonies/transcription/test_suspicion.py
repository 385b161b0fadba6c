"""Invented text is found by measure in any script, and what people really say is left in peace."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonies.transcript.document import Segment, Word
from testimonies.transcription import listening
from testimonies.transcription.suspicion import Reason, Suspicion, suspicions
from tests.testimonies.transcription.conftest import Clip

SPOKEN = {
    "en": "They told us that the contract was for two years, but nobody showed it to us before the flight left Manila.",
    "es": "Nos dijeron que el contrato era de dos años, pero nadie nos lo enseñó antes de que saliera el avión.",
    "de": "Nein, nein, nein, das stimmt so nicht, wir haben unseren Lohn in jenem Winter gar nicht bekommen.",
    "ru": "Нам сказали, что договор на два года, но никто не показал его до вылета, и паспорта забрали сразу.",
    "ar": "قالوا لنا إن العقد لمدة سنتين ولكن لم يره أحد قبل السفر ثم أخذوا جوازات سفرنا في المطار",
    "hi": "उन्होंने हमें बताया कि अनुबंध दो साल का है लेकिन उड़ान से पहले किसी ने हमें नहीं दिखाया और पासपोर्ट ले लिया",
    "th": "เขาบอกเราว่าสัญญามีอายุสองปีแต่ไม่มีใครให้เราดูก่อนขึ้นเครื่องบินและเขาก็เก็บหนังสือเดินทางไป",
    "my": "သူတို့က စာချုပ်ဟာ နှစ်နှစ်လို့ ပြောတယ် ဒါပေမဲ့ လေယာဉ်မထွက်ခင် ဘယ်သူမှ မပြခဲ့ဘူး",
    "zh": "他们告诉我们合同是两年的，但是起飞之前没有人给我们看过，到了机场护照就被收走了。",
    "ko": "계약은 이 년이라고 했지만 비행기를 타기 전에는 아무도 보여 주지 않았고 여권도 가져갔어요.",
    "am": "ውሉ ለሁለት ዓመት ነው አሉን ነገር ግን ከበረራው በፊት ማንም አላሳየንም",
}
LOOPS = {
    "en": "I was going to " * 12,
    "es": "Gracias. " * 9,
    "ru": "Спасибо, спасибо, " * 6,
    "ar": "شكرا لكم " * 8,
    "hi": "धन्यवाद " * 8,
    "th": "ขอบคุณครับ" * 7,
    "zh": "谢谢大家" * 6,
    "ko": "네 " * 9,
    "one letter": "a" * 40,
    "after true words": "They took our passports and then the the the the the the the the the the",
}


def said(text: str, duration_ms: int, probability: float | None = 0.9) -> Segment:
    word = Word(1_000, 1_000 + duration_ms, text, probability)
    return Segment(1_000, 1_000 + duration_ms, text, "", (word, word))


def reasons(found: tuple[Suspicion, ...]) -> set[Reason]:
    return {one.reason for one in found}


@pytest.mark.parametrize("language", SPOKEN)
def test_fast_speech_is_left_in_peace(language: str) -> None:
    assert suspicions(said(SPOKEN[language], 5_000), heard=np.ones(400, bool), no_speech=0.1) == ()


@pytest.mark.parametrize("language", LOOPS)
def test_a_loop_is_found_in_any_script(language: str) -> None:
    assert Reason.LOOP in reasons(suspicions(said(LOOPS[language], 20_000)))


def test_a_loop_with_variations_is_found_by_its_compression() -> None:
    text = " ".join(f"and then we went to the house of the {who} and then" for who in ("king", "cook", "boss") * 4)
    assert Reason.COMPRESSION in reasons(suspicions(said(text, 60_000)))


@pytest.mark.parametrize(
    "text", ["No, no, no, no, no.", "Ja, ja, ja, ja.", "哈哈哈哈哈", "Ha ha ha!", "1 000 000", "…", ""]
)
def test_what_people_say_again_is_no_loop(text: str) -> None:
    assert suspicions(said(text, 2_000)) == ()


@pytest.mark.parametrize("language", SPOKEN)
def test_nobody_speaks_so_fast(language: str) -> None:
    (found,) = suspicions(said(SPOKEN[language], 900))
    assert found.reason is Reason.SPEED and found.measured > found.limit


def test_text_of_no_length_is_too_fast_and_a_short_word_of_no_length_is_not() -> None:
    assert reasons(suspicions(said("Thank you for watching!", 0))) == {Reason.SPEED}
    assert suspicions(said("Yes.", 0)) == ()


@pytest.mark.parametrize(
    ("probability", "doubted"), [(0.9, False), (0.4, False), (0.3, True), (0.0, True), (None, False)]
)
def test_the_recognisers_own_doubt(probability: float | None, doubted: bool) -> None:
    assert reasons(suspicions(said("Nobody paid.", 1_500, probability))) == ({Reason.PROBABILITY} if doubted else set())


@pytest.mark.parametrize(("share", "doubted"), [(0.0, True), (0.1, True), (0.5, False), (1.0, False)])
def test_text_over_silence(share: float, doubted: bool) -> None:
    heard = np.zeros(200, bool)
    heard[50 : 50 + round(share * 100)] = True  # the segment runs from 1,000 to 3,000 ms
    assert reasons(suspicions(said("Nobody paid.", 2_000), heard=heard)) == ({Reason.SILENCE} if doubted else set())


def test_text_after_the_end_of_the_sound_is_over_silence() -> None:
    assert reasons(suspicions(said("Nobody paid.", 2_000), heard=np.ones(50, bool))) == {Reason.SILENCE}


def test_text_where_no_speech_was_heard() -> None:
    assert reasons(suspicions(said("Nobody paid.", 2_000), no_speech=0.61)) == {Reason.NO_SPEECH}


@given(st.text(max_size=200), st.integers(0, 60_000))
def test_any_text_is_measured(text: str, duration_ms: int) -> None:
    for found in suspicions(Segment(0, duration_ms, text), heard=np.ones(10, bool), no_speech=0.0):
        assert np.isfinite(found.measured)


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_real_recordings_are_left_in_peace(language: str, clip: Callable[[str], Clip]) -> None:
    spoken = clip(language)
    heard = np.concatenate([second.heard for second in listening.seconds([spoken.samples])])
    for text, (start_ms, end_ms) in zip(spoken.sentences, spoken.spans_ms, strict=True):
        assert suspicions(Segment(start_ms, end_ms, text, language), heard=heard) == ()


def test_no_sentence_of_the_demonstration_is_suspected() -> None:
    scripts = sorted((Path(__file__).resolve().parents[2] / "data" / "demonstration_scripts").glob("*.json"))
    sentences = [one for path in scripts for one in json.loads(path.read_text(encoding="utf-8"))["sentences"]]
    assert len(sentences) > 100
    assert not [one for one in sentences if suspicions(Segment(one["start_ms"], one["end_ms"], one["text"]))]
