"""The papers are true: the reference is what the code says, and the README names what there is."""

from tests.conftest import project_root
from tests.reference import reference


def test_reference_is_current(rewrite: bool) -> None:
    path = project_root() / "docs" / "reference.md"
    if rewrite:
        path.write_text(reference(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == reference()
