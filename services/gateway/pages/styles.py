"""One style sheet for all pages: KERN in a layer below, then our own parts in the order of their names.

Ours follow the direction of the text by themselves; of KERN there is a mirrored one (deploy/kern.py).
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.gateway.auth import may

router = APIRouter(dependencies=[may("public.read")])
STATIC = Path(__file__).parents[1] / "static"
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class StyleSheet:
    """The text, packed, and the address that changes with it."""

    packed: bytes
    plain: bytes
    address: str


@lru_cache
def style_sheet(direction: str = "ltr") -> StyleSheet:
    """Read once: what is in a layer yields to what is in none, whatever its selectors."""
    kern = (STATIC / "vendor" / ("kern.rtl.css" if direction == "rtl" else "kern.css")).read_text("utf-8")
    own = [path.read_text("utf-8") for path in sorted((STATIC / "css").glob("*.css"))]
    plain = "\n".join((f"@layer kern {{\n{kern}}}", *own)).encode()
    digest = hashlib.sha256(plain).hexdigest()[:16]
    return StyleSheet(gzip.compress(plain, mtime=0), plain, f"/stil/{direction}-{digest}.css")


@router.get("/stil/{name}.css")
async def style(name: str, request: Request) -> Response:
    """The style sheet; an old address gets the new one, which is kept only as long as it is asked for."""
    sheet = style_sheet("rtl" if name.startswith("rtl-") else "ltr")
    headers = {
        "Vary": "Accept-Encoding",
        "Cache-Control": _FOREVER if sheet.address.endswith(f"/{name}.css") else "no-cache",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(sheet.packed, media_type="text/css", headers={**headers, "Content-Encoding": "gzip"})
    return Response(sheet.plain, media_type="text/css", headers=headers)
