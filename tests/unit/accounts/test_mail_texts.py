"""What mails say."""

import re

import pytest

from services.accounts.mailing import TEMPLATES, written

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
    subject, body = written("sign_in", link="https://x.example/\r\nBcc: all@example.org\u202e")
    assert "\nBcc" not in body and "\u202e" not in body
    assert "\n" not in subject


def test_a_missing_fact_is_an_error() -> None:
    with pytest.raises(KeyError):
        written("sign_in")
