"""The upload page as a person uses it: files chosen and dropped, a line that is slow or breaks, a row for each file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

A_SECOND_BYTES = 2_000_000
SOON_MS = 30_000
ARRIVES_WITHIN_MS = 60_000


def leave_nothing(page: Page) -> None:
    origin = re.match(r"https?://[^/]+", page.url)
    assert origin
    page.context.set_offline(False)
    for one in page.request.get(f"{origin[0]}/en/upload/mine.json").json()["files"]:
        headers = {"Tus-Resumable": "1.0.0", "Origin": origin[0]}
        page.request.delete(origin[0] + one["address"], headers=headers)


def slow(page: Page, bytes_a_second: int = A_SECOND_BYTES) -> Callable[[bool], None]:
    """The line is slow from now on; ``slow(page)(True)`` breaks it, and ``False`` mends it."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    speed = {"latency": 10, "downloadThroughput": 10_000_000, "uploadThroughput": bytes_a_second}

    def broken(yes: bool) -> None:
        line.send("Network.emulateNetworkConditions", {"offline": yes, **speed})

    broken(False)
    return broken


def choose(page: Page, *files: Path) -> None:
    page.locator("input[name=sound]").set_input_files(files)


def row_of(page: Page, file: Path) -> Locator:
    return page.locator(".arrival", has=page.locator(f"bdi:text-is('{file.name}')"))


def percent_of(row: Locator) -> float:
    return float(row.locator("progress").evaluate("(bar) => bar.value"))


def on_its_way(row: Locator, percent: float = 12) -> None:
    expect(row).to_have_attribute("data-state", "sending", timeout=SOON_MS)
    for _look in range(300):
        if percent_of(row) >= percent:
            return
        row.page.wait_for_timeout(50)
    raise AssertionError(f"it stands at {percent_of(row)} %")


def arrived(row: Locator, file: Path) -> None:
    """Whole, with the digest of both sides, which is the true one."""
    expect(row).to_have_attribute("data-state", "arrived", timeout=ARRIVES_WITHIN_MS)
    expect(row).to_contain_text("counted here and by the archive, the same")
    expect(row.locator("code")).to_have_text(hashlib.sha256(file.read_bytes()).hexdigest())


def fill(page: Page, title: str | None) -> None:
    if title is not None:
        page.locator("[name=title]").fill(title)
    page.locator("[name=language]").select_option("en")


def drop(page: Page, file: Path) -> None:
    content = list(file.read_bytes())
    transfer = page.evaluate_handle(
        "([name, content]) => { const transfer = new DataTransfer();"
        " transfer.items.add(new File([new Uint8Array(content)], name)); return transfer; }",
        [file.name, content],
    )
    page.dispatch_event("body", "dragenter", {"dataTransfer": transfer})
    expect(page.get_by_text("Drop the files here")).to_be_visible()
    page.dispatch_event("footer", "drop", {"dataTransfer": transfer})
    expect(page.get_by_text("Drop the files here")).to_be_hidden()
