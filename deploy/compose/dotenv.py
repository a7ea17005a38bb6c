"""The .env of the compose file: .env.example with random secrets for empty ones; the gateway's key in a file."""

import secrets
from pathlib import Path

from deploy.native.state import ROOT, read_settings


def ensure(path: Path = ROOT / ".env", changes: dict[str, str] | None = None) -> Path:
    """Writes the file unless it is there; only its owner can read it. `changes` replace values of the example."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
        path.write_text("".join(_filled(line, changes or {}) + "\n" for line in lines), encoding="utf-8")
    _ensure_key(read_settings(path))
    return path


def _ensure_key(known: dict[str, str]) -> None:
    """Only we get into its folder; the container's user reads the file itself. An older .env held the key."""
    key = ROOT / known.get("HV_ROW_KEY_FILE", ".run/compose/row_key")
    if not key.exists():
        key.parent.mkdir(parents=True, exist_ok=True)
        key.parent.chmod(0o700)
        key.write_text(known.get("HV_ROW_KEY_SECRET") or secrets.token_hex(24), encoding="utf-8")
        key.chmod(0o644)


def _filled(line: str, changes: dict[str, str]) -> str:
    name, assigned, value = line.partition("=")
    if line.startswith("#") or not assigned:
        return line
    fresh = secrets.token_hex(24) if "PASSWORD" in name else ""  # who runs this is nobody's guess
    return f"{name}={changes.get(name) or value or fresh}"
