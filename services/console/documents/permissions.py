"""docs/permissions.md from the table: who may do what."""

from typing import get_args

from shared.contracts.permissions import RIGHTS, Role

_HEAD = """# Who may do what

Generated from `shared/contracts/permissions.py` by `make docs`; tests compare it with the table, and the table with
every route and call. Everybody may do what a visitor may. `own` and `region`: what belongs to others does not exist
for the caller (404, never 403). The operator works on the command line. How this is kept:
[ADR 0031](adr/0031-permissions.md).

"""
_GERMAN: dict[Role, str] = {
    "visitor": "ohne Anmeldung",
    "leaver": "Schulabgänger:in",
    "parent": "Eltern",
    "company": "Betrieb",
    "clerk": "Sachbearbeitung für Betriebe",
    "school": "Schule",
    "mentor": "Mentor:in",
    "coordinator": "Koordination einer Region",
    "importer": "Import aus einer Quelle",
    "operator": "Betreiber",
    "authority": "Schulaufsicht: nur Anzahlen",
    "job_centre": "Jobcenter: keine Schüler:innen",
    "vocational_school": "Berufsschule: schulische Plätze",
}


def permissions() -> str:
    """The document as Markdown."""
    lines = [_HEAD + "| right | what it is | who, how far |", "| --- | --- | --- |"]
    for name, right in RIGHTS.items():
        who = ", ".join(f"{role} ({reach})" for role, reach in right.reach.items())
        lines.append(f"| `{name}` | {right.what} | {who} |")
    lines += ["", "## Roles", "", "| role | German | rights of its own |", "| --- | --- | --- |"]
    for role in get_args(Role):
        own = ", ".join(f"`{name}`" for name, right in RIGHTS.items() if role in right.reach)
        lines.append(f"| {role} | {_GERMAN[role]} | {own or 'none beside a visitor’s yet'} |")
    return "\n".join([*lines, ""])
