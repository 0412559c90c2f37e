"""What most tests open files with does as the real child does (tests/warm_child.py)."""

import pytest

from tests.library import sounds, uploads
from tests.warm_child import WarmChild
from thinktank.library.sandbox import open_in_child


@pytest.fixture(scope="module")
def warm():
    child = WarmChild()
    yield child
    child.end()


def renditions(open_, source, folder):
    """The answer, and every file that was made."""
    folder.mkdir()
    answer = open_("picture", source, folder, 50, 50)
    return answer, {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("content", [uploads.photo(), b"no picture", uploads.png_bomb(30_000, 30_000)])
def test_it_makes_the_same_of_a_picture(warm, tmp_path, content):
    (tmp_path / "source").write_bytes(content)
    real = renditions(open_in_child, tmp_path / "source", tmp_path / "real")
    assert renditions(warm.open_in_child, tmp_path / "source", tmp_path / "warm") == real


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("pdf", uploads.pdf(3)),
        ("pdf", b"%PDF-1.4"),
        ("audio", sounds.mp3()),
        ("audio", b"no sound"),
        ("other", b""),
    ],
)
def test_it_says_the_same_of_other_files(warm, tmp_path, kind, content):
    (tmp_path / "source").write_bytes(content)
    assert warm.open_in_child(kind, tmp_path / "source") == open_in_child(kind, tmp_path / "source")
