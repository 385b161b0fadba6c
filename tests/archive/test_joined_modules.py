"""Modules that are served as one file: what is joined, in which order, and what cannot be."""

from __future__ import annotations

import pytest

from archive.joined_modules import joined

MODULES = {
    "js/desk/desk.js": 'import { say as told, tell } from "./said.js";\nimport * as keys from "./keys.js";\n'
    'import "../player.js";\ntold(keys.one, tell);\n',
    "js/desk/said.js": "export const say = (word) => word;\nexport async function tell() {}\nconst own = 1;\n",
    "js/desk/keys.js": 'import { say } from "./said.js";\nexport class Keys {}\nexport const one = say("a");\n',
    "js/player.js": 'document.title = "import and export";\n',
}


def test_each_stands_once_before_those_that_import_it() -> None:
    script = joined("js/desk/desk.js", MODULES.__getitem__)
    said, keys, player, desk = (script.index(f"// {name}\n") for name in _order())
    assert said < keys < player < desk
    assert "const { say: told, tell } = $m0;" in script and "const keys = $m1;" in script
    assert "return { say, tell };" in script and "return { Keys, one };" in script
    assert script.count("const say = ") == 1 and 'document.title = "import and export";' in script
    lines = script.splitlines()
    assert not [line for line in lines if line.startswith(("import", "export"))]


def _order() -> list[str]:
    return ["js/desk/said.js", "js/desk/keys.js", "js/player.js", "js/desk/desk.js"]


@pytest.mark.parametrize(
    "line",
    [
        "export default 1;",
        "export let one = 1;",
        'export { one } from "./said.js";',
        'import one from "./said.js";',
        'import { one } from "elsewhere";',
        'const one = await import("./said.js");',
        "const here = import.meta.url;",
        "await tell();",
    ],
)
def test_what_it_does_not_know_is_an_error_when_files_are_collected(line: str) -> None:
    with pytest.raises(ValueError, match=r"js/desk/keys\.js: a module that is joined"):
        joined("js/desk/desk.js", {**MODULES, "js/desk/keys.js": f"{line}\n"}.__getitem__)


def test_a_circle_is_an_error() -> None:
    with pytest.raises(ValueError, match="cannot be joined"):
        joined("js/desk/desk.js", {**MODULES, "js/player.js": 'import "./desk/desk.js";\n'}.__getitem__)
