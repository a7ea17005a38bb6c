"""Claim codes can be typed from paper, cannot be guessed and are not kept."""

from datetime import date

import pytest

from services.accounts.codes import SIGNS, expires_on, fits, hashed, new_code, read


def test_a_code_has_a_public_and_a_secret_part() -> None:
    code = new_code()
    assert (len(code.locator), len(code.secret)) == (8, 16)  # 32 signs: 80 bits are secret
    assert len(SIGNS) == len(set(SIGNS)) == 32
    assert str(code).count("-") == 5
    assert new_code() != code


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\N{NO-BREAK SPACE}"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    code = new_code()
    for text in (str(code), str(code).lower(), str(code).replace("-", " "), str(code).replace("-", "\N{EN DASH}")):
        assert read(typed.format(text)) == code


def test_letters_that_look_like_digits_are_digits() -> None:
    assert read("OIL0-AAAA-AAAA-AAAA-AAAA-AAAA") == read("0110-AAAA-AAAA-AAAA-AAAA-AAAA")


@pytest.mark.parametrize("text", ["", "AAAA", "A" * 25, "U" * 24, "é" * 24, "A" * 23 + "\x00"])
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert read(text) is None


def test_of_a_secret_only_a_salted_argon2id_hash_is_kept() -> None:
    secret = new_code().secret
    kept = hashed(secret)
    assert kept.startswith("$argon2id$")
    assert secret not in kept
    assert hashed(secret) != kept
    assert fits(secret, kept)
    assert not fits(new_code().secret, kept)


def test_a_code_ends_with_its_season() -> None:
    assert expires_on("2027") == date(2027, 9, 30)
