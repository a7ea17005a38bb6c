"""The interest check: 24 things one can do, four for each of Holland's six directions, in our own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from services.gateway.pages.texts import ANSWERS, N_

LETTERS = "RIASEC"
NEUTRAL = 4.0  # the middle of 1..7, for a direction nothing was said about
ENOUGH = 12
"""With fewer answers the picture says nothing yet."""


@dataclass(frozen=True)
class Item:
    """Something to do: `key` is its direction and number, `picture` an activity."""

    key: str
    picture: str
    text: str


_TEXTS = {
    "R": (
        ("wood", N_("Aus Brettern ein Regal bauen")),
        ("repairing", N_("Ein Fahrrad reparieren, bis es wieder läuft")),
        ("outdoors", N_("Draußen arbeiten, auch wenn es mal regnet")),
        ("machines", N_("Eine große Maschine steuern")),
    ),
    "I": (
        ("electrical", N_("Herausfinden, warum ein Gerät nicht mehr geht")),
        ("chemistry_lab", N_("Im Labor Wasserproben untersuchen")),
        ("computers", N_("Tüfteln, bis ein Programm läuft")),
        ("medicine", N_("Verstehen, wie der Körper funktioniert")),
    ),
    "A": (
        ("design", N_("Ein Plakat entwerfen")),
        ("media", N_("Fotos und Videos machen und schneiden")),
        ("textiles", N_("Kleider oder Taschen selbst nähen")),
        ("music_stage", N_("Musik machen oder auf einer Bühne stehen")),
    ),
    "S": (
        ("children", N_("Einem Kind etwas Neues beibringen")),
        ("care", N_("Für jemanden da sein, der krank ist")),
        ("advising", N_("Zuhören, wenn jemand ein Problem hat")),
        ("sport", N_("Mit einer Gruppe Sport machen")),
    ),
    "E": (
        ("selling", N_("Etwas verkaufen und andere überzeugen")),
        ("hospitality", N_("Ein Fest für viele Leute organisieren")),
        ("finance", N_("Mit einer eigenen Idee Geld verdienen")),
        ("construction", N_("In einer Gruppe sagen, wo es langgeht")),
    ),
    "C": (
        ("office", N_("Einen Stapel Papiere ordnen")),
        ("numbers", N_("Nachrechnen, ob die Kasse stimmt")),
        ("logistics", N_("Ein Lager so einräumen, dass man alles findet")),
        ("law_administration", N_("Prüfen, ob alle Regeln eingehalten sind")),
    ),
}
ITEMS = tuple(Item(f"{letter}{n}", *_TEXTS[letter][n]) for n in range(4) for letter in LETTERS)
"""Every direction in turn, so that nobody sees four of a kind in a row."""

STRONG: Mapping[str, tuple[str, str]] = {
    "R": (N_("Du packst gern an."), N_("Dir liegen Berufe, in denen du mit den Händen etwas schaffst.")),
    "I": (N_("Du willst es genau wissen."), N_("Dir liegen Berufe, in denen du Dingen auf den Grund gehst.")),
    "A": (N_("Du hast eigene Ideen."), N_("Dir liegen Berufe, in denen du etwas gestaltest.")),
    "S": (N_("Du bist gern für andere da."), N_("Dir liegen Berufe, in denen es um Menschen geht.")),
    "E": (
        N_("Du bringst andere in Schwung."),
        N_("Dir liegen Berufe, in denen du verkaufst, leitest oder organisierst."),
    ),
    "C": (N_("Du hast gern Ordnung."), N_("Dir liegen Berufe, in denen es auf Genauigkeit ankommt.")),
}
"""What a strong direction means, in two sentences."""


def answers_of(form: Mapping[str, str]) -> dict[str, str]:
    """The answers of a form by key; what is no answer is left out."""
    return {item.key: form[item.key] for item in ITEMS if form.get(item.key) in ANSWERS}


def scores(answers: Mapping[str, str]) -> dict[str, float]:
    """A score 1..7 for each direction: the mean of its answers."""
    given = {letter: [float(value) for key, value in answers.items() if key[0] == letter] for letter in LETTERS}
    return {letter: round(fmean(values), 2) if values else NEUTRAL for letter, values in given.items()}


def strongest(found: Mapping[str, float]) -> list[str]:
    """The directions to put into words: the best two, a third if it is as good as the second."""
    ranked = sorted(found, key=lambda letter: (-found[letter], LETTERS.index(letter)))
    return ranked[: 3 if found[ranked[2]] == found[ranked[1]] else 2]


def packed(answers: Mapping[str, str]) -> str:
    """The answers as 24 digits, 0 for none: short enough for a cookie."""
    steps = list(ANSWERS)
    return "".join(str(steps.index(answers[item.key]) + 1) if item.key in answers else "0" for item in ITEMS)


def unpacked(text: str) -> dict[str, str]:
    """The answers of 24 digits; anything else holds none."""
    steps = ["", *ANSWERS]
    if len(text) != len(ITEMS) or not text.isascii() or not text.isdigit():
        return {}
    pairs = zip(ITEMS, map(int, text), strict=True)
    return {item.key: steps[digit] for item, digit in pairs if 0 < digit < len(steps)}
