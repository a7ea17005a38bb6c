"""The account can say no."""

from accounting import Row, account, merged, table

ROW = account(
    "made up",
    7,
    attempted=["kept", "lost", "twice", "unknown and kept", "unknown and not"],
    acknowledged=["kept", "lost", "twice"],
    effects={"kept": 1, "twice": 3, "unknown and kept": 1, "never asked": 1, "unknown and not": 0},
    seconds=1.5,
)


def test_every_kind_of_end_is_counted() -> None:
    assert Row("made up", 7, 1, 5, 3, 3, lost=1, duplicated=2, recovered=1, unexpected=1, seconds_to_recover=1.5) == ROW
    assert not ROW.good
    assert account("good", 7, attempted=["a", "b"], acknowledged=["a"], effects={"a": 1}, seconds=0).good


def test_runs_of_one_fault_are_one_line() -> None:
    slower = account("made up", 8, attempted=["a"], acknowledged=["a"], effects={"a": 1}, seconds=9.0)
    (line,) = merged([ROW, slower])
    assert (line.seed, line.runs, line.attempted, line.lost, line.seconds_to_recover) == (8, 2, 6, 1, 9)
    assert " ".join(table([ROW, slower]).splitlines()[1].split()) == "made up 8 2 6 4 4 1 2 1 1 9.0"
