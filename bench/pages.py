"""What every kind of public page costs: on the server, on the line, and on a slow phone.

    python -m bench.pages [--turns 20] [--visits 3] [--testimonies 10000] [--only testimony,home]

Starts the real web server on a database of its own, puts all reference data, 10,000 testimonies
(:func:`bench.ways.fill`) and one of two hours there (1,500 segments, 18,000 words, two translations, twelve passages),
asks for every page of ``tests/browser/pages.py`` and prints JSON: ``server_…_ms`` from the request to its last byte,
``cpu_ms`` the processor time of the server for one answer, ``kb`` as compressed for a browser, ``queries`` to the
database; ``all_kb`` everything the page brought, without its pictures; then in Chromium as a slow phone (360 px,
processor four times slower, 1.6 Mbit/s, 150 ms round trip): ``paint_ms`` the first contentful paint,
``interactive_ms`` when every script has run and no long task is under way, ``shift`` the layout shift. Where other work
keeps the processors busy (``load_average``), look at ``cpu_ms``. ``--visits 0`` asks the server alone.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import psutil
from playwright.sync_api import Browser, sync_playwright

from archive import embedded_database
from bench.serving import Site
from tests.browser.pages import Facts
from tests.browser.pages import pages as table

WANTED = {"server_p50_ms": 100, "kb": 150, "paint_ms": 1_000, "interactive_ms": 2_000, "shift": 0.05}
HOME_KB = 100
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu"]
SLOW_PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
SLOWER = 4
SETTLED_MS = 2_000

SEED = """
import json, random
from django.core.management import call_command
from django.db import connection
from archive import demonstration_campaign, site_setup
from archive.models import Action, Campaign
from bench.ways import fill
from tests.cast import collection
from tests.factories.testimony import make_published, make_recording, make_transcript
from testimonies.models import Passage, PassageDescription, Segment, Testimony
call_command("load_reference_data", verbosity=0)
site_setup.set_up()
demonstration_campaign.load()
first, campaign = Action.objects.earliest("pk"), Campaign.objects.earliest("pk")
Action.objects.bulk_create([Action(**{**{f.name: getattr(first, f.name) for f in Action._meta.fields if f.name not in
    ("id", "latitude", "longitude")}, "title": f"March {number}"}) for number in range(1_000)])
call_command("collectstatic", verbosity=0, interactive=False)
made = fill(TESTIMONIES)
chance = random.Random(5)
weights = [1 / (rank + 3) for rank in range(len(made.words))]
two_hours = make_published(collection("Bench"), titles={"en": "Two hours", "ar": "ساعتان"}, narrator="A cook",
    countries=[("NP", "origin"), ("QA", "destination")], themes=["wage-theft", "recruitment-fees"])
recording = two_hours.recordings.get()
type(recording).objects.filter(pk=recording.pk).update(duration_ms=7_200_000)
recording.access_copy.peaks = {"version": 2, "channels": 1, "sample_rate": 48000, "samples_per_pixel": 96_000,
    "bits": 8, "length": 3_600, "data": [chance.randrange(-128, 127) for _ in range(7_200)]}
recording.access_copy.save()
original = recording.transcript or make_transcript(recording)
def said(transcript, language, speakers):
    rows = []
    for number in range(1_500):
        words = chance.choices(made.words, weights, k=12)
        at, timed = number * 4_800, []
        for word in words:
            length = 20 * chance.randrange(5, 20)
            timed.append([at, at + length, word, 0.9])
            at += length
        rows.append(Segment(transcript=transcript, start_ms=number * 4_800, end_ms=number * 4_800 + 4_700,
            text=" ".join(words), words=timed if speakers else [], language=language, review_state="corrected",
            speaker=("Narrator", "Interviewer")[number // 7 % 2] if speakers else ""))
    Segment.objects.bulk_create(rows)
said(original, "en", True)
for tag in ("es", "fr"):
    said(make_transcript(recording, language=tag, kind="translation"), tag, False)
for number in range(12):
    passage = Passage.objects.create(recording=recording, start_ms=number * 600_000, end_ms=number * 600_000 + 500_000)
    PassageDescription.objects.create(passage=passage, language="en", title=f"Chapter {number}", synopsis="What it is")
call_command("reindex", verbosity=0)
connection.cursor().execute("ANALYZE")
print("@" + json.dumps({"accession": two_hours.accession_number, "word": made.words[30],
    "action": first.pk, "campaign": campaign.pk}))
"""
QUERIES = """
import json
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
client, counted = Client(), {}
for name, path in json.loads(%r).items():
    client.get(path, headers={"host": "localhost"})
    with CaptureQueriesContext(connection) as asked:
        client.get(path, headers={"host": "localhost"})
    counted[name] = len(asked)
print("@" + json.dumps(counted))
"""
MEASURED = """() => new Promise((resolve) => {
  const told = { shift: 0, last: 0 };
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) told.shift += one.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) told.last = Math.max(told.last, one.startTime + one.duration);
  }).observe({ type: "longtask", buffered: true });
  setTimeout(() => {
    const [way] = performance.getEntriesByType("navigation");
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    const brought = performance.getEntriesByType("resource").filter((one) => one.initiatorType !== "img");
    resolve({ shift: told.shift, paint_ms: paint ? paint.startTime : null,
      interactive_ms: Math.max(way.domContentLoadedEventEnd, told.last),
      all_kb: (way.transferSize + brought.reduce((sum, one) => sum + one.transferSize, 0)) / 1000 });
  }, 1500);
})"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--visits", type=int, default=3)
    parser.add_argument("--testimonies", type=int, default=10_000)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pages-", dir="/tmp"))  # a short path, for the database's socket
    site = Site(folder)
    try:
        pages = _addresses(Facts(**_said(site.asked(SEED.replace("TESTIMONIES", str(arguments.testimonies))))))
        if arguments.only:
            pages = {name: path for name, path in pages.items() if name in arguments.only.split(",")}
        counted = _said(site.asked(QUERIES % json.dumps(pages)))
        site.start()
        told = {
            name: {"queries": counted[name], **_served(site, path, arguments.turns)} for name, path in pages.items()
        }
        for name, seen in _seen(site, pages, arguments.visits).items() if arguments.visits else ():
            told[name] |= seen
    finally:
        site.stop()
        embedded_database.stop(folder / "local" / "postgres")
        shutil.rmtree(folder, ignore_errors=True)
    missed = {name: some for name, one in told.items() if (some := _missed(name, one))}
    facts = {
        "testimonies": arguments.testimonies,
        "load_average": round(os.getloadavg()[0], 1),
        "processors": os.cpu_count(),
    }
    print(
        json.dumps({"pages": told, "wanted": {**WANTED, "home all_kb": HOME_KB}, "missed": missed, **facts}, indent=1)
    )


def _addresses(facts: Facts) -> dict[str, str]:
    return {page.name: f"/en/{address}" for page, address in table(facts) if page.status == 200}


def _said(printed: str) -> Any:
    return json.loads(next(line for line in printed.splitlines() if line.startswith("@"))[1:])


def _missed(name: str, one: dict[str, float]) -> list[str]:
    most = {**WANTED, **({"all_kb": HOME_KB} if name == "home" else {})}
    return [what for what, limit in most.items() if one.get(what, 0) > limit]


def _served(site: Site, path: str, turns: int) -> dict[str, float]:
    """Asked for one after another, as a browser asks."""
    headers = {"Accept-Encoding": "gzip, deflate, br, zstd"}
    with httpx.Client(base_url=f"http://127.0.0.1:{site.port}", headers=headers, timeout=60) as client:
        for _turn in range(4):  # every process has warmed up
            client.get(path).raise_for_status()
        before_ms, took = _cpu_ms(site), []
        for _turn in range(turns):
            begun = time.perf_counter()
            with client.stream("GET", path) as answer:
                size = sum(len(block) for block in answer.iter_raw())
            took.append(1000 * (time.perf_counter() - begun))
        cpu_ms = (_cpu_ms(site) - before_ms) / turns
    took.sort()
    return {
        "server_p50_ms": round(statistics.median(took), 1),
        "server_p95_ms": round(took[min(turns - 1, int(turns * 0.95))], 1),
        "cpu_ms": round(cpu_ms, 1),
        "kb": round(size / 1000, 1),
    }


def _cpu_ms(site: Site) -> float:
    """Processor time that the web server has taken until now, all its processes together."""
    assert site.process is not None
    process = psutil.Process(site.process.pid)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return 1000 * float(sum(one.user + one.system for one in times))


def _seen(site: Site, pages: dict[str, str], visits: int) -> dict[str, dict[str, float]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        address = f"http://127.0.0.1:{site.port}"
        _visited(browser, address + next(iter(pages.values())))  # the browser itself has warmed up
        seen = {name: [_visited(browser, address + path) for _ in range(visits)] for name, path in pages.items()}
        browser.close()
    return {
        name: {
            "paint_ms": round(statistics.median(one["paint_ms"] for one in some)),
            "interactive_ms": round(statistics.median(one["interactive_ms"] for one in some)),
            "shift": round(max(one["shift"] for one in some), 3),
            "all_kb": round(some[0]["all_kb"], 1),
        }
        for name, some in seen.items()
    }


def _visited(browser: Browser, address: str) -> dict[str, float]:
    """As somebody who was never here before. Chromium first fills its own windows with pages of its own, for a second
    in which nobody has typed an address yet."""
    context = browser.new_context(**SLOW_PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.wait_for_timeout(SETTLED_MS)
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", LINE)
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="domcontentloaded", timeout=60_000)
    told: dict[str, float] = page.evaluate(MEASURED)
    context.close()
    return told


if __name__ == "__main__":
    main()
