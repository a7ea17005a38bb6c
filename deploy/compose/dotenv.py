"""The .env of the compose file: .env.example with random secrets where it has empty ones."""

import secrets
from pathlib import Path

from deploy.native.state import ROOT


def ensure(path: Path = ROOT / ".env", changes: dict[str, str] | None = None) -> Path:
    """Writes the file unless it is there; only its owner can read it. `changes` replace values of the example."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
        path.write_text("".join(_filled(line, changes or {}) + "\n" for line in lines), encoding="utf-8")
    return path


def _filled(line: str, changes: dict[str, str]) -> str:
    name, assigned, value = line.partition("=")
    if line.startswith("#") or not assigned:
        return line
    return f"{name}={changes.get(name) or value or secrets.token_hex(24)}"
