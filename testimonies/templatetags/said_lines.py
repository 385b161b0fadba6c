"""The words of a recording, line by line, each with an address: written by hand, because a page may hold thousands.

The template engine needs a third of a second for an interview of two hours; this needs a twentieth of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, gettext

from testimonies.description import languages
from testimonies.models import Passage, ReviewState, ShownSegment
from testimonies.templatetags.voices import word_times
from testimonies.transcript import speakers, timecode
from testimonies.views.listening import Listening

register = template.Library()

TOGETHER = 25
"""So many lines are one part of the page, which a browser lays out when it comes near."""


@register.simple_tag(takes_context=True)
def said_lines(context: template.Context, listening: Listening) -> SafeString:
    """Every line of what is shown of ``listening``, with the passages that begin in it and the speakers' names."""
    return mark_safe("\n".join(_Lines(context, listening)))  # every piece below is escaped


class _Lines:
    def __init__(self, context: template.Context, listening: Listening) -> None:
        assert listening.transcript is not None
        self.context, self.listening, self.prefix = context, listening, listening.prefix
        self.review = listening.review
        self.language = listening.transcript.language
        self.ours = f' lang="{get_language()}" dir="{"rtl" if get_language_bidi() else "ltr"}"'
        self.withheld = escape(gettext("Words the machine is unsure of are not shown until a person has listened."))
        self.states = {state.value: escape(str(state.label)) for state in ReviewState}

    def __iter__(self) -> Iterator[str]:
        speaker = ""
        beside = dict(self.listening.beside or {})
        yield '<div class="lines-together">'
        for number, (passages, segment) in enumerate(self.listening.lines):
            if number and number % TOGETHER == 0:
                yield '</div><div class="lines-together">'
            yield from map(self._passage, passages)
            if segment is None:
                continue
            if segment.speaker != speaker:
                speaker = segment.speaker
                if speaker:
                    yield f'<p class="speaker"{self.ours}>{escape(speakers.named(speaker))}</p>'
            yield self._line(segment, beside.pop(segment.start_ms, ()))
            if segment.is_doubtful:
                yield self._doubt(segment)
        yield "</div>"

    def _passage(self, passage: Passage) -> str:
        about = passage.description_for()
        tongue = _tongue(about.language) if about else ""
        title = escape(about.title if about else timecode.format_clock(passage.start_ms))
        return f'<h3 class="passage" id="{self.prefix}p-{passage.start_ms}"{tongue}>{title}</h3>'

    def _line(self, segment: ShownSegment, beside: Any) -> str:
        key, start_ms = f"{self.prefix}t-{segment.start_ms}", segment.start_ms
        place = f'id="{key}" data-lasts="{segment.end_ms - start_ms}"'
        time = f'<a class="time clock" href="#{key}">{timecode.format_clock(start_ms)}</a>'
        if segment.withheld:
            return (
                f'<p class="segment withheld" {place}{self.ours}>{time} <span class="said soft">{self.withheld}</span>'
                f"{self._beside(beside)}</p>"
            )
        doubtful = " doubtful" if segment.is_doubtful else ""
        other = segment.language and segment.language != self.language
        review = ""
        if segment.review_state != self.review:
            review = f'<span class="review soft small"{self.ours}>{self.states[segment.review_state]}</span>'
        return (
            f'<p class="segment{doubtful}" {place} data-words="{word_times(segment)}"'
            f'{_tongue(segment.language) if other else ""}>{time} <span class="said words">{self._text(segment)}</span>'
            f"{self._beside(beside)}{review}</p>"
        )

    def _beside(self, some: Any) -> str:
        """What a translation says at the same time; empty where none is wanted."""
        if not some or self.listening.chosen is None:
            return ""
        texts = " ".join(
            f'<span class="soft"{self.ours}>{self.withheld}</span>' if one.withheld else self._text(one) for one in some
        )
        return f'<span class="beside words"{_tongue(self.listening.chosen.transcript.language)}>{texts}</span>'

    def _text(self, segment: ShownSegment) -> str:
        """What is kept from the reader is marked; for staff, what is kept from others."""
        if not segment.pieces:
            return escape(segment.text)
        title = escape(gettext("Kept from others; still open to: %(whom)s") % {"whom": segment.kept_for})
        return "".join(
            escape(piece.text)
            if not piece.kept
            else f'<mark class="kept-back" title="{title}">{escape(piece.text)}</mark>'
            if segment.kept_for
            else f'<span class="kept-back"{self.ours}>{escape(piece.text)}</span>'
            for piece in segment.pieces
        )

    def _doubt(self, segment: ShownSegment) -> str:
        """Under doubtful words, for those who work on the testimony."""
        spoken = not self.listening.translated
        values = {"segment": segment, "recording": self.listening.recording if spoken else None}
        values["csrf_token"] = self.context.get("csrf_token")  # that of the page, which may want none
        return get_template("components/doubt.html").render(values, self.context.get("request"))


def _tongue(tag: str) -> str:
    return f' lang="{escape(tag)}" dir="{languages.direction(tag)}"'
