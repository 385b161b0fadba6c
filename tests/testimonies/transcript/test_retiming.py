"""What a person did not change keeps its time to the millisecond, over any edits, splits, merges and undoing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from testimonies.transcript import blanking, retiming
from testimonies.transcript.document import Segment, Word

SCRIPTS = ("word", "palabra", "l'été", "كلمة", "می\u200cخواهم", "शब्दों", "слово", "don't", "3.5", "İstanbul")


def spoken(*texts: str, step_ms: int = 500) -> tuple[Word, ...]:
    return tuple(Word(at * step_ms, at * step_ms + 400, text, 0.9) for at, text in enumerate(texts))


def retimed(words: tuple[Word, ...], text: str) -> list[tuple[str, int, int]]:
    found = retiming.retime(words, text, 0, len(words) * 500)
    return [(word.text, word.start_ms, word.end_ms) for word in found]


def test_a_word_put_right_takes_the_time_of_the_wrong_one() -> None:
    old = spoken("for", "twelf", "ours")
    new = retiming.retime(old, "for twelve hours", 0, 1_500)
    assert [(one.start_ms, one.end_ms, one.probability) for one in new] == [
        (0, 400, 0.9),
        (500, 900, None),
        (1000, 1400, None),
    ]


def test_where_the_numbers_differ_those_that_come_share_the_time_of_those_that_went() -> None:
    old = spoken("they", "kept", "my", "pass", "port", "there")
    assert retimed(old, "they kept my passport there")[3:] == [("passport", 1500, 2400), ("there", 2500, 2900)]
    shared = retimed(old, "they kept my green old book there")[3:6]
    assert shared[0][1] == 1500 and shared[-1][2] == 2400
    assert [one[2] for one in shared[:2]] == [one[1] for one in shared[1:]], "one after the other"


def test_what_is_added_gets_the_room_between_its_neighbours_and_none_where_there_is_none() -> None:
    old = spoken("we", "left")
    assert retimed(old, "we then left") == [("we", 0, 400), ("then", 400, 500), ("left", 500, 900)]
    assert retimed((Word(0, 500, "we"), Word(500, 900, "left")), "we then left")[1] == ("then", 500, 500)


def test_signs_and_capitals_are_no_change_of_time() -> None:
    old = spoken("hello,", "world", "l", "'homme", "—", "yes")
    assert [one[1:] for one in retimed(old, "Hello world, l'homme — yes!")] == [
        (one.start_ms, one.end_ms) for one in old
    ]
    assert retiming.retime(old, "hello, world l'homme — yes", 0, 3_000) == old


def test_words_without_spaces_keep_theirs() -> None:
    old = spoken("我们", "工作", "，", "很", "长")
    assert retimed(old, "我们在工作，很长") == [
        ("我们", 0, 400), ("在", 400, 500), ("工作", 500, 900),
        ("，", 1000, 1400), ("很", 1500, 1900), ("长", 2000, 2400),
    ]  # fmt: skip


def test_a_text_that_never_had_times_gets_them_by_length() -> None:
    assert [one.end_ms for one in retiming.retime((), "a bb ccc", 0, 900)] == [200, 500, 900]


def test_a_word_that_is_kept_back_by_its_time_is_kept_back_when_it_is_put_right() -> None:
    old = spoken("his", "name", "is", "muhamed", "alli", "he", "said")
    before = blanking.blank("his name is muhamed alli he said", old, 0, 3_500, [(1_400, 2_500)])
    for text in (
        "his name is Muhammad Ali he said",
        "his name is Muhammad Ali Hassan he said",
        "his name is Mo he said",
    ):
        new = retiming.retime(old, text, 0, 3_500)
        after = blanking.blank(text, new, 0, 3_500, [(1_400, 2_500)])
        assert (
            before is not None and after is not None and after.text == before.text == "his name is [withheld] he said"
        )


# Over random edits

uniques = st.tuples(st.sampled_from(SCRIPTS), st.integers(0, 10**6)).map(lambda one: f"{one[0]}{one[1]}")


@st.composite
def recordings(draw: Any) -> list[Segment]:
    """Some segments whose words all differ, with pauses and without, some words of no length."""
    texts = draw(st.lists(uniques, min_size=3, max_size=40, unique_by=str.casefold))
    at_ms, segments = draw(st.integers(0, 5_000)), []
    while texts:
        size = draw(st.integers(1, 12))
        some, texts = texts[:size], texts[size:]
        words = []
        for text in some:
            at_ms += draw(st.sampled_from((0, 0, 40, 700)))
            end_ms = at_ms + draw(st.sampled_from((0, 20, 180, 460)))
            words.append(Word(at_ms, end_ms, text, 0.5))
            at_ms = end_ms
        segments.append(Segment(words[0].start_ms, at_ms, " ".join(some), "en", tuple(words)))
        at_ms += draw(st.sampled_from((0, 300)))
    return segments


@settings(deadline=None, max_examples=150)
@given(recordings(), st.data())
def test_over_random_edits_splits_merges_and_undoing_nothing_moves_that_was_not_touched(
    segments: list[Segment], data: Any
) -> None:
    said = {word.text: (word.start_ms, word.end_ms) for one in segments for word in one.words}
    touched: set[str] = set()
    past: list[tuple[list[Segment], set[str]]] = []
    for number in range(data.draw(st.integers(1, 25))):
        act = data.draw(st.sampled_from(("change", "insert", "remove", "split", "merge", "undo")))
        if act == "undo":
            if past:
                segments, touched = past.pop()
            continue
        past.append((list(segments), set(touched)))
        at = data.draw(st.integers(0, len(segments) - 1))
        one = segments[at]
        texts = one.text.split()
        place = data.draw(st.integers(0, len(texts) - 1))
        if act == "split":
            parts = retiming.cut(one, data.draw(st.integers(0, len(one.text))))
            segments[at : at + 1] = parts or [one]
        elif act == "merge" and at + 1 < len(segments):
            segments[at : at + 2] = [retiming.joined(one, segments[at + 1])]
        elif act in ("change", "insert", "remove"):
            if act == "insert":
                texts.insert(place, f"new{number}")
            elif act == "change":
                touched.add(texts[place])
                texts[place] = f"other{number}"
            elif len(texts) > 1:
                touched.add(texts.pop(place))
            segments[at] = retiming.rewritten(one, " ".join(texts))
    for one in segments:
        assert blanking.places(one.text, one.words) is not None, "the words are the text"
        assert all(word.start_ms <= word.end_ms for word in one.words)
        starts = [word.start_ms for word in one.words]
        assert starts == sorted(starts), "in order"
        assert not one.words or (one.start_ms <= one.words[0].start_ms and one.words[-1].end_ms <= one.end_ms)
    now = {word.text: (word.start_ms, word.end_ms) for one in segments for word in one.words}
    left = {text for text in said if text not in touched}
    assert {text: now[text] for text in left} == {text: said[text] for text in left}


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["the", "a", "no", "and", "No,", "the"]), min_size=1, max_size=25),
    st.integers(0, 24),
    st.integers(0, 6),
    st.lists(st.sampled_from(["the", "a", "not", "and"]), max_size=4),
)
def test_of_words_that_come_again_those_before_and_after_the_edit_stay(
    texts: list[str], first: int, gone: int, come: list[str]
) -> None:
    first = min(first, len(texts))
    old = spoken(*texts)
    text = " ".join([*texts[:first], *come, *texts[first + gone :]])
    new = retiming.retime(old, text, 0, len(texts) * 500)
    stays = len(texts) - min(len(texts), first + gone)
    assert [one.text for one in new] == text.split()
    kept = {(one.text, one.start_ms, one.end_ms) for one in new}
    head = [one for one in old[:first] if (one.text, one.start_ms, one.end_ms) in kept]
    assert len(head) == first, "all before the edit"
    assert sum((one.text, one.start_ms, one.end_ms) in kept for one in old) >= first + min(stays, len(new) - first)


@example("::\x1b\x08\u0e000", "")
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_over_whatever_the_letters_of_the_words_are_those_of_the_text(one: str, other: str) -> None:
    words = retiming.retime((), one, 0, 1_000)
    again = retiming.retime(words, other, 0, 1_000)
    assert "".join(word.text for word in again) == "".join(other.split())
    assert retiming.retime(words, one, 0, 1_000) == words


def test_a_word_that_goes_takes_nothing_from_its_neighbour_that_begins_or_ends_alike() -> None:
    for spoken_before, text, left in (
        (("so", "don't0", "don't1", "go"), "so don't1 go", (0, 2, 3)),
        (("so", "don't0", "don't1", "go"), "so don't0 go", (0, 1, 3)),
        (("No,", "the", "no"), "no", (2,)),
        (("no,", "the", "no"), "no,", (0,)),
    ):
        old = spoken(*spoken_before)
        assert retiming.retime(old, text, 0, 4_000) == tuple(old[at] for at in left)


def test_a_part_of_a_segment_keeps_no_word_outside_of_it() -> None:
    one = Segment(0, 1_400, "for twelve hours", "en", spoken("for", "twelve", "hours"))
    cut = retiming.within(one, 600, 1_200)
    assert [(word.start_ms, word.end_ms) for word in cut.words] == [(600, 600), (600, 900), (1000, 1200)]
    assert replace(cut, start_ms=0, end_ms=1_400, words=one.words) == one
