"""What two attackers' tools find on a running site: sqlmap (injection into the database) and dirsearch (hidden files).

Neither is a dependency of the archive. Put them into an environment of their own, start the demonstration with
``SEARCHES_PER_MINUTE=100000 make run``, and give both::

    python -m venv /tmp/tools && /tmp/tools/bin/pip install sqlmap dirsearch
    python -m bench.attack --tools /tmp/tools/bin --site http://127.0.0.1:8000

The doors and words are those of ``bench/attack_doors.py``. The log-in is limited (decision 0013): it answers 429 soon,
as it should; to have it tried without, start the site with settings of your own: ``from archive.settings import *`` and
``ACCOUNT_RATE_LIMITS = False``. Prints JSON; exits with 1 where anything was found or a tool did not come to its end.
Only ever against a site of your own: both send thousands of hostile requests.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from bench.attack_doors import DOORS, EDITOR, READER, VISITOR, Door, words

PASSWORDS = {READER: "study-with-care", EDITOR: "read-with-care"}
"""Those of the demonstration."""
EXPECTED = re.compile(
    r"^/(?:robots\.txt|healthz|sitemap\.xml|(?:ar|en|es|fr)/?"
    r"|(?:ar|en|es|fr)/(?:search|testimonies|convention|timeline|accessibility|terms|log-in|account/[a-z/-]*|record)/?"
    r"|(?:ar|en|es|fr)/(?:work/|upload/mine\.json|search/saved/|workbook/(?:workbook\.\w+)?)|static/[\w./-]*)?$"
)
"""What a fuzzer may find: it is meant to be found. To whoever is logged in that is their own work, if any. Beside
it the testimonies that the catalogue lists for the asker."""
LISTED = re.compile(r"/en/testimonies/(\d{4}-\d{4,7})/")
OF_A_TESTIMONY = re.compile(r"^/en/testimonies/(\d{4}-\d{4,7})/(?:transcript-\d\.\w+|ask/)?$")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--site", default="http://127.0.0.1:8000")
    asked.add_argument("--tools", type=Path, required=True, help="folder that holds sqlmap and dirsearch")
    asked.add_argument("--level", type=int, default=1)
    asked.add_argument("--technique", default="BEUS", help="sqlmap's letters; T asks the database to wait")
    asked.add_argument("--words", type=int, default=3000, help="how many addresses the fuzzer tries")
    asked.add_argument("--only", default="", help="the addresses to try with sqlmap hold this; none: none")
    asked.add_argument("--seconds", type=int, default=3600, help="the longest that one tool may take at one door")
    given = asked.parse_args()
    begun = time.monotonic()
    cookies = {VISITOR: ""} | {name: log_in(given.site, name, password) for name, password in PASSWORDS.items()}
    injected = [inject(given, door, cookies[door.who]) for door in DOORS if given.only in door.path]
    fuzzed = [search(given, who, cookies[who]) for who in (VISITOR, READER)] if given.words else []
    told = {"site": given.site, "sqlmap": injected, "dirsearch": fuzzed, "seconds": round(time.monotonic() - begun)}
    print(json.dumps(told, indent=1))
    bad = [one for one in injected if one["injectable"]] + [one for one in fuzzed if one["unexpected"]]
    sys.exit(bool(bad) or not all(one["finished"] for one in (*injected, *fuzzed)))


def log_in(site: str, login: str, password: str) -> str:
    """The ``Cookie`` header of a session. Raises ``SystemExit`` where the log-in is refused."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    page = opener.open(f"{site}/en/log-in/").read().decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    fields = {"csrfmiddlewaretoken": token[1] if token else "", "login": login, "password": password}
    opener.open(Request(f"{site}/en/log-in/", urlencode(fields).encode(), {"Referer": f"{site}/en/log-in/"}))
    if not any("session" in one.name for one in jar):
        raise SystemExit(f"{login} could not log in at {site}")
    return "; ".join(f"{one.name}={one.value}" for one in jar)


def page(given: argparse.Namespace, path: str, cookie: str) -> str:
    return str(build_opener().open(Request(given.site + path, headers={"Cookie": cookie})).read().decode())


def inject(given: argparse.Namespace, door: Door, cookie: str) -> dict[str, object]:
    """sqlmap on the fields of a door: whether one can be injected into, and the last lines of what it said."""
    path, begun = door.path, time.monotonic()
    for named, finds in (("{ask}", _where_to_ask), ("{desk}", _doors_of_a_desk)):
        if named in path:
            path = path.replace(named, finds(given, cookie))
    token = ["--data", f"csrfmiddlewaretoken=x&{door.data}", "--csrf-token", "csrfmiddlewaretoken"] if door.data else []
    with tempfile.TemporaryDirectory() as folder:
        said = run(
            given.seconds,
            *(given.tools / "sqlmap", "--batch", "--flush-session", "--output-dir", folder, "-u", given.site + path),
            *("--level", given.level, "--risk", 1, "--dbms", "PostgreSQL", "--technique", given.technique),
            *("-p", door.fields, "--skip-waf", "--answers", "follow=N,redirect=N"),
            *(["--cookie", cookie] if cookie else []),
            *token,
            *([f"--csrf-url={given.site + path}"] if door.data else []),
        )
    lines = [line for line in said.splitlines() if re.search(r"\[(?:CRITICAL|WARNING|INFO|ERROR)\]", line)]
    return {
        "who": door.who,
        "path": path,
        "fields": door.fields,
        "injectable": bool(re.search(r"is vulnerable|Parameter: .*\n\s+Type:|appears to be .*injectable", said)),
        "tests": len(re.findall(r"testing '", said)),
        "codes": sorted(set(re.findall(r"\b(\d{3} \([\w ]+\) - \d+ times)", said))),
        "finished": "all tested parameters do not appear to be injectable" in said,
        "seconds": round(time.monotonic() - begun),
        "said": [re.sub(r"^\[[\d:]+\] ", "", line) for line in lines[-3:]],
    }


def _where_to_ask(given: argparse.Namespace, cookie: str) -> str:
    """A testimony whose page offers to ask. Raises ``SystemExit`` where there is none."""
    for number in dict.fromkeys(LISTED.findall(page(given, "/en/testimonies/", cookie))):
        if f"/en/testimonies/{number}/ask/" in page(given, f"/en/testimonies/{number}/", cookie):
            return f"/en/testimonies/{number}/ask/"
    raise SystemExit("no testimony of this site is open to a reading room: there is nothing to ask for")


def _doors_of_a_desk(given: argparse.Namespace, cookie: str) -> str:
    """Where the desk of a testimony sends what is done there. Raises ``SystemExit`` where there is none."""
    found = re.search(r'"doors": "(/[\w/-]+/)"', page(given, "/en/desk/2026-0001/", cookie))
    if found is None:
        raise SystemExit("the first testimony of this site has no desk for the editor")
    return found[1]


def search(given: argparse.Namespace, who: str, cookie: str) -> dict[str, object]:
    """dirsearch with a list of our own: the addresses that answered otherwise than with 404, and those not meant to."""
    begun, listed = time.monotonic(), set(LISTED.findall(page(given, "/en/testimonies/", cookie)))
    packaged = next(given.tools.parent.glob("lib/python*/site-packages/dirsearch/db/dicc.txt"))
    with tempfile.TemporaryDirectory() as folder:
        report, tried = Path(folder) / "found.json", Path(folder) / "words.txt"
        tried.write_text("\n".join(words(packaged, given.words)) + "\n")
        said = run(
            given.seconds,
            *(given.tools / "dirsearch", "-u", given.site, "-w", tried, "-O", "json", "-o", report, "-t", 8),
            *("--subdirs", "/,en/", "--no-color", "--timeout", 60, "--retries", 2),
            *(["--cookie", cookie] if cookie else []),
        )
        results = json.loads(report.read_text())["results"] if report.exists() else []
        number = len(tried.read_text().split())
    answered = sorted({(one["status"], one["url"].removeprefix(given.site)) for one in results})

    def meant(path: str) -> bool:
        plain = path.partition("?")[0]
        its = OF_A_TESTIMONY.match(plain)
        return bool(EXPECTED.match(plain)) or (its is not None and its[1] in listed)

    opened = [(status, path) for status, path in answered if status < 300 and not meant(path)]
    failed = [(status, path) for status, path in answered if status >= 500 and path != "/healthz"]
    return {
        "who": who,
        "words": number,
        "finished": "Task Completed" in said,
        "answered": len(answered),
        "unexpected": [f"{status} {path}" for status, path in (*opened, *failed)],
        "meant": [f"{status} {path}" for status, path in answered if status < 300 and meant(path)],
        "seconds": round(time.monotonic() - begun),
        "said": said.splitlines()[-2:],
    }


def run(seconds: int, *command: object) -> str:
    """What a program printed, within so many seconds."""
    try:
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as late:
        text = late.stdout or b""
        return text.decode(errors="replace") if isinstance(text, bytes) else text
    return done.stdout + done.stderr


if __name__ == "__main__":
    main()
