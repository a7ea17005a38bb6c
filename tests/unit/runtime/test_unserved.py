"""The check of every suite that nothing answers with 500 or more can fail, and knows what was announced."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from unserved import Logs

from shared.testing.processes import ServiceProcess, eventually, free_port
from shared.testing.servers import ROOT

SUITE = """
import json
import pytest
from unserved import everything_is_served
from shared.testing.processes import ServiceProcess

@pytest.fixture
def answer(tmp_path):
    log = tmp_path / "gateway.log"
    ServiceProcess("gateway", {"HV_HTTP_PORT": "1"}, log)
    return lambda **line: log.write_text(json.dumps(line) + "\\n")

def test_served(answer):
    answer(event="not served", status=429)

def test_away(answer):
    answer(event="not served", status=503)

@pytest.mark.outage
def test_announced(answer):
    answer(event="not served", status=503)

@pytest.mark.outage
def test_defect(answer):
    answer(event="defect", status=500)

def test_after(answer):
    answer(event="done")
"""


def test_a_suite_fails_with_what_was_not_announced(tmp_path: Path) -> None:
    (tmp_path / "test_suite.py").write_text(SUITE)
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-rA", "--rootdir", str(tmp_path), "."],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    told = {line for line in done.stdout.splitlines() if line.startswith("ERROR test_suite.py::")}
    assert {line.split("::")[1].split()[0] for line in told} == {"test_away", "test_defect"}, done.stdout
    assert "5 passed, 2 errors" in done.stdout and '"status": 503' in done.stdout


@pytest.mark.outage
def test_a_real_gateway_tells_what_it_could_not_serve(tmp_path: Path) -> None:
    log = tmp_path / "gateway.log"
    services = {f"{name}_URL": "http://127.0.0.1:1" for name in ("ACCOUNTS", "VACANCIES", "CANDIDATES", "MATCHING")}
    own = {**services, "SEARCH_URL": "http://127.0.0.1:1", "HV_ROW_KEY_SECRET": "5f0c3b1e9a7d4826b1c8e2f4a6907d35"}
    process = ServiceProcess("gateway", {**own, "HV_HTTP_PORT": str(free_port()), "DATABASE_URL": ""}, log)
    process.launch()
    try:
        with httpx.Client(base_url=process.url, trust_env=False, timeout=30) as client:
            eventually(lambda: _alive(client))
            assert [client.get(path).status_code for path in ("/nichts", "/readyz")] == [404, 503]
            assert Logs().unserved({log}) == []
            assert client.get("/api/v1/suggest?q=geheimes").status_code == 503
    finally:
        process.stop()
    logs = Logs()
    (line,) = logs.unserved({log})
    assert (line["status"], line["method"], line["route"]) == (503, "GET", "/api/v1/suggest")
    assert "geheimes" not in log.read_text() and logs.unserved({log}) == []


def _alive(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").status_code == 200
    except httpx.TransportError:
        return False
