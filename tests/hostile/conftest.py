from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.case import Case

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def findings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of every file that a chosen test asks for, by name; ``""`` is what is said of all together."""
    called = [getattr(item, "callspec", None) for item in request.session.items]
    asked = [one.params["case"].name for one in called if one is not None and isinstance(one.params.get("case"), Case)]
    folder = tmp_path_factory.mktemp("hostile")
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.examining", str(folder / "scene")],
        input="\n".join(dict.fromkeys(asked)),
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line.get("name", ""): line for line in lines}
