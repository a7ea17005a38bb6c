"""What every answer says to browsers, static files and errors included (docs/adr/0033)."""

_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)
_NOT_USED = "camera=(), microphone=(), payment=(), usb=(), browsing-topics=(), geolocation=(self)"
_ALWAYS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": _NOT_USED,
    "cross-origin-opener-policy": "same-origin",
}
_YEARS = "max-age=63072000; includeSubDomains"


def security_headers(scheme: str) -> dict[str, str]:
    """Names and values; over https also that it stays https for two years (HSTS says nothing over http)."""
    return {**_ALWAYS, "strict-transport-security": _YEARS} if scheme == "https" else _ALWAYS
