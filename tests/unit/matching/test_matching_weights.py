"""No number without provenance."""

import tomllib
from pathlib import Path

from services.matching.weights import weights


def test_every_weight_has_value_reason_source_and_date() -> None:
    sections = tomllib.loads(Path("services/matching/weights.toml").read_text(encoding="utf-8"))
    sections.pop("rules_version")
    entries = [entry for section in sections.values() for entry in section.values()]
    assert entries and all(set(entry) == {"value", "reason", "source", "date"} for entry in entries)


def test_the_weights_are_those_of_the_design_but_for_what_is_measured_with_error() -> None:
    """Measured interests count less than the design's true ones, nearness to a wish a little more (ADR 0023)."""
    fit = weights().fit
    assert (fit.interests, fit.wish, fit.related, fit.distance, fit.start) == (0.7, 0.6, 0.4, 0.8, 0.15)
    assert fit.certificate_step == 0.4
    assert weights().rules_version == "2026-11-26.2"
