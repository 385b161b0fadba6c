"""tus-js-client and Uppy, the real packages, in a real Node: cut off twice, they go on and arrive whole.

``make interop-test`` installs them from ``package-lock.json``.
"""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from testimonies.models import Upload
from tests.interop.conftest import Field, of_noise
from tests.spec.tus.speaker import TOKEN

HERE = Path(__file__).parent
PATIENCE_S = 300

pytestmark = [pytest.mark.interop, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("client", ["tus_js_client.mjs", "uppy.mjs"])
def test_cut_off_and_killed_it_goes_on(client: str, far_away: Field, file: Path) -> None:
    with _uploading(client, far_away, file) as node:
        seen = far_away.break_twice(file.stat().st_size, lambda: node.poll() is None)
        address, complaints = node.communicate(timeout=PATIENCE_S)
    assert node.returncode == 0, complaints
    upload = Upload.objects.get()
    assert str(upload.uuid) in address and upload.file_name == "interview.opus"
    assert upload.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert seen == sorted(seen) and seen[-1] <= upload.offset_bytes == file.stat().st_size


def test_four_parts_at_once_become_one(far_away: Field, tmp_path: Path) -> None:
    """Both breaks come while parts are under way: what joins them at the end, this client says once and never again."""
    file = of_noise(tmp_path / "interview.opus", 48_000_000)
    far_away.relay.bytes_per_s = 1_000_000
    with _uploading("tus_js_client.mjs", far_away, file, "4") as node:
        seen = far_away.break_twice(file.stat().st_size, lambda: node.poll() is None)
        address, complaints = node.communicate(timeout=PATIENCE_S)
    assert node.returncode == 0, complaints
    upload = Upload.objects.get()
    assert seen[-1] < file.stat().st_size, "the parts were whole before the second break"
    assert str(upload.uuid) in address and upload.concat.startswith("final;")
    assert upload.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def _uploading(client: str, archive: Field, file: Path, *more: str) -> subprocess.Popen[str]:
    assert (HERE / "node_modules").exists(), "the clients are not installed: make interop-test"
    return subprocess.Popen(
        ["node", client, archive.endpoint, archive.cookie, TOKEN, str(file), *more],
        cwd=HERE, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
