"""The description of the API holds, whoever asks: schemathesis makes requests and walks from it for each role.

Each role asks what it has a right to; that it is kept out of the rest says test_matrix.py. Of roles that may do the
same, one tries the boundaries of the description, too (phase coverage, which is most of the time). With
HEIMVORTEIL_TEST_LONG (`make test-long`) every role asks everything in all phases, and more is drawn.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from roles import ROLES, addresses, somebody

from shared.contracts.permissions import RIGHTS, Role, may
from shared.testing.stack import Stack

LONG = bool(os.environ.get("HEIMVORTEIL_TEST_LONG"))
EXAMPLES = 50 if LONG else 2
"""Drawn requests an operation, and walks along the links."""
NOT_CHECKED = "positive_data_acceptance,negative_data_rejection,unsupported_method,allow_header_conformance"
"""A description cannot say that a postal code must exist, that an empty parameter counts as not given (plain forms
send them so), nor that the address /bulk is no vacancy's."""


def own(role: Role) -> set[str]:
    """Operations at addresses where the role has a right of its own; those for everybody for a visitor."""
    described = [one for one in addresses() if one.path.startswith("/api/v1") or one.path in ("/healthz", "/readyz")]
    everybodys = [one for one in described if "visitor" in RIGHTS[one.right].reach]
    if role == "visitor":
        return {one.name for one in everybodys}
    paths = {one.path for one in described if may(role, one.right) and one not in everybodys}
    return {one.name for one in described if one.path in paths}


def asked_by(role: Role) -> set[str]:
    """Who has no right of its own asks what all others have."""
    return own(role) or set().union(*(own(one) for one in ROLES if one != "visitor"))


def phases(role: Role) -> str:
    """What is tried as this role: walks along the links only where some begin."""
    first = LONG or (own(role) and role == next(one for one in ROLES if own(one) == own(role)))
    walks = LONG or asked_by(role) & {"post_vacancy", "push_cohort"}
    return ",".join(["examples", "fuzzing", *(["coverage"] if first else []), *(["stateful"] if walks else [])])


@pytest.mark.parametrize("role", ROLES)
def test_no_request_made_from_the_description_breaks_it(stack: Stack, role: Role, tmp_path: Path) -> None:
    words = ["--phases", phases(role), "--exclude-checks", NOT_CHECKED]
    words += ["--max-examples", str(EXAMPLES), "--seed", "1", "--no-color"]
    words += ["--suppress-health-check", "all", "--warnings", "off"]
    if not LONG:
        words += [word for name in sorted(asked_by(role)) for word in ("--include-operation-id", name)]
    if key := somebody(stack, role).secret:
        words += ["--header", f"Authorization: Bearer {key}"]
    done = subprocess.run(  # noqa: S603 - our own
        [str(Path(sys.executable).with_name("schemathesis")), "run", f"{stack.base_url}/api/openapi.json", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=3600,
        check=False,
    )
    print(done.stdout)  # noqa: T201
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
