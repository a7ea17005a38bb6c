"""The page about a Kreis: lists of a usual job board, what nobody sees, and what the page says of it."""

from datetime import date
from typing import Any

from services.console.kreis import onepage
from services.console.kreis.simulating import Figures, occupations, unseen, usual_lists


def leaver(**fields: Any) -> dict[str, Any]:
    wishes = {"wish1": "", "wish2": "", "wish3": ""}
    own = {"id": "a", "certificate": "none", "postal_code": "56130", "radius_km": 25, "start_year": 2027}
    return {**own, **wishes, **fields}


def offer(id_: str, **fields: Any) -> dict[str, Any]:
    own = {
        "id": id_,
        "kldb2010": "koch",
        "postal_code": "56130",
        "certificate_required": "",
        "certificate_strict": False,
    }
    return {**own, "places": 2, "start_year": 2027, "start_flexible": False, **fields}


def listed(person: dict[str, Any], *offers: dict[str, Any]) -> list[str]:
    return usual_lists([person], offers)["a"]


def test_wishes_come_first_then_what_is_near() -> None:
    near, far = offer("near"), offer("far", kldb2010="gleisbauer", postal_code="56068")
    assert listed(leaver(), far, near) == ["near", "far"]
    assert listed(leaver(wish2="gleisbauer"), near, far) == ["far", "near"]


def test_who_may_not_apply_sees_nothing() -> None:
    strict = offer("strict", certificate_required="mittlerer", certificate_strict=True)
    wished = offer("wished", certificate_required="mittlerer")
    other = [offer("late", start_year=2028), offer("berlin", postal_code="10115")]
    assert listed(leaver(), strict, wished, *other) == ["wished"]
    assert set(listed(leaver(certificate="mittlerer"), strict, wished)) == {"strict", "wished"}
    assert listed(leaver(), offer("soon", start_year=2026, start_flexible=True)) == ["soon"]


def test_places_are_counted_not_offers() -> None:
    offers = [offer("one", places=3), offer("two", kldb2010="gleisbauer", places=5), offer("three")]
    lists = {"a": ["one"], "b": ["one", "three"]}
    assert (unseen(offers, lists), occupations(offers, lists)) == (5, 1)
    assert unseen(offers, {}) == 10


def test_the_page_says_every_figure_and_that_it_is_a_simulation() -> None:
    figures = Figures("12061", "Dahme-Spreewald", 2027, 3, 1431, 566, 904, 121, 2, 105, 132)
    text = onepage.html(figures, date(2026, 11, 26))
    for figure in ("1.431", "566", "904", "121", "105", "132"):
        assert f">{figure}<" in text or f">{figure}," in text or f", {figure}<" in text, figure
    assert text.count("imulation") >= 2 and "--kreis 12061 --season 2027 --seed 3" in text
    assert "steht heute einer in keiner einzigen Liste" in text
    assert text.count('class="dunkel"') == 13 + 1 + 1, "thirteen of a hundred, one for a few, one in the legend"


def test_squares_hide_nothing() -> None:
    assert [onepage.squares(part, 900) for part in (0, 1, 450, 900)] == [0, 1, 50, 100]
