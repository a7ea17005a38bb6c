"""docker-compose.yml as it is written: what `make test-compose` cannot say where there is no container engine."""

import re
from pathlib import Path
from typing import Any

import yaml

FILE: dict[str, Any] = yaml.safe_load(Path("docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
ENDING = {"init", "ready", "console"}
"""They do something and end."""
SECRET = re.compile(r"PASSWORD|SECRET|_KEY")


def test_whatever_goes_on_says_whether_it_is_well_and_others_wait_for_that() -> None:
    assert set(SERVICES) - {name for name, one in SERVICES.items() if "healthcheck" in one} == ENDING
    waited = {name: how["condition"] for name, how in SERVICES["ready"]["depends_on"].items()}
    processes = {name for name, one in SERVICES.items() if "deploy/compose/probe.py" in str(one.get("healthcheck"))}
    assert waited == dict.fromkeys(processes, "service_healthy") and len(processes) == 7


def test_only_this_machine_gets_in() -> None:
    opened = {name: one["ports"] for name, one in SERVICES.items() if "ports" in one}
    assert set(opened) == {"gateway", "mailbox"}
    assert [port for ports in opened.values() for port in ports if not port.startswith("127.0.0.1:")] == []


def test_no_secret_is_written_down_or_has_a_default() -> None:
    settings = {(name, key): str(value) for name, one in SERVICES.items() for key, value in _settings(one).items()}
    written = {place: value for place, value in settings.items() if SECRET.search(place[1]) or "://" in value}
    assert len(written) > 20
    named = re.compile(r"^(/run/secrets/\w+|\$\{[A-Z_]+(:\?[^}]*)?\})$")
    plain = [place for place, value in written.items() if "://" not in value and not named.fullmatch(value)]
    assert plain == [], "only ${NAME}, ${NAME:?…} or a file of /run/secrets"
    bare = {place: re.sub(r"\$\{[^}]*\}", "$", value) for place, value in written.items()}
    assert [place for place, value in bare.items() if re.search(r"://[^/@]*:[^$/@][^/@]*@", value)] == []


def test_a_secret_in_a_file_is_mounted_where_it_is_named() -> None:
    for one in SERVICES.values():
        files = [value for key, value in _settings(one).items() if key.endswith("_FILE")]
        assert files == [f"/run/secrets/{name}" for name in one.get("secrets", [])]
    assert set(FILE["secrets"]) == {name for one in SERVICES.values() for name in one.get("secrets", [])}


def test_our_processes_cannot_write_and_have_no_privileges() -> None:
    ours = [one for one in SERVICES.values() if "healthcheck" in one and one["image"] == "heimvorteil:local"]
    hard = {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"]}
    assert len(ours) == 7
    assert [one["command"] for one in ours if {**one, **hard} != one] == []


def _settings(service: dict[str, Any]) -> dict[str, Any]:
    return service.get("environment") or {}
