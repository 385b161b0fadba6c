"""How the desk bears an interview of two hours: opening, typing, saving, and the memory of its tab.

    python -m bench.desk [--segments 1500] [--words 18000] [--minutes 10] [--keys 600] [--saves 60]

Starts the real web server on a database of its own, puts a transcript there whose every fifth word is doubted, opens
the desk in chromium, and prints JSON. ``interactive_ms`` is from the beginning of the way to the desk until every key
works (the median of five visits; the first ever apart); ``typing_…`` from a key until the frame with its letter is
painted, in rows all over the transcript, saves going on meanwhile; ``save_…`` what the server needs to keep a segment,
at its door; ``tab_mb`` the heap after the collector has been, at the beginning and after each minute of work: typing,
walking on, looking for doubts. Where other work keeps the processors busy (``load_average``), look at ``…_cpu_ms``:
processor time of server and page, which does not wait.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
from playwright.sync_api import BrowserContext, Page, sync_playwright

from archive import embedded_database
from bench.serving import TOKEN, Site

WANTED = {"interactive_ms": 1_000, "typing_p95_ms": 50, "save_p95_ms": 100, "growth_mb": 20}
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info", "--js-flags=--expose-gc"]

SEED = """
import random
from django.core.management import call_command
from django.db import connection
from django.contrib.auth import get_user_model
from tests.cast import collection
from tests.factories.testimony import make_recording, make_testimony, make_transcript
from testimonies.models import Segment
random.seed(5)
call_command("collectstatic", verbosity=0, interactive=False)
owner = get_user_model().objects.get(username="administrator")
testimony = make_testimony(collection("Bench"), owner=owner, titles={"en": "Two hours"})
recording = make_recording(testimony, duration_ms=%(segments)d * 5_000)
transcript = make_transcript(recording)
some = "we worked there for years and nobody ever paid the wages that were promised in the contract".split()
PROBABILITIES = (.1, .3, .5, *[.9] * 12)
made = []
for number in range(%(segments)d):
    words = [random.choice(some) for _ in range(%(each)d)]
    start, length = number * 5_000, 4_800 // %(each)d
    timed = [[start + at * length, start + at * length + length - 40, word, random.choice(PROBABILITIES)]
             for at, word in enumerate(words)]
    made.append(Segment(transcript=transcript, start_ms=start, end_ms=start + 4_900, text=" ".join(words),
                        words=timed, language="en", speaker=str(1 + number // 7 %% 2)))
Segment.objects.bulk_create(made)
connection.cursor().execute("ANALYZE")  # as the database does by itself within a minute
print(testimony.accession_number, transcript.pk)
"""

# from the key itself until the frame with its letter has been painted
LISTEN = """() => {
  globalThis.latencies = [];
  let pressed = 0;
  addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
  addEventListener("input", () => {
    const begun = pressed;
    const painted = new MessageChannel();
    painted.port1.onmessage = () => { globalThis.latencies.push(performance.now() - begun); painted.port1.close(); };
    requestAnimationFrame(() => painted.port2.postMessage(0));
  }, true);
}"""

TAKE = """(index) => {
  const row = document.querySelectorAll(".desk-row")[index];
  row.scrollIntoView({ block: "center" });
  row.querySelector(".time").click();
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--segments", type=int, default=1_500)
    parser.add_argument("--words", type=int, default=18_000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--keys", type=int, default=600)
    parser.add_argument("--saves", type=int, default=60)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="desk-", dir="/tmp"))  # a short path, for the database's socket
    site = Site(folder)
    try:
        each = arguments.words // arguments.segments
        number, transcript = site.asked(SEED % {"segments": arguments.segments, "each": each}).split()[-2:]
        site.start()
        told = _measured(site, number, int(transcript), arguments)
    finally:
        site.stop()
        embedded_database.stop(folder / "local" / "postgres")
        shutil.rmtree(folder, ignore_errors=True)
    told |= {"wanted": WANTED, "segments": arguments.segments, "words": each * arguments.segments}
    told["reached"] = all(told[name] <= most for name, most in WANTED.items())
    print(json.dumps(told, indent=1))


def _measured(site: Site, number: str, transcript: int, arguments: Any) -> dict[str, Any]:
    address = f"http://127.0.0.1:{site.port}"
    list(_saves(site, f"{address}/en/desk/{number}/{transcript}/", 5))
    before_ms = _server_cpu_ms(site)
    saves = sorted(_saves(site, f"{address}/en/desk/{number}/{transcript}/", arguments.saves))
    save_cpu_ms = (_server_cpu_ms(site) - before_ms) / (arguments.saves + 1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in _cookies(site)])
        first = _opened(context, f"{address}/en/desk/{number}/")
        before_ms = _server_cpu_ms(site)
        opened = [_opened(context, f"{address}/en/desk/{number}/") for _turn in range(5)]
        opened_cpu_ms = (_server_cpu_ms(site) - before_ms) / len(opened)
        page = context.new_page()
        page.goto(f"{address}/en/desk/{number}/")
        page.wait_for_function("() => document.documentElement.dataset.desk === 'alive'")
        page.locator("[data-hand] textarea").focus()
        page.evaluate(LISTEN)
        keys = sorted(_typed(page, arguments.keys))
        heaps = list(_worked(page, arguments.minutes))
        browser.close()
    return {
        "interactive_ms": round(statistics.median(one["interactive_ms"] for one in opened)),
        "interactive_first_ms": round(first["interactive_ms"]),
        "server_ms": round(statistics.median(one["server_ms"] for one in opened)),
        "page_kb": round(opened[0]["page_kb"]),
        "typing_p50_ms": round(statistics.median(keys), 1),
        "typing_p95_ms": round(_p95(keys), 1),
        "save_p50_ms": round(statistics.median(saves), 1),
        "save_p95_ms": round(_p95(saves), 1),
        "opened_server_cpu_ms": round(opened_cpu_ms),
        "opened_browser_cpu_ms": round(statistics.median(one["browser_cpu_ms"] for one in opened)),
        "save_server_cpu_ms": round(save_cpu_ms),
        "load_average": round(os.getloadavg()[0], 1),
        "processors": os.cpu_count(),
        "tab_mb": heaps,
        "growth_mb": round(heaps[-1] - min(heaps[:2]), 1),
    }


def _p95(rising: list[float]) -> float:
    return rising[min(len(rising) - 1, int(len(rising) * 0.95))]


def _cookies(site: Site) -> list[tuple[str, str]]:
    session = site.headers["Cookie"].rpartition("sessionid=")[2]
    return [("sessionid", session), ("csrftoken", TOKEN)]


def _saves(site: Site, doors: str, count: int) -> Iterator[float]:
    """ms that each of so many writings of segments takes at the door, all over the transcript."""
    headers = {"Cookie": site.headers["Cookie"], "X-CSRFToken": TOKEN}
    with httpx.Client(headers=headers, timeout=30) as client:
        rows = client.get(f"{doors}changes/").json()["segments"]
        for row in random.Random(7).sample(rows, count):
            said = {"version": row["version"], "text": f"{row['text']} indeed", "stroke": str(uuid4())}
            begun = time.perf_counter()
            client.post(f"{doors}segments/{row['id']}/", json=said).raise_for_status()
            yield 1000 * (time.perf_counter() - begun)


def _opened(context: BrowserContext, address: str) -> dict[str, float]:
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address)
    page.wait_for_function("() => document.documentElement.dataset.desk === 'alive'")
    busy_ms = _busy_ms(client)
    told = page.evaluate(
        """() => { const [way] = performance.getEntriesByType("navigation");
        return { interactive_ms: performance.getEntriesByName("desk-alive")[0].startTime,
                 server_ms: way.responseStart - way.requestStart, page_kb: way.encodedBodySize / 1000 }; }"""
    )
    page.close()
    return {**told, "browser_cpu_ms": busy_ms}


def _busy_ms(client: Any) -> float:
    """Processor time that the page's main thread has taken until now."""
    metrics = {one["name"]: one["value"] for one in client.send("Performance.getMetrics")["metrics"]}
    return 1000 * float(metrics["TaskDuration"])


def _server_cpu_ms(site: Site) -> float:
    """Processor time that the web server has taken until now, all its processes together."""
    assert site.process is not None
    process = psutil.Process(site.process.pid)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return 1000 * float(sum(one.user + one.system for one in times))


def _typed(page: Page, keys: int) -> list[float]:
    """ms from each key until its letter is painted; every twenty keys another row far away."""
    count = page.locator(".desk-row").count()
    for turn in range(keys // 20):
        page.evaluate(TAKE, turn * 743 % count)
        page.wait_for_timeout(100)
        page.keyboard.press("End")
        page.keyboard.type(" indeed we did not do", delay=60)
    page.wait_for_timeout(500)
    return list(page.evaluate("() => globalThis.latencies"))


def _worked(page: Page, minutes: float) -> Iterator[float]:
    """MB on the tab's heap: before, and after each minute of work by keyboard."""
    client = page.context.new_cdp_session(page)
    yield _heap(client)
    deadline = time.monotonic() + 60 * minutes
    while time.monotonic() < deadline:
        until = min(deadline, time.monotonic() + 60)
        while time.monotonic() < until:
            page.keyboard.press("Enter")
            page.keyboard.press("End")
            page.keyboard.type(" more", delay=40)
            page.keyboard.press("Alt+n")
        yield _heap(client)


def _heap(client: Any) -> float:
    client.send("HeapProfiler.collectGarbage")
    used = client.send("Runtime.getHeapUsage")["usedSize"]
    return round(used / 1e6, 1)


if __name__ == "__main__":
    main()
