"""Style sheets and scripts as they are served: named by their content, compressed once; the sheets joined into one,
and the modules of the desk and of listening."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from archive import joined_modules

__all__ = ["Storage"]

OURS = ("css", "js")
SHEETS = ("css/site.css", "css/work.css")
SCRIPTS = ("js/desk/desk.js", "js/listening.js")
"""What imports so many modules that it is served with all of them in it."""
_IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);\n')
_FOR_PEOPLE = re.compile(r"/\*.*?\*/|^\s+", re.DOTALL | re.MULTILINE)
"""Comments, and the white space before a line: a sixth of a joined sheet's bytes on the line."""


class Storage(CompressedManifestStaticFilesStorage):
    """An unknown name is an error, not a broken page. A linked sheet holds what it imports: one file comes sooner than
    thirty."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Generator[Any, None, None]:
        for sheet in SHEETS:
            if sheet in paths:
                paths[sheet] = (_Joined(dict(paths)), sheet)
        for script in SCRIPTS:
            if script in paths:
                paths[script] = (_JoinedModules(dict(paths)), script)
        yield from super().post_process(paths, dry_run, **options)

    def create_compressor(self, **options: Any) -> Compressor:
        return _Compressor(**options)


class _Compressor(Compressor):
    """Brotli, a sixth smaller than gzip and thirty times slower to make, for the archive's own sheets and scripts, that
    visitors wait for; gzip alone for those of the editors' rooms."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.others = Compressor(**options, use_brotli=False)

    def compress(self, path: str) -> list[str]:
        ours = Path(path).relative_to(settings.STATIC_ROOT).parts[0] in OURS
        made: list[str] = super().compress(path) if ours else self.others.compress(path)
        return made


class _Sources:
    """Stands in the place of the storage that a file comes from."""

    def __init__(self, paths: Mapping[str, Any]) -> None:
        self.paths = paths

    def _text(self, path: str) -> str:
        storage, name = self.paths[path]
        with storage.open(name) as file:
            return str(file.read().decode("utf-8"))


class _Joined(_Sources):
    """Gives the sheet with each import as a layer, without what only people read."""

    def open(self, path: str) -> ContentFile[bytes]:
        folder = PurePosixPath(path).parent
        joined = _IMPORT.sub(
            lambda one: f"@layer {one[2]} {{\n{self._text(f'{folder}/{one[1]}')}}}\n", self._text(path)
        )
        if "@import" in joined or "url(" in joined:
            raise ValueError(
                f"{path}: every import must read @import url(…) layer(…);, and no imported sheet name a file"
            )
        return ContentFile(_FOR_PEOPLE.sub("", joined).encode())


class _JoinedModules(_Sources):
    """Gives a script with the modules that it imports."""

    def open(self, path: str) -> ContentFile[bytes]:
        return ContentFile(joined_modules.joined(path, self._text).encode())
