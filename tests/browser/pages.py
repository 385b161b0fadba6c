"""Every page that the pictures, the HTML checker, the rules of WCAG, the benchmark of pages, and the promise that
nothing is stored go through: one table for all of them.

Knows nothing of Django, so that benchmarks and tools may read it. A new template gets its line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

__all__ = ["LANGUAGES", "PAGES", "SIZES", "Facts", "PageOf", "pages"]

LANGUAGES = ("en", "es", "fr", "ar")
SIZES = {"phone": (360, 740), "desktop": (1280, 900)}
"""Width and height in CSS pixels."""


@dataclass(frozen=True)
class Facts:
    """What the addresses of a demonstration are made of."""

    accession: str
    """A public testimony with words and sound."""
    restricted: str = ""
    """One that is known to be there, and not open to a visitor."""
    uuid: str = ""
    """The recording of ``accession``; needed by the pages of work alone."""
    span_ms: tuple[int, int] = (0, 10_000)
    token: str = ""
    """The secret part of a narrator's private link to ``accession``."""
    word: str = "passport"
    """One that is said in it."""
    series: str = ""
    """The slugs of a published series and of a story in it, where there are any."""
    story: str = ""
    action: int = 0
    """The keys of an action and of a campaign, where there are any."""
    campaign: int = 0


@dataclass(frozen=True)
class PageOf:
    """``at`` gives the address behind ``/{language}/``, or ``None`` where the facts do not suffice for it."""

    name: str
    at: Callable[[Facts], str | None]
    status: int = 200
    seen_as: str = ""
    """Empty for a visitor, else the name of a log-in of the demonstration."""
    keeps: bool = False
    """Whether it may set a cookie: a form that must be guarded by one, and a tool that keeps recordings."""


def always(address: str) -> Callable[[Facts], str]:
    return lambda facts: address


def of_testimony(address: str) -> Callable[[Facts], str]:
    return lambda facts: f"testimonies/{facts.accession}/{address}"


def _quotation(facts: Facts) -> str:
    return f"testimonies/{facts.accession}/at/1/{facts.span_ms[0]}-{facts.span_ms[1]}/"


def _asking(address: str) -> Callable[[Facts], str]:
    return lambda facts: address.format(word=facts.word)


def _restricted(facts: Facts) -> str | None:
    return f"testimonies/{facts.restricted}/" if facts.restricted else None


def _series(facts: Facts) -> str | None:
    return f"stories/{facts.series}/" if facts.series else None


def _story(facts: Facts) -> str | None:
    return f"stories/{facts.series}/{facts.story}/" if facts.series and facts.story else None


def _recording(address: str) -> Callable[[Facts], str | None]:
    return lambda facts: f"recordings/{facts.uuid}/{address}" if facts.uuid else None


def _look(address: str) -> Callable[[Facts], str | None]:
    return lambda facts: f"look/{facts.token}/{address}" if facts.token else None


_AT_WORK: Mapping[str, Callable[[Facts], str | None]] = {
    "work": always("work/"),
    "upload": always("upload/"),
    "account": always("account/"),
    "account-security": always("account/security/"),
    "consent": of_testimony("consent/"),
    "consent-forms": always("consent-forms/"),
    "consent-paper": of_testimony("consent/paper/"),
    "word-list": of_testimony("word-list/"),
    "recording": _recording(""),
    "history": _recording("history/"),
    "redactions": _recording("redactions/"),
    "saved-searches": always("search/saved/"),
    "workbook": always("workbook/"),
}
_EDITING: Mapping[str, Callable[[Facts], str | None]] = {
    "word-lists": always("word-lists/"),
    "queue": always("desk/"),
    "tasks": always("desk/tasks/"),
    "desk": lambda facts: f"desk/{facts.accession}/",
    "risk": of_testimony("risk/"),
    "withdraw": of_testimony("withdraw/"),
    "translate-languages": always("translate/"),
    "translate-missing": always("translate/ar/"),
}

PAGES: tuple[PageOf, ...] = (
    # what everybody reads
    PageOf("home", always("")),
    PageOf("testimonies", always("testimonies/")),
    PageOf("testimonies-none", always("testimonies/?country=TV")),
    PageOf("testimony", of_testimony("")),
    PageOf("testimony-side-by-side", of_testimony("?beside=es")),
    PageOf("testimony-text-only", of_testimony("?lite=1")),
    PageOf("small-window", of_testimony("listen/1/")),
    PageOf("testimony-restricted", _restricted),
    PageOf("quotation", _quotation),
    PageOf("search", always("search/")),
    PageOf("search-results", _asking("search/?q={word}")),
    PageOf("search-nothing", always("search/?q=zzzzz")),
    PageOf("concordance", _asking("search/concordance/?q={word}")),
    PageOf("concordance-company", _asking("search/concordance/?q={word}&view=collocates")),
    PageOf("concordance-frequency", _asking("search/concordance/?q={word}&view=frequency")),
    PageOf("stories", lambda facts: "stories/" if facts.series else None),
    PageOf("story-series", _series),
    PageOf("story", _story),
    PageOf("explore", always("explore/")),
    PageOf("countries", always("countries/")),
    PageOf("country", always("countries/np/")),
    PageOf("country-in-a-role", always("countries/np/?role=origin")),
    PageOf("region", always("regions/asia/")),
    PageOf("group", always("regions/asean/")),
    PageOf("subregion", always("regions/south-eastern-asia/")),
    PageOf("themes", always("themes/")),
    PageOf("theme", always("themes/recruitment-fees/")),
    PageOf("articles", always("convention/articles/")),
    PageOf("article", always("convention/articles/25/")),
    PageOf("tongues", always("languages/")),
    PageOf("tongue", always("languages/en/")),
    PageOf("journeys", always("journeys/")),
    PageOf("years", always("years/")),
    PageOf("collections", always("collections/")),
    PageOf("convention", always("convention/")),
    PageOf("calendar", always("calendar/")),
    PageOf("calendar-month", always("calendar/?month=2015-12")),
    PageOf("calendar-map", always("calendar/?view=map")),
    PageOf("occasion", always("calendar/1/world-conference-against-racism/")),  # the first of the reference data
    PageOf("recurring-day", always("calendar/days/migrants-day/")),
    PageOf("documents", always("documents/")),
    PageOf("document", always("documents/open-letter-2007/")),
    PageOf("progress", always("progress/")),
    PageOf("ratification", always("convention/status/?on=2014-12-18")),
    PageOf("ratification-elsewhere", always("convention/status/?of=C97")),
    PageOf("timeline", always("timeline/")),
    PageOf("actions", always("actions/")),
    PageOf("action", lambda facts: f"actions/{facts.action}/" if facts.action else None),
    PageOf("actions-of-a-day", always("actions/?day=05-01&year=2015")),
    PageOf("action-report", always("actions/report/")),
    PageOf("campaigns", always("campaigns/")),
    PageOf("campaign", lambda facts: f"campaigns/{facts.campaign}/" if facts.campaign else None),
    PageOf("campaign-describe", always("campaigns/describe/")),
    PageOf("take-part", always("take-part/")),
    *(PageOf(f"take-part-{name}", always(f"take-part/{name}/")) for name in ("interview", "translate", "join")),
    PageOf("take-part-recordings", always("take-part/recordings/")),
    PageOf("post-received", always("take-part/received/")),
    PageOf("posted-nothing", always("posted/nothing/"), status=404),
    PageOf("partners", always("partners/")),
    PageOf("decade", always("timeline/2010/")),
    PageOf("timeline-of-one-category", always("timeline/?category=campaign")),
    PageOf("instruments", always("convention/instruments/")),
    PageOf("instrument", always("convention/instruments/C181/")),
    PageOf("accessibility", always("accessibility/")),
    PageOf("terms", always("terms/")),
    PageOf("recorder", always("record/"), keeps=True),
    PageOf("styleguide", always("styleguide/")),
    # doors and refusals
    PageOf("log-in", always("log-in/"), keeps=True),
    PageOf("sign-up", always("sign-up/"), keeps=True),
    PageOf("password-reset", always("account/password/reset/"), keeps=True),
    *(
        PageOf(f"error-{shown}", always(f"styleguide/errors/{shown}/"), status=shown if shown < 500 else 200)
        for shown in (403, 410, 413, 429, 500)
    ),
    PageOf("nothing-here", always("nothing-here/"), status=404),
    PageOf("look-ended", always(f"look/{'a' * 43}/"), status=404),
    # a narrator by their private link
    *(
        PageOf(f"look-{name}", _look(address))
        for name, address in (
            ("front", ""),
            ("words", "words/1/"),
            ("about", "about/"),
            ("changes", "changes/"),
            ("agree", "agree/"),
            ("withdraw", "withdraw/"),
        )
    ),
    # those who work here
    *(PageOf(name, at, seen_as="interviewer") for name, at in _AT_WORK.items()),
    *(PageOf(name, at, seen_as="editor") for name, at in _EDITING.items()),
)
"""In the order of a visit."""


def pages(facts: Facts, *, people: bool = False) -> Iterator[tuple[PageOf, str]]:
    """Each page with its address behind ``/{language}/``; with ``people`` those behind a log-in as well."""
    for page in PAGES:
        address = page.at(facts)
        if address is not None and (people or not page.seen_as):
            yield page, address
