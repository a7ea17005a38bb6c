"""The catalogues of the pages: `make texts` brings them up to date with the code and says what is still missing.

German is the source and has no catalogue. English has every text. Plain German has every text whose German is not plain
already (deploy/plain_german.py). The languages a computer translated have what leavers and parents can see.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from deploy.plain_german import complaints
from deploy.sentences import sentences, to_leavers

GATEWAY = Path(__file__).parents[1] / "services" / "gateway"
LOCALE = GATEWAY / "locale"
TEMPLATE = LOCALE / "messages.pot"
LANGUAGES = {"en": "en_GB", "de-simple": "de", "uk": "uk", "tr": "tr", "ar": "ar"}
"""Folder → the language whose plural forms it has."""
PLAIN, EVERYTHING = "de-simple", ("en", "de-simple")
OFFICE = re.compile(
    r"pages/(templates/)?(company|school|coordinator|about|signing)/|pages/(devices|signing)\.py"
    r"|templates/(signin|parts/office)\.html"
)
"""Files only companies, schools, the region and operators see the texts of."""
SAME = frozenset(
    ("Excel", "OneRoster 1.2", "Website", "Region", "Name", "Status", "Code", "Start %(start)s", "Text"),
)
"""Words that are the same in English."""
_HOLES = re.compile(r"%\(\w+\)s|</?\w+[^>]*>|\{\w+\}")
Texts = dict[str | tuple[str, ...], set[str]]


def of_pages() -> Texts:
    """Every text of the pages (singular and plural as a pair) with the files it stands in."""
    with (LOCALE / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")  # type: ignore[no-untyped-call]  # babel
    found: Texts = {}
    for name, _, message, _, _ in extract_from_dir(GATEWAY, methods, options):
        found.setdefault(message, set()).add(name)
    return found


def extracted() -> Texts:
    """The same, and what services say."""
    found = of_pages()
    for sentence, files in sentences().items():
        found.setdefault(sentence, set()).update(files)
    return found


def needed(code: str, texts: Texts) -> list[str | tuple[str, ...]]:
    """The texts a language must have."""
    if code == PLAIN:
        return [text for text in texts if any(True for one in _parts(text) for _ in complaints(one))]
    if code in EVERYTHING:
        return [text for text in texts if text not in SAME]
    return [text for text, files in texts.items() if any(_read_by_leavers(text, f"{name}") for name in files)]


def _read_by_leavers(text: str | tuple[str, ...], name: str) -> bool:
    if name.startswith(("services/", "shared/")):
        return isinstance(text, str) and to_leavers(text, {name})
    return not OFFICE.search(name)


def catalogue(code: str) -> Catalog:
    """What a language has so far."""
    path = _path(code)
    if not path.exists():
        return Catalog(Locale.parse(LANGUAGES[code]))
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGES[code])


def defects(code: str, texts: Texts) -> Iterator[str]:
    """What is missing, untranslated, or has other placeholders or plural forms than it must."""
    have = catalogue(code)
    for text in needed(code, texts):
        message = have[text[0] if isinstance(text, tuple) else text]
        said = _parts(message.string) if message else ()
        if not message or message.fuzzy or not said or not all(said):
            yield f"{code}: fehlt: {text!r}"
            continue
        yield from (f"{code}: {defect}: {text!r}" for defect in _wrong(code, message))
    yield from (f"{code}: gibt es nicht mehr: {one.id!r}" for one in have if one.id and one.id not in texts)


def _wrong(code: str, message: Message) -> Iterator[str]:
    german, said = _parts(message.id), _parts(message.string)
    if isinstance(message.id, tuple) and len(said) != get_plural(LANGUAGES[code]).num_plurals:
        yield "falsche Zahl von Mehrzahlformen"
    wanted = [sorted(_HOLES.findall(german[-1]))]
    wanted += [[one for one in wanted[0] if one != "%(count)s"]] if isinstance(message.id, tuple) else []
    if any(sorted(_HOLES.findall(one)) not in wanted for one in said):
        yield "andere Platzhalter"
    if code == PLAIN:
        yield from (found for one in said for found in complaints(one))
    elif (
        said[0] == german[0]
        and german[0] not in SAME | {"Telefon"}
        and re.search(r"[^\W\d_]{3}", _HOLES.sub("", german[0]))
    ):
        yield "nicht übersetzt"


def _parts(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def template(texts: Texts) -> bytes:
    """`messages.pot`: texts of the pages without a translation."""
    whole, content = Catalog(), BytesIO()
    for text in texts:
        whole.add(text)
    write_po(content, whole, sort_output=True, omit_header=True)
    return content.getvalue()


def update(code: str, texts: Texts) -> None:
    """Write a catalogue anew: new texts are empty, those of before that nothing needs are gone."""
    before, after = catalogue(code), Catalog(Locale.parse(LANGUAGES[code]))
    for text in {*needed(code, texts), *(one.id for one in before if one.id in texts)}:
        known = before[text[0] if isinstance(text, tuple) else text]
        after.add(text, known.string if known and known.id == text else None)
    content = BytesIO()
    write_po(content, after, width=0, sort_output=True, omit_header=True)
    _path(code).parent.mkdir(parents=True, exist_ok=True)
    plural = get_plural(LANGUAGES[code]).plural_forms
    head = f'msgid ""\nmsgstr ""\n"Language: {code}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    _path(code).write_bytes(f'{head}"Plural-Forms: {plural}\\n"\n\n'.encode() + content.getvalue())


def _path(code: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / "messages.po"


def main() -> None:
    """Update the template and all catalogues, then say what is missing."""
    TEMPLATE.write_bytes(template(of_pages()))
    texts = extracted()
    for code in LANGUAGES:
        update(code, texts)
        found = list(defects(code, texts))
        print(f"{code}: {len(needed(code, texts))} Texte, {len(found)} fehlen oder stimmen nicht")
        print("".join(f"  {one}\n" for one in found), end="")


if __name__ == "__main__":
    main()
