"""Secrets come from the environment or a file; a process with one that can be guessed does not start."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from services.console.migrate import password_variable
from services.console.settings import Settings as ConsoleSettings
from services.gateway.settings import Settings
from shared.runtime.secrets import strong, strong_url
from shared.runtime.settings import ServiceSettings, read, value

GOOD = secrets.token_hex(24)
SERVICES = {f"{name.upper()}_URL": "http://127.0.0.1:1" for name in ("vacancies", "candidates", "search", "matching")}


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine has set."""
    for name in ("DATABASE_URL", "AMQP_URL", "ELASTICSEARCH_URL", "HV_ROW_KEY_SECRET"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


@pytest.mark.parametrize(
    "bad",
    [
        "", "guest", "changeme", "change-me-" * 8, "postgres", "Passwort123!", "only-in-tests-" + "0" * 32, "x" * 64,
        "0123456789" * 5, "abcd" * 20, GOOD[:31], "CHANGEME_CHANGEME_CHANGEME", "heimvorteil-demo-secret-password",
        "letters and digits", "…",
    ],
)  # fmt: skip
def test_what_people_leave_behind_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="openssl rand -hex 24"):
        strong(bad)


def test_what_we_make_and_advise_always_passes() -> None:
    for _ in range(2000):
        assert strong(secrets.token_hex(24)) and strong(secrets.token_urlsafe(24))


def test_an_address_is_as_good_as_its_password() -> None:
    good = f"amqp://user:{GOOD}@a/v"
    assert strong_url(f"{good};{good}") and strong_url("http://127.0.0.1:9200") and strong_url("postgresql:///db")
    for bad in ("amqp://guest:guest@a//", "amqp://a//", f"{good};amqp://guest:guest@b/v", "postgresql://u:hv@a/d"):
        with pytest.raises(ValueError, match="zu erraten"):
            strong_url(bad)


def test_a_file_stands_for_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text(f"postgresql://hv_search:{GOOD}@db/h\n")
    monkeypatch.setenv("DATABASE_URL_FILE", str(file))
    monkeypatch.setenv("AMQP_URL", f"amqp://u:{GOOD}@mq/h")
    found = read(ServiceSettings)
    assert (found.database_url, found.amqp_url) == (f"postgresql://hv_search:{GOOD}@db/h", f"amqp://u:{GOOD}@mq/h")


def test_who_starts_another_program_passes_values_on_not_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text(f"postgresql://postgres:{GOOD}@db/h")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))
    monkeypatch.setenv("AMQP_URL", f"amqp://u:{GOOD}@mq/h")
    monkeypatch.setenv("ELASTICSEARCH_URL", "http://es")
    passed = read(ConsoleSettings).environment()
    assert passed["DATABASE_URL"].endswith("@db/h") and "DATABASE_URL_FILE" not in passed and "PATH" in passed


def test_two_sources_or_no_file_is_said_clearly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("X_FILE", str(tmp_path / "nothing"))
    with pytest.raises(SystemExit, match=r"X_FILE nennt .*nothing"):
        value("X")
    monkeypatch.setenv("X", "y")
    with pytest.raises(SystemExit, match="X und X_FILE sind beide gesetzt"):
        value("X")


def test_an_error_names_each_setting_and_never_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HV_ROW_KEY_SECRET", "geheim-2026")
    with pytest.raises(SystemExit) as refused:
        read(Settings)
    words = str(refused.value)
    assert "HV_ROW_KEY_SECRET: " in words and "ACCOUNTS_URL: " in words and "2026" not in words


@pytest.mark.parametrize(
    ("command", "given", "named"),
    [
        (["-m", "services.gateway.main"], {"HV_ROW_KEY_SECRET": "changeme" * 5}, "HV_ROW_KEY_SECRET"),
        (["-m", "shared.runtime.run", "accounts"], {"AMQP_URL": "amqp://guest:guest@127.0.0.1//"}, "AMQP_URL"),
        (["-m", "services.console.main", "init"], {"DATABASE_URL": "postgresql://u:admin@h/d"}, "DATABASE_URL"),
        (["deploy/elasticsearch/accounts.py"], {"HV_ES_PASSWORD_SEARCH": "elastic"}, "HV_ES_PASSWORD_SEARCH"),
    ],
)  # fmt: skip
def test_a_real_start_is_refused(command: list[str], given: dict[str, str], named: str) -> None:
    good = {
        **SERVICES,
        "ACCOUNTS_URL": "http://127.0.0.1:1",
        "HV_HTTP_PORT": "1",
        "HV_ROW_KEY_SECRET": GOOD,
        "DATABASE_URL": f"postgresql://u:{GOOD}@127.0.0.1:1/d",
        "AMQP_URL": f"amqp://u:{GOOD}@127.0.0.1:1/v",
        "ELASTICSEARCH_URL": "http://127.0.0.1:1",
        password_variable("gateway"): GOOD,
    }
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-W", "ignore", *command],
        env={**os.environ, **good, **given},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1 and named in done.stderr and "openssl rand -hex 24" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and not any(bad in done.stderr for bad in given.values())
