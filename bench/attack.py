"""What two attackers' tools find on a running site: sqlmap (injection into the database) and dirsearch (hidden files).

Neither is a dependency of the archive. Put them into an environment of their own, start the demonstration with
``SEARCHES_PER_MINUTE=100000 make run``, and give both::

    python -m venv /tmp/tools && /tmp/tools/bin/pip install sqlmap dirsearch
    python -m bench.attack --tools /tmp/tools/bin --site http://127.0.0.1:8000

Every door is asked twice, as a visitor and logged in (``--login``, ``--password``). Prints JSON; exits with 1 where
anything was found. Only ever against a site of your own: both send thousands of hostile requests.
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

INTO = (
    "/en/search/?q=work&country=NP&theme=x&language=en&page=1",
    "/en/testimonies/?country=NP&theme=x&language=en&page=1&q=work",
)
EXPECTED = re.compile(r"^/(?:robots\.txt|healthz|admin/?|ar/?|en/?|es/?|fr/?|static/.*)?$")
"""What a fuzzer may find: it is meant to be found."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--site", default="http://127.0.0.1:8000")
    asked.add_argument("--tools", type=Path, required=True, help="folder that holds sqlmap and dirsearch")
    asked.add_argument("--login", default="interviewer")
    asked.add_argument("--password", default="listen-with-care")
    asked.add_argument("--level", type=int, default=2)
    asked.add_argument("--seconds", type=int, default=3600, help="the longest that one tool may take at one door")
    given = asked.parse_args()
    begun, cookies = time.monotonic(), log_in(given.site, given.login, given.password)
    found: dict[str, object] = {"site": given.site, "sqlmap": [], "dirsearch": []}
    for who, cookie in (("visitor", ""), (given.login, cookies)):
        for path in INTO:
            found["sqlmap"].append({"who": who, "path": path, **inject(given, path, cookie)})  # type: ignore[attr-defined]
        found["dirsearch"].append({"who": who, **search(given, cookie)})  # type: ignore[attr-defined]
    form = "csrfmiddlewaretoken=x&login=interviewer&password=x&next=/en/"
    found["sqlmap"].append(  # type: ignore[attr-defined]
        {"who": "visitor", "path": "/en/log-in/", **inject(given, "/en/log-in/", "", "--data", form, "--csrf-token",
                                                           "csrfmiddlewaretoken")}
    )  # fmt: skip
    found["seconds"] = round(time.monotonic() - begun)
    print(json.dumps(found, indent=1))
    told = [*found["sqlmap"], *found["dirsearch"]]  # type: ignore[misc]
    sys.exit(any(one["injectable"] if "injectable" in one else one["unexpected"] for one in told))


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


def inject(given: argparse.Namespace, path: str, cookie: str, *more: str) -> dict[str, object]:
    """sqlmap on every parameter of ``path``: whether one can be injected into, and the last lines of what it said."""
    with tempfile.TemporaryDirectory() as folder:
        said = run(
            given.seconds,
            *(given.tools / "sqlmap", "--batch", "--flush-session", "--output-dir", folder, "-u", given.site + path),
            *("--level", given.level, "--risk", 2, "--dbms", "PostgreSQL"),
            *(["--cookie", cookie] if cookie else []),
            *more,
        )
    lines = [line for line in said.splitlines() if re.search(r"\[(?:CRITICAL|WARNING|INFO|ERROR)\]", line)]
    return {
        "injectable": bool(re.search(r"is vulnerable|Parameter: .*\n\s+Type:|appears to be .*injectable", said)),
        "tests": len(re.findall(r"testing '", said)),
        "finished": "all tested parameters do not appear to be injectable" in said,
        "said": [re.sub(r"^\[[\d:]+\] ", "", line) for line in lines[-3:]],
    }


def search(given: argparse.Namespace, cookie: str) -> dict[str, object]:
    """dirsearch with its own list: the addresses that answered otherwise than with 404, and those not meant to."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "found.json"
        run(
            given.seconds,
            *(given.tools / "dirsearch", "-u", given.site, "-O", "json", "-o", report),
            *("-q", "-t", 6, "--no-color", "--max-time", given.seconds - 20),
            *(["--cookie", cookie] if cookie else []),
        )
        results = json.loads(report.read_text())["results"] if report.exists() else []
    answered = sorted({(one["status"], one["url"].removeprefix(given.site)) for one in results})
    unexpected = [one for one in answered if one[0] < 500 and one[0] not in (301, 302, 403, 404, 405)]
    return {
        "finished": time.monotonic() - begun < given.seconds - 20,
        "answered": len(answered),
        "failed": [path for status, path in answered if status >= 500],
        "unexpected": [list(one) for one in unexpected if not EXPECTED.match(one[1].partition("?")[0])]
        + [path for status, path in answered if status >= 500 and path != "/healthz"],
        "list": [f"{status} {path}" for status, path in answered][:60],
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
