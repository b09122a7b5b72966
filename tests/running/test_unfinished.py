"""Pieces of stopped work are found again by the same work, whole, and by no other."""

import pytest

from simulator.running.unfinished import FOLDER, Unfinished

WORK = {"plan": "3f9a", "seed": 7, "trials": 1000}


def test_the_same_work_finds_its_pieces(tmp_path):
    work = Unfinished.open(tmp_path, "run-case", WORK)
    assert work.parts() == [] and work.read("part-1") is None and work.saved_at() is None
    assert not work.path.exists(), "looking makes no folder"
    work.write("part-2", b"two")
    work.write("part-1", b"one")
    again = Unfinished.open(tmp_path, "run-case", dict(reversed(WORK.items())))
    assert again.parts() == ["part-1", "part-2"] and again.read("part-2") == b"two"
    assert again.saved_at() is not None
    again.write("part-2", b"more")
    assert work.read("part-2") == b"more"


@pytest.mark.parametrize("change", [{"seed": 8}, {"plan": "3f9b"}, {"engine": "x"}])
def test_other_work_finds_nothing(tmp_path, change):
    Unfinished.open(tmp_path, "run-case", WORK).write("part-1", b"one")
    assert Unfinished.open(tmp_path, "run-case", WORK | change).parts() == []


def test_a_folder_of_the_same_name_that_is_not_of_this_work_is_begun_anew(tmp_path):
    work = Unfinished.open(tmp_path, "run-case", WORK)
    work.write("part-1", b"one")
    other = Unfinished(work.path, WORK | {"seed": 8})  # as if both hashes began alike
    assert other.parts() == [] and other.read("part-1") is None
    other.write("part-9", b"nine")
    assert other.parts() == ["part-9"] and work.parts() == []


def test_a_piece_that_was_being_written_is_none(tmp_path):
    work = Unfinished.open(tmp_path, "run-case", WORK)
    work.write("part-1", b"one")
    (work.path / "part-2.new").write_bytes(b"tw")
    assert work.parts() == ["part-1"] and work.read("part-2") is None


def test_it_leaves_nothing_behind_but_the_work_of_others(tmp_path):
    work, other = (Unfinished.open(tmp_path, name, WORK) for name in ("run-case", "sweep-case"))
    work.write("part-1", b"one")
    other.write("part-1", b"one")
    work.remove()
    assert not work.path.exists() and other.parts() == ["part-1"]
    other.remove()
    assert not (tmp_path / FOLDER).exists()
