"""The numbers of boosts.toml, read once."""

import tomllib
from pathlib import Path
from typing import Any

with (Path(__file__).parent / "boosts.toml").open("rb") as _file:
    _TABLES: dict[str, dict[str, dict[str, Any]]] = tomllib.load(_file)

SPELLING: dict[str, float] = {name: row["value"] for name, row in _TABLES["spelling"].items()}
LEARNING: dict[str, float] = {name: row["value"] for name, row in _TABLES["learning"].items()}
CONFIDENCE: dict[str, float] = {name: row["value"] for name, row in _TABLES["confidence"].items()}
BOOST: dict[str, float] = {name: row["value"] for name, row in _TABLES["boost"].items()}
DEFAULT_RADIUS_KM: int = _TABLES["radius"]["default_km"]["value"]
RADIUS_STEPS_KM: tuple[int, ...] = tuple(_TABLES["radius"]["steps_km"]["value"])
FEW_HITS: int = _TABLES["radius"]["few"]["value"]
DISCOVER: int = _TABLES["discover"]["size"]["value"]
DISCOVER_RELATED: int = _TABLES["discover"]["related"]["value"]
NOW_WEEKS: int = _TABLES["available_now"]["weeks"]["value"]
PLACES: dict[str, float] = {name: row["value"] for name, row in _TABLES["places"].items()}
CROWDING: dict[str, float] = {name: row["value"] for name, row in _TABLES["crowding"].items()}
