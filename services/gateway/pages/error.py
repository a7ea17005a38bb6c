"""A friendly page for every error."""

from html import escape

from fastapi import Request
from fastapi.responses import HTMLResponse


def error_page(request: Request, status: int, text: str) -> HTMLResponse:
    """The error as a page that says what to do."""
    return HTMLResponse(f"<!doctype html><html lang=de><title>Heimvorteil</title><p>{escape(text)}</p>", status)
