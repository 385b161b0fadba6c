"""Ten thousand robots at a public form, and one person among them: is the person's report kept, is any robot's shown?

    python -m bench.robots [--posts 10000] [--at-once 4]

Starts the real web server in a temporary folder, behind a proxy of ours as far as it knows, so that each robot has an
address of its own. Six kinds of robot post by turns: without the page's stamp, with a stolen one, too fast, too late,
into the trap, and one that does everything as a person would, but confirms no letter. In the middle a person opens the
page and sends a report. Then the server is killed with ``kill -9``, and what it had acknowledged must be there. Prints
JSON; exit status 1 where ``faults`` is not empty.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import httpx

from archive import embedded_database
from bench.serving import Site

FORM = "/en/actions/report/"
HUMAN = "A vigil before the embassy"
ROBOT = "Cheap loans"
KINDS = ("no stamp", "stolen stamp", "too fast", "too late", "trap", "like a person")
SAID = {
    "language": "en",
    "organisation": "A union",
    "aims": "That the State ratifies the Convention.",
    "country": "PH",
    "day": "2015-05-01",
    "contact_name": "A name",
}
_STAMPS = """
import json, time
from django.core import signing
from django.core.management import call_command
from archive import reference_data, site_setup
from archive.campaign import robots
reference_data.load()
site_setup.set_up()
call_command("collectstatic", verbosity=0, interactive=False)
now = int(time.time())
made = lambda age, number: signing.dumps(["action", f"robot{number}", now - age], salt=robots.SALT)
print(json.dumps({"good": [made(60, number) for number in range(%d)], "late": made(10**6, "late")}))
"""
_FOUND = f"""
import json
from archive.models import Action, Post
human = Post.objects.filter(said__title="{HUMAN}")
print(json.dumps({{"human": list(human.values_list("state", flat=True)), "human_doubts": [p.doubts for p in human],
  "kept": Post.objects.exclude(said__title="{HUMAN}").count(), "published": Action.objects.count(),
  "states": sorted(set(Post.objects.values_list("state", flat=True)))}}))
"""


def main() -> None:
    arguments = _arguments()
    os.environ |= {"TRUSTED_PROXIES": "1", "EMAIL_HOST": "127.0.0.1"}  # no worker runs: nothing is sent
    folder = Path(tempfile.mkdtemp(prefix="robots-", dir="/tmp"))  # a short path, for the database's socket
    try:
        figures = _tried(Site(folder), arguments)
    finally:
        embedded_database.stop(folder / "local" / "postgres")
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(figures, indent=1))
    sys.exit(1 if figures["faults"] else 0)


def _tried(site: Site, arguments: argparse.Namespace) -> dict[str, Any]:
    stamps = json.loads(site.asked(_STAMPS % (arguments.posts // len(KINDS) + 1)).splitlines()[-1])
    site.start()
    address = f"http://127.0.0.1:{site.port}{FORM}"
    answers: Counter[str] = Counter()
    begun = time.monotonic()
    with httpx.Client(timeout=60) as line, ThreadPoolExecutor(arguments.at_once) as pool:
        numbers = iter(range(arguments.posts))
        first = islice(numbers, arguments.posts // 2)
        answers.update(pool.map(lambda number: _robot(line, address, stamps, number), first))
        human = pool.submit(_person, address)
        answers.update(pool.map(lambda number: _robot(line, address, stamps, number), numbers))
        told, waited_ms = human.result()
    took_s = time.monotonic() - begun
    shown = "".join(
        httpx.get(f"http://127.0.0.1:{site.port}/en/{path}").text for path in ("actions/", "campaigns/", "")
    )
    site.kill()
    found = json.loads(site.asked(_FOUND).splitlines()[-1])
    acknowledged = answers["like a person: 302"] + answers["stolen stamp: 302"]
    faults = [
        sentence
        for true, sentence in (
            (told != 302, f"the person was answered {told}"),
            (found["human"] != ["received"], f"the person's report: {found['human']}"),
            (found["human_doubts"] != [[]], "the person was taken for a robot"),
            (found["published"] or ROBOT in shown, "something of the robots is shown"),
            (found["kept"] < answers["like a person: 302"], "something acknowledged was lost"),
            (found["states"] != ["received"], f"states: {found['states']}"),
        )
        if true
    ]
    return {
        "posts": arguments.posts,
        "took_s": round(took_s, 1),
        "posts_in_a_minute": round(arguments.posts / took_s * 60),
        "person_waited_ms": round(waited_ms),
        "answers": dict(sorted(answers.items())),
        "acknowledged": acknowledged,
        "robots_posts_kept_unconfirmed": found["kept"],
        "robots_posts_published": found["published"],
        "faults": faults,
    }


def _robot(line: httpx.Client, address: str, stamps: dict[str, list[str]], number: int) -> str:
    """Posts once; the kind of robot, and the status of the answer."""
    kind = KINDS[number % len(KINDS)]
    good = stamps["good"][number // len(KINDS)]
    stamp = {"no stamp": "", "stolen stamp": stamps["good"][0], "too late": stamps["late"]}.get(kind, good)
    if kind == "too fast":
        stamp = _stamp_of(line.get(address).text)
    said = {**SAID, "title": f"{ROBOT} {number}", "stamp": stamp, "contact_email": f"robot{number}@spam.example"}
    said["second_name"] = "x" if kind == "trap" else ""
    came_from = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    answer = line.post(address, data=said, headers={"X-Forwarded-For": came_from})
    return f"{kind}: {answer.status_code}"


def _person(address: str) -> tuple[int, float]:
    """Opens the page, types, sends; the status, and how long the answer took."""
    with httpx.Client(timeout=60, headers={"X-Forwarded-For": "203.0.113.7"}) as line:
        stamp = _stamp_of(line.get(address).text)
        time.sleep(5)
        said = {**SAID, "title": HUMAN, "stamp": stamp, "contact_email": "amina@example.org"}
        begun = time.monotonic()
        answer = line.post(address, data=said)
        return answer.status_code, (time.monotonic() - begun) * 1000


def _stamp_of(html: str) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', html)
    return found[1] if found else ""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--at-once", type=int, default=4)
    return parser.parse_args()


if __name__ == "__main__":
    main()
