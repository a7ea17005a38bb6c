"""Every visible text goes through Babel, and the catalogue's template knows it."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

GATEWAY = Path(__file__).resolve().parents[3] / "services" / "gateway"
TEMPLATES = GATEWAY / "pages" / "templates"
CODE = re.compile(r"\{#.*?#\}|\{% trans.*?endtrans %\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
MARKUP = re.compile(r'<(?:[^>"]|"[^"]*")+>|[\w-]+="[^"]*"|&\w+;')


def test_the_template_of_the_catalogue_is_up_to_date():
    with (GATEWAY / "locale" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = {message for _, _, message, _, _ in extract_from_dir(GATEWAY, methods, options)}
    with (GATEWAY / "locale" / "messages.pot").open("rb") as file:
        kept = {message.id for message in read_po(file) if message.id}
    assert kept == found, "run the command in services/gateway/locale/README.md"


def test_no_text_stands_in_a_template_untranslated():
    for path in TEMPLATES.rglob("*.html"):
        text = MARKUP.sub(" ", CODE.sub(" ", path.read_text("utf-8")))
        words = set(re.findall(r"[A-Za-zÄÖÜäöüß]{3,}", text))
        assert words <= {"doctype", "html", "Heimvorteil", "schmal", "breit", "start", "profil", "check"}, path.name
