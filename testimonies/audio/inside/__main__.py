"""``python -m testimonies.audio.inside WORK LIMITS ARGUMENTS``, the last two in JSON; the file is standard input.

Order matters: limits first, then every import, then the door is shut, and only then a byte of the file is parsed.
"""

from __future__ import annotations

import errno
import importlib
import json
import pkgutil
import sys
import traceback

from testimonies.audio.inside import messages
from testimonies.audio.inside.messages import Failure
from testimonies.audio.limits import Limits, impose, live_by, shut_the_door

WORKS = {
    "probe": "testimonies.audio.inside.probe",
    "stream": "testimonies.audio.inside.stream",
    "make_copy": "testimonies.audio.inside.make_copy",
    "compare": "testimonies.audio.inside.compare",
}

FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def main(work: str, limits_json: str, arguments_json: str) -> int:
    try:
        limits = Limits(**json.loads(limits_json))
        arguments = json.loads(arguments_json)
        impose(limits)
        live_by(arguments["line"])
        module = importlib.import_module(WORKS[work])
        _import_all_of_av()
        shut_the_door()
        with open(0, "rb", closefd=False) as original:
            answer = module.run(original, limits, arguments)
        messages.send_json(messages.RESULT, answer)
    except BrokenPipeError:
        return 1
    except Failure as failure:
        return _fail(failure.kind, **failure.facts)
    except MemoryError:
        return _fail("memory")
    except OSError as error:
        return _fail("disk" if error.errno in FULL_DISK else "crash", trace=_trace())
    except Exception:
        return _fail("crash", trace=_trace())
    return 0


def _import_all_of_av() -> None:
    """PyAV imports some of its modules at the first use, when the door is shut already."""
    import av

    for module in pkgutil.walk_packages(av.__path__, "av."):
        if module.name not in {"av.__main__", "av.datasets"}:
            importlib.import_module(module.name)


def _fail(kind: str, **facts: object) -> int:
    messages.send_json(messages.FAILURE, {"kind": kind, **facts})
    return 1


def _trace() -> str:
    return traceback.format_exc(limit=-6)[-2000:]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
