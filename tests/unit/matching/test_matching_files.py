"""`heimvorteil match`: a market from CSV files."""

import csv
import subprocess
import sys
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from matching_markets import seeded

from services.matching.__main__ import main
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


@dataclass(frozen=True)
class Done:
    """How a command has ended, and what it said."""

    returncode: int
    stderr: str


def match(folder: Path, files: tuple[Path, Path], *options: str) -> Done:
    """What the command's process runs, in our own: starting one takes seconds. Lists go to out.csv."""
    said = StringIO()
    with redirect_stderr(said):
        code = main(_words(folder, files, *options))
    return Done(code, said.getvalue())


def match_in_its_process(folder: Path, files: tuple[Path, Path]) -> subprocess.CompletedProcess[str]:
    """The command as people start it."""
    command = [sys.executable, "-m", "services.console.main", *_words(folder, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program


def _words(folder: Path, files: tuple[Path, Path], *options: str) -> list[str]:
    files_given = ["--leavers", str(files[0]), "--vacancies", str(files[1]), "--out", str(folder / "out.csv")]
    return ["match", *files_given, *options]


def test_lists_keep_to_what_the_files_say(tmp_path: Path) -> None:
    files = market(tmp_path)
    done = match_in_its_process(tmp_path, files)
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


LEAVER = "id,postal_code,certificate,radius_km,wish1,R,I,A,S,E,C,start_year\n"
LOU = "L1,71634,mittlerer,25,25212,6,5,2,2,3,4,2027\n"
VACANCY = "id,kldb2010,postal_code,certificate_required,places,start_year,employer,certificate_strict\n"
PLACE = "V1,25212,71638,hauptschule,1,2027,E1,true\n"


def said(folder: Path, leavers: str | bytes, vacancies: str | bytes, *options: str) -> tuple[int, str, str | None]:
    """Exit code, what was said, and the lists; the file of lists held something before."""
    files = folder / "leavers.csv", folder / "vacancies.csv"
    for file, text in zip(files, (leavers, vacancies), strict=True):
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    done = match(folder, files, *options)
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
    out = folder / "out.csv"
    return done.returncode, done.stderr, out.read_text(encoding="utf-8") if out.exists() else None


@pytest.mark.parametrize(
    ("leavers", "vacancies", "words"),
    [
        ("", VACANCY + PLACE, "leavers.csv: Es fehlen die Spalten id, postal_code."),
        (LEAVER + LOU, "id,kldb2010\nV1,25212\n", "vacancies.csv: Es fehlen die Spalten postal_code."),
        (LEAVER + LOU.replace("71634", "00000"), VACANCY + PLACE, "leavers.csv, Zeile 2: Die Postleitzahl"),
        (LEAVER + LOU, VACANCY + PLACE.replace("71638", "abc"), "vacancies.csv, Zeile 2: Die Postleitzahl"),
        (LEAVER + LOU.replace("mittlerer", "Diplom"), VACANCY + PLACE, "Den Abschluss"),
        (LEAVER + LOU.replace(",25,", ",weit,"), VACANCY + PLACE, "radius_km ist keine Zahl"),
        (LEAVER + LOU.replace(",25,", ",0,"), VACANCY + PLACE, "radius_km muss größer als 0 sein"),
        (LEAVER + LOU.replace(",25,", ",inf,"), VACANCY + PLACE, "radius_km ist keine Zahl"),
        (LEAVER + LOU.replace(",6,5", ",nan,5"), VACANCY + PLACE, "R ist keine Zahl"),
        (LEAVER + LOU.replace("2027", "bald"), VACANCY + PLACE, "start_year ist keine Zahl"),
        (LEAVER + LOU + LOU, VACANCY + PLACE, "Zeile 3: Die id 'L1' steht schon in Zeile 2"),
        (LEAVER + LOU.replace("L1", ""), VACANCY + PLACE, "Die id fehlt"),
        (LEAVER + LOU, VACANCY + PLACE + PLACE, "Zeile 3: Die id 'V1' steht schon in Zeile 2"),
        (LEAVER + LOU, VACANCY + PLACE.replace(",1,", ",-1,"), "places muss eine ganze Zahl ab 0 sein"),
        (LEAVER + LOU, VACANCY + PLACE.replace(",1,", ",1.5,"), "places muss eine ganze Zahl ab 0 sein"),
        (LEAVER + LOU, VACANCY + PLACE.replace("true", "eher"), "certificate_strict muss true oder false sein"),
        (LEAVER + LOU, VACANCY + PLACE.replace("25212", "Bäcker"), "Den Beruf 'Bäcker' kennen wir nicht"),
        (LEAVER + LOU, VACANCY + PLACE.replace("true", "true,mehr"), "mehr Felder als die Kopfzeile"),
        (LEAVER.encode() + LOU.encode() + "L2,München".encode("latin-1"), VACANCY + PLACE, "nicht in UTF-8"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    tmp_path: Path, leavers: str | bytes, vacancies: str, words: str
) -> None:
    (tmp_path / "out.csv").write_text("wie zuvor", encoding="utf-8")
    code, text, lists = said(tmp_path, leavers, vacancies)
    assert (code, lists) == (2, "wie zuvor")
    assert words in text


@pytest.mark.parametrize(
    ("leavers", "vacancies", "lines"),
    [
        (LEAVER + LOU, VACANCY + PLACE, 2),
        ("\ufeff" + LEAVER + LOU, "\ufeff" + VACANCY + PLACE, 2),
        ((LEAVER + LOU).replace(",", ";"), (VACANCY + PLACE).replace(",", ";"), 2),
        ((LEAVER + LOU).replace(",", ";").replace(";25;", ";25,5;"), VACANCY + PLACE, 2),
        ((LEAVER + LOU).replace("\n", "\r\n"), VACANCY + PLACE + "\n", 2),
        (LEAVER + LOU, VACANCY, 1),
        (LEAVER, VACANCY + PLACE, 1),
        (LEAVER, VACANCY, 1),
        (LEAVER + LOU, VACANCY + PLACE.replace(",1,", ",0,"), 1),
        ("id,postal_code\nL1,71634\n", "id,kldb2010,postal_code\nV1,25212,71638\n", 2),
    ],
)
@pytest.mark.parametrize("solver", ["band", "sinkhorn"])
def test_odd_files_that_are_right(tmp_path: Path, leavers: str, vacancies: str, lines: int, solver: str) -> None:
    code, text, lists = said(tmp_path, leavers, vacancies, "--solver", solver)
    assert code == 0, text
    assert lists is not None and lists.count("\n") == lines


def test_files_that_are_not_there(tmp_path: Path) -> None:
    nothing, files = tmp_path / "nothing.csv", market(tmp_path, leavers=3, vacancies=3)
    for pair, out in ((nothing, files[1]), tmp_path), ((files[0], tmp_path), tmp_path), (files, nothing):
        done = match(out, pair)
        assert done.returncode == 2 and "lässt sich nicht" in done.stderr
    wrong = match_in_its_process(tmp_path, (nothing, files[1]))
    assert wrong.returncode == 2 and "Traceback" not in wrong.stderr and "lässt sich nicht" in wrong.stderr


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
