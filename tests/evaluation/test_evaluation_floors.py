"""How good the lists are, in every market of the preset: floors that no change may fall below (docs/matching.md)."""

import json
import subprocess
import sys
from typing import Any

import pytest


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """What `heimvorteil eval --json` says; some three minutes on two cores."""
    command = [sys.executable, "-m", "services.console.main", "eval", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    assert done.stdout, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_no_floor_is_missed(found: dict[str, Any]) -> None:
    assert [check for check in found["checks"] if not check["ok"]] == []


def test_two_kinds_of_market_several_regions_and_wrong_weights_are_tried(found: dict[str, Any]) -> None:
    markets = found["markets"]
    assert {m["kind"] for m in markets} == {"common", "milder"}
    assert len({m["region"] for m in markets}) >= 3
    assert len({m["seed"] for m in markets}) >= 2
    right = [m for m in markets if m["weights"] == "right"]
    assert len(markets) == 3 * len(right)


def test_every_baseline_is_there(found: dict[str, Any]) -> None:
    wanted = {"elasticsearch", "popularity", "riasec", "greedy", "sinkhorn", "round_robin", "band"}
    assert all(set(market["policies"]) == wanted for market in found["markets"])
    for market in found["markets"]:
        assert max(figures["matches"] for figures in market["policies"].values()) <= market["oracle_matches"] + 0.02
