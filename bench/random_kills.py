"""Twenty times ``kill -9`` during the ingest of ten recordings: is anything lost that was acknowledged, or done twice?

    python -m bench.random_kills [--recordings 10] [--kills 20] [--seed 18121990]

Starts the whole archive (``manage.py run``) in a temporary folder, logs in as the demonstration's interviewer, uploads
ten recordings through HTTP, and meanwhile kills worker, web server, index follower or database at random moments; the
supervisor brings them back. An upload that was not acknowledged is sent again, as a person would. In the end every
acknowledged recording must be there, whole, and transcribed once. Prints JSON; exit status 1 where ``faults`` is not
empty. Needs the tests' packages.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import shutil
import sys
import tempfile
import threading
import time
import wave
from collections import Counter
from itertools import pairwise
from pathlib import Path

import httpx
import jiwer
import numpy as np

from archive import embedded_database
from bench.killed_archive import REPOSITORY, TARGETS, Archive, until
from bench.serving import free_port
from bench.transcription import plain
from testimonies.audio import decoding
from testimonies.preservation import originals

SOUNDS = REPOSITORY / "archive" / "data" / "demonstration"
SCRIPTS = REPOSITORY / "tests" / "data" / "demonstration_scripts"
RATE_HZ = 16_000
PATIENCE_S = 1_200.0
PAUSE_S = 3.0
"""Between two kills, on average; the uploads are spread over the same time."""
LARGEST_WORD_ERROR = 0.1


def main() -> None:
    arguments = _arguments()
    random.seed(arguments.seed)
    folder = Path(tempfile.mkdtemp(prefix="kills-", dir="/tmp"))  # a short path, for the database's socket
    archive = Archive(folder, free_port())
    try:
        files = [_variant(folder, number) for number in range(arguments.recordings)]
        archive.start()
        visitor = until(lambda: _logged_in(archive), (httpx.HTTPError, TypeError), patience_s=300)
        begun = time.monotonic()
        killing = threading.Thread(target=_kill, args=(archive, arguments.kills), daemon=True)
        killing.start()
        acknowledged = {}
        for file in files:
            acknowledged[file] = _upload(archive, visitor, file)
            time.sleep(random.uniform(0, 2 * PAUSE_S * arguments.kills / arguments.recordings))
        uploaded_s = time.monotonic() - begun
        killing.join()
        _wait_until_settled(archive)
        settled_s = time.monotonic() - begun
        faults = _faults(archive, acknowledged)
        if not archive.stop():
            faults.append("the archive did not stop in order")
        print(
            json.dumps(
                {
                    "recordings": len(acknowledged),
                    "kills": sum(archive.killed.values()),
                    "killed": dict(archive.killed),
                    "seed": arguments.seed,
                    "uploaded_s": round(uploaded_s, 1),
                    "settled_s": round(settled_s, 1),
                    "uploads_sent": Counter(sent for _, sent in acknowledged.values()),
                    "faults": faults,
                },
                indent=2,
            )
        )
        sys.exit(1 if faults else 0)
    finally:
        _clear_away(archive, keep=arguments.keep)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--recordings", type=int, default=10)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=18121990)
    parser.add_argument("--keep", action="store_true", help="Leave the folder with its log for a look.")
    return parser.parse_args()


def _variant(folder: Path, number: int) -> Path:
    """A recording that the archive does not hold yet: one of the demonstration's, after a breath of silence."""
    source = sorted(SOUNDS.glob("*.opus"))[number % 10]
    breath = np.zeros(RATE_HZ // 10 * (1 + number // 10), dtype=np.float32)
    samples = np.concatenate([breath, *decoding.stream(source)])
    file = folder / f"{number:02}-{source.stem}.wav"
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes((np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes())
    return file


def _logged_in(archive: Archive) -> httpx.Client:
    client = httpx.Client(base_url=archive.site, timeout=60)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get("/en/log-in/").raise_for_status().text)
    password = re.search(r"interviewer / ([\w-]+)", (archive.folder / "log").read_text())
    form = {"csrfmiddlewaretoken": token[1], "login": "interviewer", "password": password[1]}  # type: ignore[index]
    if client.post("/en/log-in/", data=form).status_code != 302:
        raise httpx.HTTPError("not logged in yet")
    return client


def _upload(archive: Archive, client: httpx.Client, file: Path) -> tuple[str, int]:
    """The identifier that the archive acknowledged, and how often the file was sent until it did."""
    collection = archive.asked("SELECT min(collection_id) FROM testimonies_testimony WHERE demonstration")[0][0]
    form = {"collection": str(collection), "title": file.stem, "language": "en"}
    for sent in range(1, 200):
        try:
            with file.open("rb") as sound:
                token = client.cookies["csrftoken"]
                answer = client.post(
                    "/en/upload/", data={**form, "csrfmiddlewaretoken": token}, files={"sound": (file.name, sound)}
                )
        except httpx.HTTPError:
            answer = None
        led_to = answer.headers.get("Location", "") if answer is not None else ""
        if found := re.search(r"/recordings/([0-9a-f-]{36})/", led_to):
            return found[1], sent
        time.sleep(1)
    raise SystemExit(f"{file.name} was never acknowledged")


def _kill(archive: Archive, kills: int) -> None:
    while sum(archive.killed.values()) < kills:
        time.sleep(random.uniform(0, 2 * PAUSE_S))
        archive.kill_one(random.choice(TARGETS))


def _wait_until_settled(archive: Archive) -> None:
    unsettled = (
        "SELECT count(*) FROM testimonies_recording r JOIN testimonies_transcript t ON t.recording_id = r.id "
        "JOIN testimonies_run n ON n.id = t.run_id "
        "WHERE r.preparation NOT IN ('ready', 'failed') OR n.progress NOT IN ('done', 'failed')"
    )
    deadline = time.monotonic() + PATIENCE_S
    while archive.asked(unsettled)[0][0] and time.monotonic() < deadline:
        time.sleep(1)


def _faults(archive: Archive, acknowledged: dict[Path, tuple[str, int]]) -> list[str]:
    """Everything that is not as it should be, each in a sentence."""
    faults = []
    rows = archive.asked(
        "SELECT r.uuid::text, r.sha256, r.preparation, n.progress, t.id, r.testimony_id FROM testimonies_recording r "
        "JOIN testimonies_transcript t ON t.recording_id = r.id JOIN testimonies_run n ON n.id = t.run_id "
        "JOIN testimonies_testimony y ON y.id = r.testimony_id "
        "WHERE NOT y.demonstration"
    )
    held = {uuid: row for uuid, *row in rows}
    testimonies = archive.asked("SELECT count(*) FROM testimonies_testimony WHERE NOT demonstration")[0][0]
    if not (len(rows) == testimonies == len(acknowledged)):
        faults.append(f"{len(acknowledged)} acknowledged, but {testimonies} testimonies, {len(rows)} recordings")
    for file, (uuid, _sent) in acknowledged.items():
        if uuid not in held:
            faults.append(f"{file.stem}: acknowledged and lost")
            continue
        digest, preparation, progress, transcript, _testimony = held[uuid]
        original = originals.path_of(archive.folder / "media", digest)
        if digest != hashlib.sha256(file.read_bytes()).hexdigest() or originals.digest_of(original) != digest:
            faults.append(f"{file.stem}: the original is not what was sent")
        if (preparation, progress) != ("ready", "done"):
            faults.append(f"{file.stem}: {preparation}, {progress}")
        faults += [f"{file.stem}: {fault}" for fault in _faults_of_words(archive, transcript, file)]
    return faults


def _faults_of_words(archive: Archive, transcript: int, file: Path) -> list[str]:
    of_it = "WHERE transcript_id = %s ORDER BY start_ms, id"
    segments = archive.asked(f"SELECT start_ms, end_ms, text FROM testimonies_segment {of_it}", transcript)
    chunks = archive.asked(
        "SELECT start_ms, end_ms FROM testimonies_chunk WHERE run_id = "
        "(SELECT run_id FROM testimonies_transcript WHERE id = %s) ORDER BY start_ms",
        transcript,
    )
    said = json.loads((SCRIPTS / f"{file.stem[3:]}.json").read_text(encoding="utf-8"))["sentences"]
    error = jiwer.wer(plain(" ".join(one["text"] for one in said)), plain(" ".join(text for _, _, text in segments)))
    faults = []
    if error >= LARGEST_WORD_ERROR:
        faults.append(f"word error {error:.2f}")
    if any(later[0] < earlier[1] for earlier, later in pairwise(chunks)):
        faults.append("chunks overlap: something was heard twice")
    if any(later[0] < earlier[1] for earlier, later in pairwise(segments)):
        faults.append("segments overlap: something was written twice")
    return faults


def _clear_away(archive: Archive, *, keep: bool) -> None:
    if archive.process is not None and archive.process.poll() is None:
        archive.stop()
    embedded_database.stop(archive.data)
    if keep:
        print(f"left in {archive.folder}", file=sys.stderr)
    else:
        shutil.rmtree(archive.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
