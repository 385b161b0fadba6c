"""Passages that are proposed: cut at pauses, told by words of the vocabulary, all of the recording."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from testimonies.transcript.document import Segment
from testimonies.transcript.sections import LEAST_MS, MOST_MS, sections

WORDS = {
    "documents": ["Confiscation of passports", "Retención de pasaportes", "حجز جوازات السفر"],
    "wages": ["Unpaid wages", "Salarios impagados"],
}


def line(at_s: float, text: str, lasts_s: float = 5, speaker: str = "") -> Segment:
    return Segment(int(at_s * 1_000), int((at_s + lasts_s) * 1_000), text, "en", speaker=speaker)


def test_it_is_cut_at_the_longest_pause_and_told_by_what_is_spoken_of() -> None:
    said = [line(at, "they kept my passport") for at in range(0, 150, 6)]
    said += [line(at, "les salarios, our wages") for at in range(162, 330, 6)]
    assert [(one.start_ms, one.end_ms, one.found) for one in sections(said, WORDS)] == [
        (0, 149_000, ("documents",)),
        (162_000, 329_000, ("wages",)),
    ]


def test_a_question_opens_a_passage() -> None:
    said = [line(at, "we worked", speaker="Amina") for at in range(0, 300, 6)]
    said[22] = line(132, "and your papers", speaker="Interviewer")
    assert sections(said, {})[1].start_ms == 132_000


def test_words_of_other_languages_and_with_the_article_are_known_again() -> None:
    assert sections([line(0, "أخذوا الجوازات مني")], WORDS)[0].found == ("documents",)
    assert sections([line(0, "PASAPORTE")], WORDS)[0].found == ("documents",)
    assert sections([line(0, "pass it on")], WORDS)[0].found == ()
    assert sections([], WORDS) == []


@given(st.lists(st.tuples(st.integers(0, 12_000), st.integers(500, 29_000)), max_size=80))
def test_sections_follow_each_other_and_are_neither_short_nor_long(parts: list[tuple[int, int]]) -> None:
    at_ms, said = 0, []
    for pause_ms, lasts_ms in parts:
        said.append(Segment(at_ms + pause_ms, at_ms + pause_ms + lasts_ms, "words"))
        at_ms += pause_ms + lasts_ms
    found = sections(said, {})
    assert bool(found) == bool(said)
    for before, after in pairwise(found):
        assert before.end_ms <= after.start_ms and before.end_ms - before.start_ms <= MOST_MS
    if said:
        assert (found[0].start_ms, found[-1].end_ms) == (said[0].start_ms, said[-1].end_ms)
        assert sum(one.start_ms <= s.start_ms < s.end_ms <= one.end_ms for one in found for s in said) == len(said)
        least_ms = min(LEAST_MS, max(20_000, (said[-1].end_ms - said[0].start_ms) // 8))
        assert len(found) == 1 or all(one.end_ms - one.start_ms >= least_ms for one in found)
