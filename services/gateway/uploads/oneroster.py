"""OneRoster 1.2 CSV (1EdTech): a zip with a manifest of 21 files; students are found by roles.csv."""

from collections.abc import Iterator

from services.gateway.uploads import archive
from services.gateway.uploads.kinds import mismatch
from services.gateway.uploads.model import Record, Table
from services.gateway.uploads.refused import refused
from services.gateway.uploads.tables import bounded, records_of

FILES = (
    "academicSessions", "categories", "classes", "classResources", "courseResources", "courses",
    "demographics", "enrollments", "lineItemLearningObjectiveIds", "lineItems", "lineItemScoreScales",
    "orgs", "resources", "resultLearningObjectiveIds", "results", "resultScoreScales", "roles",
    "scoreScales", "userProfiles", "userResources", "users",
)  # fmt: skip
"""The 21 data files of the specification; the manifest must name each."""

_MODES = ("absent", "bulk", "delta")
_REQUIRED = {
    "users": ("sourcedId", "status", "dateLastModified", "givenName", "familyName"),
    "roles": ("sourcedId", "status", "dateLastModified", "userSourcedId", "role"),
}
_ALWAYS = ("sourcedId", "status", "dateLastModified")


def oneroster_table(content: bytes) -> Table:
    """users.csv as a table; users who are not students, or deleted, are excluded lines.

    Raises UploadRefused with the code of the first rule of the specification that is broken.
    """
    files = archive.members(content)
    if "xl/workbook.xml" in files:
        raise mismatch("package")
    modes = _manifest(files)
    declared = {name: list(_records(files, name)) for name in FILES if modes[name] != "absent"}
    for name, records in declared.items():
        _check_states(name, modes[name], records)
    users = bounded(iter(declared["users"]))
    header, people = users[0][1], users[1:]
    if not people:
        raise refused("file_no_rows")
    unread = tuple(f"{name}.csv" for name in declared if name not in _REQUIRED)
    excluded = _excluded(header, people, declared["roles"])
    return Table("oneroster", "utf-8", ",", header, people, excluded=excluded, unread=unread)


def _manifest(files: dict[str, bytes]) -> dict[str, str]:
    """File → absent, bulk or delta, checked against what the archive holds."""
    _check_root(files)
    values = {cells[0].strip(): cells[1].strip() for _, cells in _records(files, "manifest") if len(cells) > 1}
    if values.get("oneroster.version") != "1.2":
        raise refused("oneroster_version")
    modes = {name: values.get(f"file.{name}", "") for name in FILES}
    missing = sum(mode not in _MODES for mode in modes.values())
    if missing:
        raise refused("oneroster_manifest_incomplete", missing=missing)
    for name, mode in modes.items():
        file = f"{name}.csv"
        if mode != "absent" and file not in files:
            raise refused("oneroster_file_missing", file=file)
        if mode == "absent" and file in files:
            raise refused("oneroster_file_undeclared", file=file)
        if mode == "absent" and name in _REQUIRED:
            raise refused("oneroster_students_missing", file=file)
    return modes


def _check_root(files: dict[str, bytes]) -> None:
    ours = {f"{name}.csv" for name in (*FILES, "manifest")}
    if any("/" in name and name.rsplit("/", 1)[1] in ours for name in files):
        raise refused("oneroster_not_at_root")
    if "manifest.csv" not in files:
        raise refused("oneroster_manifest_missing")


def _records(files: dict[str, bytes], name: str) -> Iterator[Record]:
    try:
        text: str | None = files[f"{name}.csv"].decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    if text is None:  # raised here, so that the decoder's error with the file in it is not chained
        raise refused("oneroster_not_utf8", file=f"{name}.csv")
    return records_of(text.replace("\x00", "\ufffd"), ",")


def _check_states(name: str, mode: str, records: list[Record]) -> None:
    """Bulk rows leave status and dateLastModified blank, delta rows fill both."""
    required = _REQUIRED.get(name, _ALWAYS)
    header = records[0][1] if records else ()
    if not set(required) <= set(header):
        raise refused("oneroster_header_invalid", file=f"{name}.csv")
    places = [header.index("status"), header.index("dateLastModified")]
    for line, cells in records[1:]:
        states = [cells[place].strip() for place in places if place < len(cells)]
        if mode == "bulk" and any(states):
            raise refused("oneroster_bulk_status_not_blank", file=f"{name}.csv", line=line)
        if mode == "delta" and not all(states):
            raise refused("oneroster_delta_status_blank", file=f"{name}.csv", line=line)


def _excluded(header: tuple[str, ...], users: tuple[Record, ...], roles: list[Record]) -> dict[int, str]:
    """Line → code for users without the role student and for deleted ones; odd widths are judged later."""
    students = _students(roles)
    own, state = header.index("sourcedId"), header.index("status")
    found = {}
    for line, cells in users:
        if len(cells) != len(header):
            continue
        if cells[own].strip() not in students:
            found[line] = "oneroster_not_student"
        elif cells[state].strip() == "tobedeleted":
            found[line] = "oneroster_tobedeleted"
    return found


def _students(roles: list[Record]) -> set[str]:
    header, *rows = (cells for _, cells in roles)
    user, role, state = (header.index(name) for name in ("userSourcedId", "role", "status"))
    whole = (cells for cells in rows if len(cells) == len(header))
    return {c[user].strip() for c in whole if c[role].strip() == "student" and c[state].strip() != "tobedeleted"}
