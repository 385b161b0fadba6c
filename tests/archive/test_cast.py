from __future__ import annotations

from typing import Any

from testimonies.models import collections_of


def test_each_member_of_the_cast_has_what_the_table_says(
    interviewer: Any, editor: Any, foreign_editor: Any, visitor: Any, superuser: Any, north: Any, south: Any
) -> None:
    assert list(collections_of(interviewer, "add")) == [north]
    assert not collections_of(interviewer, "change", "publish")
    assert list(collections_of(editor, "publish")) == [north]
    assert list(collections_of(foreign_editor, "publish")) == [south]
    assert not collections_of(visitor, "add", "change", "publish")
    assert {north, south} <= set(collections_of(superuser, "publish"))
    assert interviewer.has_perm("wagtailadmin.access_admin") and not visitor.has_perm("wagtailadmin.access_admin")
