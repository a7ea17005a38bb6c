"""The description of the API holds: schemathesis makes requests from it, with the key that each operation is for.

With HEIMVORTEIL_TEST_LONG (`make test-long`) every operation is asked by everybody, and more is drawn.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from outside import client

from shared.contracts.vocabulary import KeyKind
from shared.testing.stack import Stack

LONG = bool(os.environ.get("HEIMVORTEIL_TEST_LONG"))
EXAMPLES = 50 if LONG else 3
"""Drawn requests an operation; beside them come those for each boundary of the description (phase coverage)."""
OPERATIONS: dict[KeyKind | None, str] = {
    None: r"/(search|occupations|suggest|preview|healthz|readyz)$|/erasures/",
    "company": r"/vacancies(/|$)",
    "school": r"/(cohorts|imports)(/|$)",
    "leaver": r"/candidates/",
}
"""Who an operation is for; test_acceptance_bad_input.py asks them with everybody else's key."""
NOT_CHECKED = "positive_data_acceptance,negative_data_rejection,unsupported_method,allow_header_conformance"
"""A description cannot say that a postal code must exist, that an empty parameter counts as not given (plain forms
send them so), nor that the address /bulk is no vacancy's."""


@pytest.mark.parametrize("kind", OPERATIONS)
def test_no_request_made_from_the_description_breaks_it(stack: Stack, kind: KeyKind | None, tmp_path: Path) -> None:
    words = ["--phases", "coverage,fuzzing", "--exclude-checks", NOT_CHECKED]
    words += ["--max-examples", str(EXAMPLES), "--seed", "1", "--no-color"]
    words += ["--suppress-health-check", "all", "--warnings", "off"]
    if not LONG:
        words += ["--include-path-regex", OPERATIONS[kind]]
    with client(stack, kind, subject=uuid4() if kind == "leaver" else None) as who:
        key = who.headers.get("authorization")
    if key:
        words += ["--header", f"Authorization: {key}"]
    done = subprocess.run(  # noqa: S603 - our own
        [str(Path(sys.executable).with_name("schemathesis")), "run", f"{stack.base_url}/api/openapi.json", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=3600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_the_description_names_every_interface(anyone: httpx.Client) -> None:
    paths = anyone.get("/api/openapi.json").json()["paths"]
    expected = {
        "/api/v1/vacancies": {"get", "post"},
        "/api/v1/vacancies/{vacancy_id}": {"get", "put", "delete"},
        "/api/v1/vacancies/bulk": {"post"},
        "/api/v1/search": {"get"},
        "/api/v1/occupations": {"get"},
        "/api/v1/suggest": {"get"},
        "/api/v1/cohorts": {"post"},
        "/api/v1/imports/{import_id}": {"get"},
        "/api/v1/matches/preview": {"post"},
        "/api/v1/candidates/{leaver_id}/matches": {"get"},
        "/healthz": {"get"},
        "/readyz": {"get"},
    }
    assert [path for path, verbs in expected.items() if not verbs <= paths.get(path, {}).keys()] == []
    assert [path for path in paths if not any(re.search(own, path) for own in OPERATIONS.values())] == []
    assert anyone.get("/api/docs").status_code == 200
    assert anyone.get("/metrics").text.startswith("# HELP")
