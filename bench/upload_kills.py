"""A large file through a server that is killed and a line that is cut, again and again; does it arrive as it is?

    python -m bench.upload_kills [--gigabytes 4] [--kills 20] [--cuts 20] [--seed 1990]

Starts the real web server on a database of its own, sends through a relay that can be cut, kills the server with
``kill -9`` and cuts the line at random places of the file, and prints JSON: what was lost of what had been acknowledged
(nothing may be), what was sent twice, the digests of both sides, the server's memory.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import socket
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import httpx

from archive import embedded_database
from bench.relay import Relay
from bench.serving import BLOCK_BYTES, Site, block, memory_of, patch_head

MEMORY_LIMIT_MB = 150


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--gigabytes", type=float, default=4.0)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1990)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kills-", dir="/tmp"))  # a short path, for the database's socket
    site = Site(folder)
    relay = Relay(site.port)
    try:
        site.start()
        sending = Sending(site, relay, blocks=round(arguments.gigabytes * 1_000))
        with memory_of(site) as peaks_mb:
            begun = time.perf_counter()
            sending.all(_breaks(arguments, sending.blocks))
            taken_s = time.perf_counter() - begun
        kept = site.asked(
            "from testimonies.models import Upload; one = Upload.objects.get(); "
            "import hashlib; print(one.sha256, hashlib.file_digest(one.path.open('rb'), 'sha256').hexdigest())"
        ).split()[-2:]
    finally:
        relay.close()
        site.stop()
        embedded_database.stop(folder / "local" / "postgres")
        shutil.rmtree(folder, ignore_errors=True)
    ours = sending.digest()
    right = kept == [ours, ours]
    print(
        json.dumps(
            {
                "gigabytes": arguments.gigabytes,
                "kills_of_the_server": sending.broken["kill"],
                "cuts_of_the_line": sending.broken["cut"],
                "acknowledged_bytes_lost": sending.lost_bytes,
                "sent_twice_mb": round(sending.twice_bytes / 1e6, 1),
                "sha256_sent": ours,
                "sha256_in_the_database": kept[0],
                "sha256_on_disk": kept[1],
                "digest_right": right,
                "idle_mb_of_the_largest_process": round(peaks_mb["idle"]),
                "peak_mb_of_the_largest_process": round(peaks_mb["largest"]),
                "resident_mb_of_the_largest_process": round(peaks_mb["resident"]),
                "peak_mb_of_all_processes": round(peaks_mb["all"]),
                "memory_limit_mb": MEMORY_LIMIT_MB,
                "longest_wait_for_the_last_answer_s": round(sending.last_answer_s, 1),
                "seconds": round(taken_s),
                "reached": right and not sending.lost_bytes and peaks_mb["largest"] < MEMORY_LIMIT_MB,
            },
            indent=1,
        )
    )


def _breaks(arguments: argparse.Namespace, blocks: int) -> list[tuple[int, str]]:
    """Before which block what happens, in order."""
    chance = random.Random(arguments.seed)
    kinds = ["kill"] * arguments.kills + ["cut"] * arguments.cuts
    chance.shuffle(kinds)
    return list(zip(sorted(chance.sample(range(1, blocks), len(kinds))), kinds, strict=True))


class Sending:
    """One upload, sent as a client sends it that may ask after each break how far it is, and nothing else."""

    def __init__(self, site: Site, relay: Relay, *, blocks: int) -> None:
        self.site, self.relay, self.blocks = site, relay, blocks
        self.broken = {"kill": 0, "cut": 0}
        self.lost_bytes = self.twice_bytes = 0
        self.last_answer_s = 0.0
        self._asking = httpx.Client(base_url=f"http://127.0.0.1:{relay.port}", headers=site.headers, timeout=120)
        length = {"Upload-Length": str(blocks * BLOCK_BYTES)}
        location = self._asking.post("/upload/", headers=length).headers["Location"]
        self.address = httpx.URL(location).path
        self._told_bytes = 0

    def all(self, breaks: list[tuple[int, str]]) -> None:
        """Send everything, and break at each of the places that the offset passes."""
        while (offset_bytes := self._offset()) < self.blocks * BLOCK_BYTES:
            self.lost_bytes += max(0, self._told_bytes - offset_bytes)
            self._told_bytes = offset_bytes
            sent_bytes = self._send(offset_bytes, breaks)
            self.twice_bytes += max(0, sent_bytes - self._offset())

    def digest(self) -> str:
        digest = hashlib.sha256()
        for number in range(self.blocks):
            digest.update(block(number))
        return digest.hexdigest()

    def _send(self, offset_bytes: int, breaks: list[tuple[int, str]]) -> int:
        """One PATCH from this offset, until it is broken or done; how far it came."""
        all_bytes, sent_bytes = self.blocks * BLOCK_BYTES, offset_bytes
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.relay.port)) as line:
            line.settimeout(600)
            line.sendall(patch_head(self.site, self.address, offset_bytes, all_bytes - offset_bytes))
            while sent_bytes < all_bytes:
                number, begun = divmod(sent_bytes, BLOCK_BYTES)
                if breaks and number >= breaks[0][0]:
                    self._break(breaks.pop(0)[1])
                    return sent_bytes
                line.sendall(block(number)[begun:])
                sent_bytes = (number + 1) * BLOCK_BYTES
            waited = time.perf_counter()
            answer = line.recv(4_096)
            self.last_answer_s = max(self.last_answer_s, time.perf_counter() - waited)
            if answer.startswith(b"HTTP/1.1 204"):
                self._told_bytes = all_bytes
        return sent_bytes

    def _break(self, kind: str) -> None:
        self._told_bytes = max(self._told_bytes, self._offset())  # what is acknowledged now must be there afterwards
        self.broken[kind] += 1
        if kind == "cut":
            self.relay.cut()
            return
        self.site.kill()
        self.relay.cut()
        self.site.start()

    def _offset(self) -> int:
        """How far the server says it is, as soon as it says anything."""
        while True:
            with suppress(httpx.TransportError):
                answer = self._asking.head(self.address)
                answer.raise_for_status()
                return int(answer.headers["Upload-Offset"])
            time.sleep(0.2)


if __name__ == "__main__":
    main()
