"""What mails say."""

import re

import pytest
from pydantic import ValidationError

from services.accounts.mailing import TEMPLATES, written
from shared.contracts.calls import RequestLink

NAMES = sorted(path.stem for path in TEMPLATES.glob("*.txt"))


@pytest.mark.parametrize("name", NAMES)
def test_every_template_has_a_subject_and_a_text_that_ends(name: str) -> None:
    text = (TEMPLATES / f"{name}.txt").read_text(encoding="utf-8")
    gaps = dict.fromkeys(re.findall(r"\$\{?([a-z_]+)", text), "x")
    subject, body = written(name, **gaps)
    assert text.startswith("Betreff: ") and 5 < len(subject) < 80
    assert "$" not in body and body.strip()
    assert max(map(len, text.splitlines())) <= 78  # RFC 5322 wants it, and it reads well everywhere


def test_a_fact_cannot_add_lines_or_headers() -> None:
    odd = "Dach\r\nBcc: all@example.org\x85X-Odd: \u2028 1\u202e"
    subject, body = written("company_released", name=odd, link=odd)
    assert subject == "Dach Bcc: all@example.orgX-Odd: 1 ist freigegeben"
    assert "\nBcc" not in body and "\u202e" not in body


@pytest.mark.parametrize(
    "mail", ["a@b.example\r\nBcc: c@d.example", "a@b.example\n", "a\n@b.example", "a@b.example>", "a,b@c.example"]
)
def test_an_address_is_one_address(mail: str) -> None:
    with pytest.raises(ValidationError):
        RequestLink(mail=mail)


def test_a_missing_fact_is_an_error() -> None:
    with pytest.raises(KeyError):
        written("sign_in")
