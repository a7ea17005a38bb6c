"""Secrets, ports, Java and the compose file's settings."""

import socket
from pathlib import Path

import pytest

from deploy.compose import dotenv
from deploy.native import jdk, ports, state
from deploy.native.state import Instance


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Instance:
    monkeypatch.setattr(state, "ROOT", tmp_path)
    return Instance("unit")


def test_a_secret_stays_and_only_we_can_read_it(instance: Instance) -> None:
    assert instance.secret("A") == instance.secret("A") != instance.secret("B")
    assert (instance.folder / "secrets").stat().st_mode & 0o777 == 0o600


def test_the_demo_writes_its_ports_where_people_look(instance: Instance) -> None:
    assert Instance("demo").ports_file == state.ROOT / ".run" / "ports"


def test_ports_stay_while_they_are_free(instance: Instance) -> None:
    first = ports.pick(instance, ["A_PORT", "B_PORT"])
    assert ports.pick(instance, ["A_PORT", "B_PORT"]) == first
    assert len(set(first.values())) == 2


def test_a_taken_port_is_replaced(instance: Instance) -> None:
    before = ports.pick(instance, ["A_PORT"])["A_PORT"]
    with socket.create_server(("127.0.0.1", before)):
        assert ports.pick(instance, ["A_PORT"])["A_PORT"] != before


def test_the_preferred_port_is_taken_if_free(instance: Instance) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        wish = taken.getsockname()[1]
        assert ports.pick(instance, ["A_PORT"], preferred={"A_PORT": wish})["A_PORT"] != wish


@pytest.mark.parametrize(
    ("release", "version"),
    [('JAVA_VERSION="25.0.3"\n', 25), ('JAVA_VERSION="1.8.0_402"\n', 8), ('JAVA_VERSION="21"\n', 21), ("", 0)],
)
def test_the_version_of_a_java_is_read_from_its_release_file(tmp_path: Path, release: str, version: int) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").touch()
    (tmp_path / "release").write_text(release)
    assert jdk.version(tmp_path) == version


def test_a_folder_without_java_has_no_version(tmp_path: Path) -> None:
    assert jdk.version(tmp_path) == 0


def test_dotenv_fills_empty_secrets_and_keeps_the_rest(tmp_path: Path) -> None:
    own = {"HEIMVORTEIL_PORT": "9999", "HV_ROW_KEY_FILE": str(tmp_path / "keys" / "row")}
    path = dotenv.ensure(tmp_path / ".env", own)
    found = state.read_settings(path)
    assert found["HEIMVORTEIL_PORT"] == "9999"
    assert found["POSTGRES_IMAGE"].startswith("postgres:")
    assert len(found["POSTGRES_PASSWORD"]) == 48 and found["POSTGRES_PASSWORD"] != found["RABBITMQ_PASSWORD"]
    assert all(len(value) == 48 for name, value in found.items() if "PASSWORD" in name)
    assert found["HV_OPERATOR_NAME"] == found["HV_OPERATOR_RESPONSIBLE"] == "", "nobody is made up"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len((tmp_path / "keys" / "row").read_text()) == 48 and (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    before = path.read_text(), (tmp_path / "keys" / "row").read_text()
    assert dotenv.ensure(path).read_text() == before[0] and (tmp_path / "keys" / "row").read_text() == before[1]


def test_the_key_of_an_older_dotenv_is_kept(tmp_path: Path) -> None:
    path, key = tmp_path / ".env", tmp_path / "row"
    path.write_text(f"HV_ROW_KEY_SECRET=of-old\nHV_ROW_KEY_FILE={key}\n")
    dotenv.ensure(path)
    assert key.read_text() == "of-old"
