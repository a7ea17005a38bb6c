"""What services say when something is wrong, read from their code: the pages translate these sentences, too.

A service says a sentence in German with its particulars in it. What an f-string or `format` fills in stands in the
catalogue as `%(name)s`, and the pages know the sentence again by its pattern (services/gateway/pages/said.py).
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SPEAKERS = (
    "shared/contracts/problems.py",
    "shared/reference/pay.py",
    "services/accounts/errors.py",
    "services/accounts/companies/*.py",
    "services/candidates/errors.py",
    "services/matching/errors.py",
    "services/vacancies/*.py",
    "services/gateway/cohorts.py",
    "services/gateway/forgery.py",
    "services/gateway/problems.py",
    "services/gateway/uploads/problems.py",
)
"""Files whose sentences reach a page."""
TO_LEAVERS = re.compile(
    r"(accounts|candidates|matching|vacancies)/errors\.py|contracts/problems\.py|gateway/(forgery|problems)\.py"
)
"""Those of them whose sentences leavers and parents can meet, unless they speak to an office ("Sie")."""
_TO_PROGRAMS = re.compile(
    r"[a-z]_[a-z]|occupation\.id|employer|If-Match|Idempotency|braucht es einen Schlüssel in der Kopfzeile|Objekt"
    r"|Liste erwartet|true/false|JSON|application/|„errors“|--subject|latitude|Dieses Feld gibt"
)
_OFFICE = re.compile(r"\b(Sie|Ihre?[nrms]?|Schlüssel|Betrieb|Import)\b")
HOLE = re.compile(r"%\(\w+\)s")
_NAMES, _TABLES, _CALLS = {"german", "message"}, {"_GERMAN", "PROBLEMS"}, {"warn", "refuse", "Warning", "PayWarning"}


def sentences() -> dict[str, set[str]]:
    """Each sentence with the files it stands in; those meant for programs alone are left out."""
    found: dict[str, set[str]] = {}
    for pattern in SPEAKERS:
        for path in sorted(ROOT.glob(pattern)):
            name = str(path.relative_to(ROOT))
            for sentence in _said(ast.parse(path.read_text("utf-8"))):
                if not _TO_PROGRAMS.search(HOLE.sub("", sentence)):
                    found.setdefault(sentence, set()).add(name)
    return found


def to_leavers(sentence: str, files: set[str]) -> bool:
    """Whether a leaver or a parent can meet it."""
    return any(TO_LEAVERS.search(name) for name in files) and not _OFFICE.search(sentence)


def _said(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        for value in _values(node):
            text = _text(value)
            if text and re.search(r"\w \w", text):
                yield text


def _values(node: ast.AST) -> list[ast.expr]:
    """Where a sentence stands: an assignment, a table, an argument, a pair of code and sentence."""
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = {one.id for one in targets if isinstance(one, ast.Name)}
        if names & _TABLES and isinstance(node.value, ast.Dict):
            return [part for value in node.value.values for part in getattr(value, "elts", [value])]
        return [node.value] if names & _NAMES else []
    if isinstance(node, ast.keyword) and node.arg == "message":
        return [node.value]
    if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in _CALLS:
        return node.args[2:3]
    return node.value.elts[1:2] if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) else []


def _text(value: ast.expr) -> str | None:
    """The text with its holes named; None for what is no text."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return re.sub(r"\{(\w+)\}", r"%(\1)s", value.value)
    if isinstance(value, ast.JoinedStr):
        return "".join(_part(part) for part in value.values)
    return None


def _part(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        name = re.sub(r"\W+", "_", ast.unparse(part.value)).strip("_").lower()
        return f"%({name})s"
    return str(part.value) if isinstance(part, ast.Constant) else ""
