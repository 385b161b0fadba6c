"""How fast an upload comes in, against writing the same bytes to disk with their digest, in the same run.

    python -m bench.upload [--mb 1000] [--rounds 3] [--piece-mb 0 16 64]

Starts the real web server on a database of its own, sends by tus over the loopback on one connection as browsers do,
and prints JSON: the medians in MB/s (10⁶ bytes), their quotient for each size of piece (0: the whole file in one
request), and the most memory that a process of the server held meanwhile.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import socket
import statistics
import tempfile
import time
from pathlib import Path

import httpx

from archive import embedded_database
from bench.serving import BLOCK_BYTES, Site, block, memory_of, patch_head

WANTED = 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--mb", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--piece-mb", type=int, nargs="+", default=[0, 16, 64])
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="upload-", dir="/tmp"))  # a short path, for the database's socket
    to_disk: list[float] = []
    by_tus: dict[int, list[float]] = {piece_mb: [] for piece_mb in arguments.piece_mb}
    site = Site(folder)
    try:
        site.start()
        with memory_of(site) as peaks_mb:
            for _ in range(arguments.rounds):
                to_disk.append(arguments.mb / _written(folder / "plain", arguments.mb))
                for piece_mb, speeds in by_tus.items():
                    speeds.append(arguments.mb / _uploaded(site, arguments.mb, piece_mb or arguments.mb))
    finally:
        site.stop()
        embedded_database.stop(folder / "local" / "postgres")
        shutil.rmtree(folder, ignore_errors=True)
    disk = statistics.median(to_disk)
    quotients = {piece_mb: statistics.median(speeds) / disk for piece_mb, speeds in by_tus.items()}
    print(
        json.dumps(
            {
                "disk_with_digest_mb_per_s": round(disk, 1),
                "upload_mb_per_s": {str(one): round(statistics.median(speeds), 1) for one, speeds in by_tus.items()},
                "quotient": {str(one): round(quotient, 2) for one, quotient in quotients.items()},
                "wanted": WANTED,
                "reached": all(quotient >= WANTED for quotient in quotients.values()),
                "idle_mb_of_the_largest_process": round(peaks_mb["idle"]),
                "peak_mb_of_the_largest_process": round(peaks_mb["largest"]),
                "resident_mb_of_the_largest_process": round(peaks_mb["resident"]),
                "peak_mb_of_all_processes": round(peaks_mb["all"]),
                "mb": arguments.mb,
                "rounds": arguments.rounds,
            },
            indent=1,
        )
    )


def _written(file: Path, mb: int) -> float:
    """Seconds for writing so many megabytes with their SHA-256, to the disk itself."""
    begun, digest = time.perf_counter(), hashlib.sha256()
    with file.open("wb", buffering=0) as target:
        for number in range(mb):
            target.write(block(number))
            digest.update(block(number))
        os.fsync(target.fileno())
    taken_s = time.perf_counter() - begun
    file.unlink()
    return taken_s


def _uploaded(site: Site, mb: int, piece_mb: int) -> float:
    """Seconds from the first byte to the last acknowledgement, which the digest has come with."""
    with httpx.Client(base_url=f"http://127.0.0.1:{site.port}", headers=site.headers, timeout=600) as asking:
        address = asking.post("/upload/", headers={"Upload-Length": str(mb * BLOCK_BYTES)}).headers["Location"]
        begun = time.perf_counter()
        with socket.create_connection(("127.0.0.1", site.port)) as line:
            for sent_mb in range(0, mb, piece_mb):
                _patched(site, line, address, sent_mb, min(piece_mb, mb - sent_mb))
        taken_s = time.perf_counter() - begun
        told = asking.head(address).headers
        assert told["Upload-Offset"] == told["Upload-Length"], told
        asking.delete(address)
    return taken_s


def _patched(site: Site, line: socket.socket, address: str, sent_mb: int, mb: int) -> None:
    line.sendall(patch_head(site, address, sent_mb * BLOCK_BYTES, mb * BLOCK_BYTES))
    for number in range(sent_mb, sent_mb + mb):
        line.sendall(block(number))
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += line.recv(4_096) or b"\r\n\r\n"
    assert answer.startswith(b"HTTP/1.1 204"), answer


if __name__ == "__main__":
    main()
