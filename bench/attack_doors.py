"""What ``bench.attack`` knocks at: doors with their fields for sqlmap, and the words that a fuzzer tries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

VISITOR, READER, EDITOR = "visitor", "researcher", "editor"


@dataclass(frozen=True, slots=True)
class Door:
    """An address, who asks, the fields tried, and what a POST sends beside them.

    ``{ask}`` stands for where one may ask to be let in, ``{desk}`` for the doors of a transcript at its desk.
    """

    path: str
    who: str
    fields: str
    data: str = ""


DOORS = (
    Door("/en/search/?q=work&country=NP&theme=x&language=en&page=1", VISITOR, "q,country,theme,language,page"),
    Door("/en/testimonies/?country=NP&theme=x&language=en&page=1", VISITOR, "country,theme,language,page"),
    Door("/en/log-in/", VISITOR, "login,password,next", "login=interviewer&password=x&next=/en/"),
    Door("/en/search/?q=work&country=NP&theme=x&language=en", READER, "q,country,theme,language"),
    Door(
        "/en/search/?q=work&article=22&decade=2010&state=machine&speaker=narrator&kind=life&sort=newest&words=both",
        VISITOR,
        "article,decade,state,speaker,kind,sort,words",
    ),
    Door("/en/search/?q=country%3ANepal+date%3A2009..2015+wage*", READER, "q"),
    Door("/en/search/concordance/?q=work&view=lines&sort=left1&window=5&page=1", VISITOR, "q,view,sort,window,page"),
    Door("/en/search/concordance.csv?q=work&view=collocates&country=NP", READER, "q,view,country"),
    Door("/en/testimonies/2026-0001/at/1/0-5000/?of=x&language=en", VISITOR, "of,language"),
    Door("/en/testimonies/2026-0001/quote/?recording=1&from=0%3A00&until=0%3A05", VISITOR, "recording,from,until"),
    Door("/en/workbook/?folder=1&tag=x", READER, "folder,tag"),
    Door("{ask}", READER, "purpose,also", "purpose=a+thesis&also=2026-0001"),
    Door("/en/consent-forms/?reference=2026-0001-C1-K", EDITOR, "reference"),
    Door("/admin/access/?state=waiting&collection=2&testimony=2026-0001&p=1", EDITOR, "state,collection,testimony,p"),
    Door(
        "/admin/who-did-what/?testimony=2026-0001&person=editor&since=2026-01-01&until=2026-12-31&p=1",
        EDITOR,
        "testimony,person,since,until,p",
    ),
    Door("/admin/snippets/testimonies/testimony/?q=a&state=published&ordering=title&p=1", EDITOR, "q,state,ordering,p"),
    Door("/admin/work-in-hand/?shown=failed&p=1", EDITOR, "shown,p"),
    Door("/admin/withdrawn/?p=1&in=fr", EDITOR, "p,in"),
    Door("/en/desk/?collection=2", EDITOR, "collection"),
    Door("/en/desk/2026-0001/?transcript=1&segment=1", EDITOR, "transcript,segment"),
    Door("{desk}changes/?since=0", EDITOR, "since"),
    Door("{desk}stood/?on=2026-01-01", EDITOR, "on"),
    Door("{desk}passages/?from=0&until=1000&theme=wages", EDITOR, "from,until,theme"),
    Door("/en/translate/fr/?language=fr&page=1", EDITOR, "language,page"),
    Door("/en/translate/vocabulary/themes/fr/?show=missing&page=1", EDITOR, "show,page"),
    Door("/admin/narrators-answers/?p=1", EDITOR, "p"),
    Door("/admin/tag-autocomplete/testimonies/keyword/?term=a", EDITOR, "term"),
)

OWN = (
    ".env", ".git/HEAD", ".git/config", ".local/secret_key", ".local/names_key", ".local/postgres/pg_hba.conf",
    ".local/search-index/meta.json", "secret_key", "names_key", "manage.py", "manage.py~", "archive/settings.py",
    "archive/settings.pyc", "constraints.txt", "pyproject.toml", "Makefile", "media/", "media/originals/",
    "media/incoming/", "media/sealed/", "media/copies/", "originals/", "sealed/", "incoming/", "images/",
    "original_images/", "documents/1/a.txt", "nothing-below-media-is-public/", "search-index/meta.json", "static/",
    "static/../archive/settings.py", "static/..%2fmanage.py", "static/%2e%2e/manage.py", "sound/", "sound/1.m4a",
    "sound/00000000-0000-0000-0000-000000000000.m4a", "sound/00000000-0000-0000-0000-000000000000/waveform.json",
    "upload/", "upload/00000000-0000-0000-0000-000000000000", "dump.sql", "archive.sql", "backup.sql.gz", "db.sqlite3",
    "database.dump", "testimonies.csv", "consents.csv", "metrics", "debug/", "__debug__/", "silk/", "server-status",
    "api/", "api/v2/pages/", "graphql", "oai", "sitemap.xml", "feed/", "healthz", "robots.txt", "phpinfo.php",
    "en/search/saved/", "en/search/saved/feed/x/", "en/workbook/", "en/workbook/1/", "en/workbook/workbook.csv",
    "en/work/", "en/upload/", "en/upload/mine.json", "en/record/desk/", "en/account/", "en/account/security/",
    "en/word-lists/", "en/word-lists/1/", "en/word-lists/2/", "en/consent-forms/", "en/segments/1/judge/",
    "admin/", "admin/access/", "admin/access/in-force.csv", "admin/researchers/", "admin/researchers/1/",
    "admin/who-did-what/", "admin/who-did-what/export/", "admin/risk/", "admin/name-readers/", "admin/withdrawn/",
    "admin/people/1/real-name/", "admin/work-in-hand/told.json", "admin/ingest/", "admin/users/", "admin/images/",
    "admin/documents/", "admin/snippets/testimonies/testimony/", "admin/api/main/pages/", "admin/styleguide/",
)  # fmt: skip
"""Addresses and files of this very product, and what lies about where one was carelessly installed."""

BELOW_A_TESTIMONY = (
    "", "transcript-1.txt", "transcript-1.vtt", "transcript-2.txt", "consent/", "consent/paper/", "consent/paper/1/",
    "consent/scans/1/", "withdraw/", "withdraw/restore/", "withdraw/purge/", "receipt-1/", "receipt-1.txt",
    "receipt-2/", "risk/", "word-list/", "ask/", "submit/",
)  # fmt: skip
NUMBERS = tuple(f"2026-{number:04}" for number in range(16))
"""More than the demonstration has: those that are closed and those that never were must look alike."""


def words(packaged: Path, most: int) -> list[str]:
    """The fuzzer's list: our own addresses, its dot files and backups, and the rest of it evenly thinned out to
    ``most``."""
    own = [*OWN, *(f"en/testimonies/{number}/{below}" for number in NUMBERS for below in BELOW_A_TESTIMONY)]
    theirs = [line.strip().replace("%EXT%", "py") for line in packaged.read_text().splitlines()]
    theirs = [line for line in theirs if line and not line.startswith("#")]
    telling = [line for line in theirs if _tells(line)][: most // 3]
    rest = [line for line in theirs if not _tells(line)]
    room = max(1, most - len(own) - len(telling))
    return list(dict.fromkeys([*own, *telling, *rest[:: max(1, -(-len(rest) // room))]]))


def _tells(line: str) -> bool:
    parts: Iterable[str] = (".bak", ".old", ".sql", ".zip", ".tar", ".swp", "~", ".env", ".git", ".log", ".key", ".pem")
    return line.startswith(".") or any(part in line for part in parts)
