"""The hits of a page with their words, as the database holds them now and as far as the asker may see them.

The index is never the guard: each hit is fetched once more (:mod:`search.sight`) before a word of it is shown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from search import snippets
from search.addresses import cite_address, moment_address, segment_address
from search.answers import Found
from search.engine import Group, Hit
from search.language.nodes import Node
from search.seen import Card, Described, Heard, Seen, Titled
from search.sight import Sight, sight_of
from testimonies.consent.audiences import Listener
from testimonies.models import ReviewState, ShownSegment
from testimonies.transcript import blanking
from testimonies.transcript.blanking import Piece

__all__ = ["joined"]

_OPEN = Piece("")


def joined(groups: Sequence[Group], node: Node, listener: Listener) -> list[tuple[Card, int, list[Found]]]:
    """Testimonies and hits that the listener may not see are absent."""
    if not groups:
        return []
    keys: dict[str, list[int]] = {"segment": [], "description": [], "passage": []}
    for group in groups:
        for hit in group.hits:
            keys[hit.key.partition(":")[0]].append(hit.number)
    sight = sight_of(listener)
    seen = sight.look(
        segments=keys["segment"],
        descriptions=keys["description"],
        passages=keys["passage"],
        testimonies=[group.testimony for group in groups],
    )
    originals = _originals(seen.segments.values(), sight)
    shown = []
    for group in groups:
        found = [one for hit in group.hits if (one := _found(hit, node, seen, originals)) is not None]
        if group.testimony in seen.cards and found:
            shown.append((seen.cards[group.testimony], group.count, found))
    return shown


def _found(hit: Hit, node: Node, seen: Seen, originals: Mapping[int, ShownSegment]) -> Found | None:
    """``None`` for what the asker may not see, or of which they may read nothing."""
    kind = hit.key.partition(":")[0]
    recording = seen.recordings.get(hit.recording)
    if kind == "segment" and recording and (segment := seen.segments.get(hit.number)) and _has_words(segment):
        return _segment(segment, originals.get(segment.pk), recording, node)
    if kind == "passage" and recording and (passage := seen.passages.get(hit.number)):
        return _passage(passage, recording, node)
    if kind == "description" and (description := seen.descriptions.get(hit.number)):
        return _description(description, node)
    return None


def _segment(segment: ShownSegment, original: ShownSegment | None, recording: Heard, node: Node) -> Found:
    language = segment.language or segment.transcript.language
    runs = snippets.highlight(segment.text, language, node)
    play_ms = _spoken_at(segment, runs, language, node)
    return Found(
        kind="segment" if segment.transcript.kind == "original" else "translation",
        runs=runs,
        language=language,
        direction=segment.direction,
        start_ms=segment.start_ms,
        end_ms=segment.end_ms,
        speaker=segment.speaker,
        segment_pk=segment.pk,
        original=_unmarked(original) if original and _has_words(original) else None,
        play_ms=play_ms,
        page_url=moment_address(recording.page_url, recording.position, play_ms),
        sound_url=recording.sound_url,
        cite_url=segment_address(recording.accession_number, segment.pk),
        review_state=str(_("doubtful") if segment.is_doubtful else ReviewState(segment.review_state).label),
    )


def _spoken_at(segment: ShownSegment, runs: Sequence[tuple[str, bool]], language: str, node: Node) -> int:
    """When the first word that matched begins; the segment where its words have no times."""
    words = segment.spoken_words
    places = blanking.places(segment.text, words)
    if words and places is None:  # text and words differ: the words are looked through by themselves
        spoken_at = snippets.first_match([(one.text, one.start_ms, one.end_ms) for one in words], language, node)
        return segment.start_ms if spoken_at is None else spoken_at
    if not places or not any(matched for _text, matched in runs):
        return segment.start_ms
    before = 0 if runs[0][1] else len(runs[0][0])
    return words[max(0, bisect_right([start for start, _end in places], before) - 1)].start_ms


def _passage(passage: Titled, recording: Heard, node: Node) -> Found:
    language = passage.language
    runs = snippets.highlight(passage.title, language, node)
    if passage.synopsis and not any(matched for _text, matched in runs):
        runs = [(f"{passage.title}: ", False), *snippets.excerpt(passage.synopsis, language, node)]
    return Found(
        kind="passage",
        runs=runs,
        language=language,
        direction=passage.direction,
        start_ms=passage.start_ms,
        end_ms=passage.end_ms,
        play_ms=passage.start_ms,
        page_url=moment_address(recording.page_url, recording.position, passage.start_ms),
        sound_url=recording.sound_url,
        cite_url=cite_address(recording.accession_number, recording.position, passage.start_ms, passage.end_ms),
    )


def _description(description: Described, node: Node) -> Found:
    """The title stands above the hit already: the words shown are those of the text, where it answers."""
    text = "\n".join(part for part in (description.summary, description.context) if part)
    runs = snippets.excerpt(text, description.language, node)
    if not any(matched for _text, matched in runs):
        in_title = snippets.highlight(description.title, description.language, node)
        runs = in_title if any(matched for _text, matched in in_title) else runs
    return Found(kind="description", runs=runs, language=description.language, direction=description.direction)


def _has_words(segment: ShownSegment) -> bool:
    """Whether anything of it is left for this asker."""
    return not segment.withheld and not all(piece.kept for piece in segment.pieces or [_OPEN])


def _originals(segments: Iterable[ShownSegment], sight: Sight) -> dict[int, ShownSegment]:
    """To translations what the speaker said meanwhile: of the original's segments that which shares most time."""
    translated = [one for one in segments if one.transcript.kind == "translation" and _has_words(one)]
    said = [one for one in sight.translated_from([one.pk for one in translated]).values() if _has_words(one)]
    found = {}
    for one in translated:
        shared = [
            (min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms), -other.start_ms, other)
            for other in said
            if other.transcript.recording_id == one.transcript.recording_id
        ]
        best = max(shared, key=lambda row: row[:2], default=None)
        if best and best[0] > 0:
            found[one.pk] = best[2]
    return found


def _unmarked(segment: ShownSegment) -> Found:
    language = segment.language or segment.transcript.language
    return Found(
        kind="segment",
        runs=[(segment.text, False)],
        language=language,
        direction=segment.direction,
        start_ms=segment.start_ms,
        end_ms=segment.end_ms,
        play_ms=segment.start_ms,
        speaker=segment.speaker,
        segment_pk=segment.pk,
    )
