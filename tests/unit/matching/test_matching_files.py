"""`heimvorteil match`: a market from CSV files, through the command itself."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from matching_markets import seeded

from services.matching.classes import little_known, occupation_id, rulebook_of_classes, wish
from shared.reference.occupations import by_kldb, occupations
from shared.reference.places import distance_km, postal_codes

LEVELS = ("none", "hauptschule", "mittlerer", "fachhochschulreife", "hochschulreife")
CODES = sorted({o.kldb2010 for o in occupations().values() if not o.secondary})[:60]
PLACES = [code for code, entry in postal_codes().items() if entry.kreis in ("08118", "08119")]
Row = dict[str, str]


def write(path: Path, rows: list[Row]) -> Path:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path) -> list[Row]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def market(folder: Path, seed: int = 1, leavers: int = 120, vacancies: int = 150) -> tuple[Path, Path]:
    """Files with a random market; some columns empty."""
    random_ = seeded(seed)
    people = [
        {
            "id": f"L{n}", "certificate": random_.choice(("", *LEVELS)), "postal_code": random_.choice(PLACES),
            "radius_km": str(random_.choice((5, 10, 25))),
            **{letter: str(round(random_.uniform(1, 7), 1)) if n % 4 else "" for letter in "RIASEC"},
            "wish1": random_.choice(("", *CODES)), "wish2": random_.choice(("", "tischler")), "wish3": "",
            "start_year": "2027",
        }
        for n in range(leavers)
    ]  # fmt: skip
    offers = [
        {
            "id": f"V{n}", "kldb2010": random_.choice((*CODES, "tischler")), "postal_code": random_.choice(PLACES),
            "certificate_required": random_.choice(("", *LEVELS)), "places": str(random_.choice((1, 2, 5))),
            "start_year": random_.choice(("2027", "2027", "2028")), "employer": f"E{random_.randrange(60)}",
        }
        for n in range(vacancies)
    ]  # fmt: skip
    return write(folder / "leavers.csv", people), write(folder / "vacancies.csv", offers)


def match(folder: Path, files: tuple[Path, Path], *options: str) -> subprocess.CompletedProcess[str]:
    """Run the command; lists go to out.csv."""
    words = ["--leavers", str(files[0]), "--vacancies", str(files[1]), "--out", str(folder / "out.csv"), *options]
    command = [sys.executable, "-m", "services.console.main", "match", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program


def test_lists_keep_to_what_the_files_say(tmp_path: Path) -> None:
    files = market(tmp_path)
    done = match(tmp_path, files)
    assert done.returncode == 0, done.stderr
    people, offers = {r["id"]: r for r in read(files[0])}, {r["id"]: r for r in read(files[1])}
    lists: dict[str, list[Row]] = {}
    for row in read(tmp_path / "out.csv"):
        lists.setdefault(row["leaver_id"], []).append(row)
    for leaver, rows in lists.items():
        assert [row["rank"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
        assert len(rows) <= 10
        held = [offers[row["vacancy_id"]] for row in rows]
        for name, most in (("kldb2010", 4), ("employer", 2)):
            assert max(sum(o[name] == other[name] for o in held) for other in held) <= most
        for offer in held:
            assert offer["start_year"] == "2027"
            needed, has = offer["certificate_required"] or "none", people[leaver]["certificate"] or "none"
            assert LEVELS.index(needed) <= LEVELS.index(has)
            here, there = (postal_codes()[row["postal_code"]] for row in (people[leaver], offer))
            km = distance_km(here.latitude, here.longitude, there.latitude, there.longitude)
            assert km <= float(people[leaver]["radius_km"]) + 0.01


def test_solver_seed_and_threads(tmp_path: Path) -> None:
    files = market(tmp_path)
    made = {}
    for name, options in {
        "one": ("--threads", "1"), "two": ("--threads", "2"), "other seed": ("--seed", "2"),
        "greedy": ("--solver", "greedy"), "five": ("--top", "5"),
    }.items():  # fmt: skip
        assert match(tmp_path, files, *options).returncode == 0
        made[name] = (tmp_path / "out.csv").read_bytes()
    assert made["one"] == made["two"]
    assert len({made[name] for name in ("one", "other seed", "greedy", "five")}) == 4


def test_a_soft_certificate_must_be_said(tmp_path: Path) -> None:
    leavers, vacancies = market(tmp_path)
    soft = [{**row, "certificate_strict": "false", "certificate_required": "hochschulreife"} for row in read(vacancies)]
    done = match(tmp_path, (leavers, write(vacancies, soft)))
    assert done.returncode == 0, done.stderr
    people, lists = {r["id"]: r for r in read(leavers)}, [r["leaver_id"] for r in read(tmp_path / "out.csv")]
    assert lists
    for leaver in set(lists):
        assert people[leaver]["certificate"] == "hochschulreife" or lists.count(leaver) <= 3


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"postal_code": "00000"}, "Postleitzahl"),
        ({"certificate": "Abitur"}, "Abschluss"),
        ({"radius_km": "x"}, "Zeile 2"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, change: Row, word: str) -> None:
    leavers, vacancies = market(tmp_path)
    rows = read(leavers)
    done = match(tmp_path, (write(leavers, [{**rows[0], **change}, *rows[1:]]), vacancies))
    assert done.returncode == 1
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_a_class_of_several_occupations_stands_for_them() -> None:
    code = next(
        o.kldb2010 for o in occupations().values() if len([m for m in by_kldb(o.kldb2010) if not m.secondary]) > 1
    )
    book = rulebook_of_classes(frozenset({code}))
    id_ = occupation_id(code)
    assert id_ in book.known.number
    members = [m.id for m in by_kldb(code) if not m.secondary]
    assert set(wish(code)) == {id_, *members}
    assert id_ in wish(members[0])
    assert isinstance(little_known(code, "08"), bool)
