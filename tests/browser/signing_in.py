"""Signing in with a fresh key."""

from playwright.sync_api import Page

from shared.testing.stack import Stack


def signed_in(visit, market: Stack, kind: str, name: str, **options) -> Page:
    """The first page of a company or school after signing in."""
    page = visit("/betrieb" if kind == "company" else "/schule", **options)
    page.get_by_label("Ihr Schlüssel").fill(market.key(kind, name))
    page.get_by_role("button", name="Anmelden").click()
    return page
