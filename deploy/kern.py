"""Cut KERN UX to what our pages use: `make kern` fetches the pinned package and writes static/vendor/kern.css.

KERN (https://www.kern-ux.de, EUPL-1.2) brings 340 kB of style sheet; pages for a phone on a school bus get the parts
they use: its custom properties as far as something refers to them, and the rules of the classes listed here.
"""

import base64
import hashlib
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from deploy import node

PACKAGE, VERSION = "@kern-ux/native", "2.7.2"
SHA512 = "TN0Mqbasp7S1IOqurXickde8MDj5hIcgT4s3f1i33wyv2iVgA1dTO/FoQyi6rgM9KYTYkIthl9k72g7fBUUvHg=="
GOAL = Path(__file__).parents[1] / "services" / "gateway" / "static" / "vendor" / "kern.css"
MIRRORED = GOAL.with_name("kern.rtl.css")
KEPT = re.compile(
    r"kern-(?:btn(?:--(?:primary|secondary|tertiary|block))?|label(?:__optional)?|hint|error|sr-only"
    r"|form-input(?:--error|__input(?:--error)?|__select(?:-wrapper|--error)?)?|fieldset(?:--error|__body(?:--horizontal)?)?"
    r"|form-check(?:__radio|__checkbox|--error)?|alert(?:--(?:info|success|warning|danger)|__body|__header)?"
    r"|badge(?:--(?:info|success|warning|danger|small))?|table(?:-responsive|__(?:head|body|row|header|cell)|--small)?"
    r"|card(?:__(?:container|header|body|footer|media))?|link|accordion(?:__(?:header|body))?|loader(?:--visible)?"
    r"|progress|title|container)"
)
HEADER = f"""/* KERN UX {VERSION} (npm {PACKAGE}), (c) Dataport AöR and contributors, EUPL-1.2.
   Changed: cut by deploy/kern.py to the classes and properties these pages use; nothing else was altered. */
"""


class WrongPackage(Exception):
    """The fetched package is not the one that was looked at."""


def fetched() -> str:
    """The package's style sheet, its hash checked.

    Raises:
        WrongPackage: another content under the same version.
    """
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"], cwd=folder, check=True)
        (archive,) = Path(folder).glob("*.tgz")
        if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != SHA512:
            raise WrongPackage(f"{PACKAGE}@{VERSION}")
        with tarfile.open(archive) as opened:
            member = opened.extractfile("package/dist/kern.css")
            assert member is not None
            return member.read().decode()


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """Top-level rules: what stands before the braces, and what within."""
    at = 0
    while (opening := css.find("{", at)) >= 0:
        depth, end = 1, opening + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[at:opening].strip(), css[opening + 1 : end - 1].strip()
        at = end


def cut(css: str) -> str:
    """The rules whose classes are all kept; a media query with none of them goes."""
    kept = []
    for head, body in blocks(css):
        if head.startswith("@"):
            inner = cut(body) if head.startswith(("@media", "@supports")) else body if "keyframes" in head else ""
            kept += [f"{head} {{\n{inner}}}\n"] if inner else []
        elif selectors := [one for one in _split(head) if _wanted(one)]:
            kept.append(f"{', '.join(selectors)} {{ {' '.join(body.split())} }}\n")
    return "".join(kept)


def _split(selectors: str) -> list[str]:
    """Selectors at commas outside brackets."""
    return [one.strip() for one in re.split(r",(?![^()]*\))", " ".join(selectors.split()))]


def _wanted(selector: str) -> bool:
    bare = re.sub(r":(?:not|is)\((?:[^()]|\([^()]*\))*\)", "", selector)
    return "data-kern-theme" not in bare and all(KEPT.fullmatch(name) for name in re.findall(r"\.(kern-[\w-]+)", bare))


def pruned(css: str) -> str:
    """Without custom properties nothing refers to, as long as there are such."""
    while True:
        used = set(re.findall(r"var\(\s*(--kern-[\w-]+)", css))
        unused = set(re.findall(r"(--kern-[\w-]+):", css)) - used
        if not unused:
            return re.sub(r"^\s*[^\n{}@]+\{\s*\}\n", "", css, flags=re.MULTILINE)
        css = re.sub(rf"(?:{'|'.join(unused)}):[^;{{}}]*;\s*", "", css)


def mirror() -> None:
    """The same for scripts that run from right to left: KERN has no logical properties, rtlcss turns it round."""
    subprocess.run([*node.module("rtlcss/bin/rtlcss.js"), str(GOAL), str(MIRRORED)], check=True)
    digest = hashlib.sha256(GOAL.read_bytes()).hexdigest()
    MIRRORED.write_text(f"/* Mirrored by rtlcss from kern.css {digest} */\n" + MIRRORED.read_text("utf-8"), "utf-8")


def main() -> None:
    """Fetch, check, cut, write."""
    css = re.sub(r"/\*.*?\*/", "", fetched().removeprefix('@charset "UTF-8";'), flags=re.DOTALL)
    GOAL.write_text(HEADER + pruned(cut(css)), encoding="utf-8")
    mirror()
    print(f"{GOAL.name}: {GOAL.stat().st_size} bytes")


if __name__ == "__main__":
    main()
