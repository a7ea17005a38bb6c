"""What others made: each part is known, its vulnerabilities are told, exceptions end, the list is CycloneDX."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from deploy.native.state import ROOT
from deploy.supply import accepted, audit, parts, sbom
from deploy.supply.accepted import Accepted
from deploy.supply.audit import Finding

TODAY = date(2026, 11, 26)
FOUND = Finding(frozenset({"PYSEC-2026-1", "GHSA-aaaa-bbbb-cccc"}), "jinja2", "fixed in 9")
NPM = {
    "auditReportVersion": 2,
    "vulnerabilities": {
        "xlsx": {
            "name": "xlsx",
            "severity": "high",
            "via": [
                {
                    "source": 1,
                    "name": "xlsx",
                    "title": "Prototype Pollution",
                    "url": "https://github.example/advisories/GHSA-4r6h-8v6p-xvw6",
                    "severity": "high",
                    "range": "<0.19.3",
                }
            ],
        },
        "another": {"name": "another", "severity": "high", "via": ["xlsx"]},
    },
}


@pytest.fixture
def registry() -> Iterator[str]:
    """One that has a page of each package, and none of a version."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/pypi/jinja2/json"
            body = json.dumps({"info": {"version": "3.1.6"}, "vulnerabilities": [{"id": "X"}]}).encode()
            self.send_response(200 if known else 404)
            self.end_headers()
            self.wfile.write(body if known else b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("version", "status"), [("3.1.6", 200), ("3.1.5", 404)])
def test_the_page_of_the_newest_speaks_for_ours_if_it_is_ours(registry: str, version: str, status: int) -> None:
    with requests.Session() as session:
        session.trust_env = False
        session.hooks["response"].append(lambda answer, **_: audit.newest_instead(session, answer))
        assert session.get(f"{registry}/pypi/jinja2/{version}/json").status_code == status


def test_what_npm_says_becomes_findings_or_is_silence() -> None:
    said = audit.read_npm(json.dumps(NPM), ["xlsx", "leaflet"])
    assert [(one.package, sorted(one.ids)) for one in said.findings] == [("xlsx", ["GHSA-4r6h-8v6p-xvw6"])]
    assert not said.silent
    for refused in ('{"message": "405 Method Not Allowed", "error": {}}', "no json", ""):
        assert list(audit.read_npm(refused, ["xlsx"]).silent) == ["xlsx"]


def test_an_exception_covers_its_own_until_its_day() -> None:
    exception = Accepted("GHSA-aaaa-bbbb-cccc", "jinja2", "not called", TODAY)
    assert accepted.without([FOUND], [exception], TODAY, whole=True) == ([], [])
    left, complaints = accepted.without([FOUND], [exception], date(2026, 11, 27), whole=True)
    assert left == [FOUND] and "ended on 2026-11-26" in complaints[0]
    other = Accepted("GHSA-aaaa-bbbb-cccc", "another", "", TODAY)
    left, complaints = accepted.without([FOUND], [other], TODAY, whole=True)
    assert left == [FOUND] and "found no more" in complaints[0]
    assert accepted.without([FOUND], [other], TODAY, whole=False) == ([FOUND], [])
    endless = Accepted("GHSA-aaaa-bbbb-cccc", "jinja2", "", date(2027, 11, 26))
    assert "more than 92 days" in accepted.without([FOUND], [endless], TODAY, whole=True)[1][0]


def test_exceptions_are_read_as_the_file_describes_them(tmp_path: Path) -> None:
    described = accepted.FILE.read_text("utf-8").split("# [[accepted]]")[1]
    lines = [re.sub(r"\s{3,}.*", "", line.removeprefix("# ")) for line in described.splitlines()]
    (tmp_path / "accepted.toml").write_text("\n".join(["[[accepted]]", *lines]))
    (one,) = accepted.read(tmp_path / "accepted.toml")
    assert (one.id, one.until) == ("GHSA-xxxx-xxxx-xxxx", date(2027, 1, 31)) and accepted.read() is not None


@pytest.mark.parametrize(("findings", "silent", "required", "code"), [
    ([], {}, True, 0), ([FOUND], {}, False, 1), ([], {"x": "away"}, False, 0), ([], {"x": "away"}, True, 1),
])  # fmt: skip
def test_what_fails_and_what_is_only_said(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    findings: list[Finding],
    silent: dict[str, str],
    required: bool,
    code: int,
) -> None:
    monkeypatch.setattr(audit, "of_python", lambda _: audit.Answers(findings, silent))
    monkeypatch.setattr(audit, "of_javascript", lambda _: audit.Answers())
    monkeypatch.setattr(accepted, "read", list)
    assert audit.main(required, TODAY) == code
    said = capsys.readouterr().out
    assert ("NOT AUDITED" in said, "VULNERABLE jinja2" in said) == (bool(silent), bool(findings))


def test_every_locked_package_is_a_part() -> None:
    found = {one.name: one for one in parts.locked()}
    assert len(found) == len(re.findall(r"^\S+==", parts.LOCK.read_text(), re.MULTILINE)) > 80
    assert found["fastapi"].ships and found["psycopg-binary"].ships and not found["pytest"].ships
    assert found["fastapi"].license == "MIT" and len(found["fastapi"].sha256) >= 2


def test_every_vendored_file_is_a_part_in_the_version_it_names() -> None:
    listed = [path for one in parts.vendored() for path in one.files]
    lying = [
        path.relative_to(ROOT)
        for folder in ("services/gateway/static/vendor", "tests/browser/vendor")
        for path in (ROOT / folder).iterdir()
        if path.suffix in (".js", ".css")
    ]
    assert sorted(listed) == sorted(lying)
    wrong = [one.name for one in parts.vendored() if one.version not in (ROOT / one.files[0]).read_text("utf-8")]
    assert wrong == []


def test_the_list_is_cyclonedx_and_whole(tmp_path: Path) -> None:
    everything = parts.locked() + parts.vendored()
    text = JsonV1Dot6(sbom.bom(everything)).output_as_string()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    components = json.loads(text)["components"]
    assert len(components) == len(everything) and all(one.get("purl") for one in components)
    scopes = {one["name"]: one["scope"] for one in components}
    assert (scopes["fastapi"], scopes["pytest"], scopes["htmx.org"]) == ("required", "excluded", "required")
