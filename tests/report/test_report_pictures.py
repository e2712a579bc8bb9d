"""Figures as files: each one drawn and not empty, and what is asked wrongly refused by code."""

from __future__ import annotations

import struct

import pytest

from bess_opt.errors import UsageError
from bess_opt.report import write_report
from bess_opt.report.assemble import run_report
from bess_opt.report.figures import picture
from tests.report.island import make_island

DARK = 250


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    """A month with a store."""
    return make_island(tmp_path_factory.mktemp("month") / "run", days=31)


def png_size(content):
    """Width and height from the header of a PNG file."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", content[16:24])


def test_every_figure_is_drawn(month, tmp_path):
    import matplotlib.image as image

    for name in run_report(month).figures():
        path = picture(month, name, tmp_path / f"{name}.png")
        width, height = png_size(path.read_bytes())
        assert width > 1000, name
        assert height > 200, name
        shade = image.imread(path)[:, :, :3].mean(axis=2) * 255
        inked = float((shade < DARK).mean())
        assert 0.005 < inked < 0.95, f"{name}: {inked}"


def test_a_drawing_is_the_same_each_time(month, tmp_path):
    first = picture(month, "residual", tmp_path / "a.svg").read_bytes()
    assert first == picture(month, "residual", tmp_path / "b.svg").read_bytes()
    assert b"<svg" in first
    assert b"<path" in first


@pytest.mark.parametrize(
    ("name", "file", "code"),
    [("no-such", "x.png", "E-RP-002"), ("residual", "x.jpeg", "E-RP-003"),
     ("residual", "x", "E-RP-003")],
)  # fmt: skip
def test_a_picture_that_cannot_be_is_refused(month, tmp_path, name, file, code):
    with pytest.raises(UsageError) as caught:
        picture(month, name, tmp_path / file)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert not (tmp_path / file).exists()


def test_a_format_that_is_not_there_is_refused(month):
    with pytest.raises(UsageError) as caught:
        write_report(month, formats=("html", "docy"))
    (fault,) = caught.value.faults
    assert fault.code == "E-RP-001"
    assert "html" in str(fault)
    assert not (month.path / "report").exists()
