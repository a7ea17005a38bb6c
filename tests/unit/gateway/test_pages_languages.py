"""Which language a page speaks, what stays German in it, and catalogues without gaps or wrong holes."""

import json
import re
from datetime import date, timedelta

import pytest
from babel.messages.catalog import Catalog
from test_pages import hit, pages, record

from deploy import texts
from deploy.plain_german import complaints
from deploy.sentences import sentences, to_leavers
from services.gateway.pages.about import CHECKED
from services.gateway.pages.formats import Formats
from services.gateway.pages.language import LANGUAGES, translations_of
from services.gateway.pages.reasons import in_words
from services.gateway.pages.said import sayer
from services.gateway.pages.styles import STATIC
from shared.contracts.calls import Reason
from shared.contracts.search import SearchResult

EXTRACTED = texts.extracted()


def spoken(answer) -> str:
    return answer.headers["content-language"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("", "de"),
        ("en-US,en;q=0.9,de;q=0.8", "en"),
        ("fr,tr;q=0.5", "tr"),
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("ar;q=0, uk;q=0.1", "uk"),
        ("fr;q=x,,*;q=0.1", "de"),
    ],
)
def test_without_a_choice_the_browser_says_the_language(asked, code):
    client = pages()
    client.headers = {"Accept-Language": asked}
    answer = client.get("/")
    assert spoken(answer) == code and f'<html lang="{code}"' in answer.text
    assert answer.headers["vary"] == "Cookie, Accept-Language"


def test_what_was_chosen_is_remembered_and_the_place_is_kept():
    client = pages(search=SearchResult(total=1, hits=(hit(),)))
    answer = client.get("/suche?q=Gleis&where=56130&sprache=en")
    assert "1 apprenticeship<" in answer.text and "3.2\N{NO-BREAK SPACE}km" in answer.text
    assert "/suche?q=Gleis&amp;where=56130&amp;sprache=ar" in answer.text
    assert spoken(client.get("/suche")) == "en"
    assert spoken(client.get("/?sprache=klingonisch")) == "en"


def test_only_people_who_search_are_offered_what_a_computer_translated():
    client = pages()
    assert "maschinell übersetzt" in client.get("/?sprache=ar").text
    assert 'dir="rtl"' in client.get("/").text
    answer = client.get("/betrieb")
    assert spoken(answer) == "de" and "sprache=ar" not in answer.text and "sprache=en" in answer.text


def test_a_form_that_was_sent_is_sent_again_in_the_other_language():
    answer = pages().post("/passt", data={"home.postal_code": ""})
    assert '<button form="profil" formaction="/passt?sprache=en"' in answer.text
    again = pages().post("/passt?sprache=en", data={"home.postal_code": "", "likes": "Holz"})
    assert spoken(again) == "en" and 'value="Holz"' in again.text
    assert "sprachwahl" not in pages().post("/code", data={"code": "x"}).text


def test_what_is_not_in_the_pages_language_says_so():
    client = pages(get_vacancy=record(), search=SearchResult(total=1, hits=(hit(),)))
    card = client.get("/suche?sprache=uk").text
    assert '<p class="alltag" lang="de" dir="ltr">Du verlegst Schienen.</p>' in card
    assert 'lang="de" dir="ltr"><p>Wir sind' in client.get(f"/stelle/{record().id}").text
    reason = Reason(code="neu", text_de="Neu.", text_en="New.")
    assert in_words(reason, LANGUAGES["de-simple"]) == "Neu."
    assert in_words(reason, LANGUAGES["tr"]) == '<span lang="en" dir="ltr">New.</span>'
    known = reason.model_copy(update={"code": "wish"})
    assert in_words(known, LANGUAGES["en"]) == "New."


def test_latin_letters_and_codes_keep_their_order_in_arabic():
    client = pages()
    parents = client.get("/eltern?sprache=ar").text
    assert re.search(r'<span lang="de" dir="ltr">das Ausbildungsbündnis[^<]*</span>', parents)
    assert 'name="code" dir="ltr"' in client.get("/code").text


@pytest.mark.parametrize(
    ("code", "number", "euros", "km", "day"),
    [
        ("de", "1.050,5", "1.050 €", "unter 1 km", "1. August 2027"),
        ("en", "1,050.5", "€1,050", "under 1 km", "1 August 2027"),
        ("uk", "1 050,5", "1 050 €", None, "1 серпня 2027 р."),
        ("tr", "1.050,5", "€1.050", None, "1 Ağustos 2027"),
    ],
)
def test_numbers_money_distances_and_days(code, number, euros, km, day):
    formats = Formats(LANGUAGES[code])
    found = [formats.number(1050.5), formats.euros(1050), formats.day(date(2027, 8, 1))]
    assert [" ".join(one.replace("\N{NARROW NO-BREAK SPACE}", " ").split()) for one in found] == [number, euros, day]
    assert km is None or formats.km(0.3).replace("\N{NO-BREAK SPACE}", " ") == km


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("en", "Diese Angabe fehlt.", "This information is missing."),
        ("en", "Der Text ist zu lang (höchstens 500 Zeichen).", "The text is too long (at most 500 characters)."),
        ("tr", "Der Wert ist zu groß (höchstens 200).", "Değer çok büyük (en fazla 200)."),
        (
            "en",
            "2. Jahr: 5 € liegt unter der Mindestvergütung von 800 € bei Beginn 2027 (§ 17 BBiG). "
            "Mit Tarifvertrag kann weniger erlaubt sein.",
            "Year 2: €5 is below the minimum pay of €800 for a start in 2027 (§ 17 BBiG). "
            "A collective agreement may allow less.",
        ),
        ("en", "Ganz & gar neu.", '<span lang="de" dir="ltr">Ganz &amp; gar neu.</span>'),
        ("de-simple", "Ganz & gar neu.", "Ganz & gar neu."),
        ("de-simple", "Diesen Ausbildungsplatz gibt es nicht.", "Diesen Platz gibt es nicht."),
        ("uk", "Excel", "Excel"),
        ("ar", "", ""),
    ],
)
def test_what_a_service_says_is_translated_or_marked_as_german(code, text, said):
    assert sayer(code)(text) == said


def test_sentences_are_read_wherever_services_say_them():
    found = sentences()
    for sentence in (
        "Dieses Profil wurde gelöscht. Es ist nichts mehr davon da.",  # a problem's `german`
        "Hier wird ein Text erwartet.",  # a table
        "Diese Postleitzahl gibt es nicht. Bitte prüfen Sie die fünf Ziffern.",  # `message = …`
        "Angaben zum Alter können benachteiligen (§§ 1, 11 AGG). Bitte streichen Sie sie.",  # `yield code, …`
        "Das Gesetz verlangt für diesen Beruf mehr (%(occupation_law)s); das gilt hier.",  # an f-string
    ):
        assert sentence in found
    assert to_leavers("Wenn du noch nicht 16 bist, …", {"services/accounts/errors.py"})
    assert not to_leavers("Bitte laden Sie es neu.", {"services/vacancies/errors.py"})
    assert not any("If-Match" in sentence for sentence in found)


@pytest.mark.parametrize(
    ("code", "alike"),
    [
        ("de", [(1,), (0, 2, 21)]),
        ("de-simple", [(1,), (0, 2, 21)]),
        ("en", [(1,), (0, 2, 21)]),
        ("uk", [(1, 21, 101), (2, 3, 24), (0, 5, 11, 112)]),
        ("tr", [(0, 1, 2, 21)]),
        ("ar", [(0,), (1,), (2,), (3, 10, 103), (11, 99, 111), (100, 102)]),
    ],
)
def test_each_number_has_the_plural_form_its_language_wants(code, alike):
    """Numbers that share a form say the same but for the number; numbers of other forms do not."""
    known = translations_of(code)
    for one, many in (pair for pair in texts.needed("uk", EXTRACTED) if isinstance(pair, tuple)):
        said = [{known.ngettext(one, many, count) for count in counts} for counts in alike]
        assert all(len(form) == 1 for form in said), many
    places = [known.ngettext("%(count)s Platz", "%(count)s Plätze", counts[0]) for counts in alike]
    assert len(set(places)) == len(alike)


@pytest.mark.parametrize("code", texts.LANGUAGES)
def test_no_text_is_missing_untranslated_or_has_other_holes_and_plural_forms(code):
    assert list(texts.defects(code, EXTRACTED)) == [], "run `make texts`, then write what is missing"


@pytest.mark.parametrize(
    ("german", "said", "defect"),
    [
        ("Ein Platz", "Ein Platz", "nicht übersetzt"),
        ("%(count)s Plätze", "", "fehlt"),
        ("%(count)s Plätze", "%(number)s places", "andere Platzhalter"),
        (("%(count)s Platz", "%(count)s Plätze"), ("one", "two", "many"), "falsche Zahl von Mehrzahlformen"),
        ("%(count)s Plätze", "%(count)s places", None),
    ],
)
def test_the_check_of_catalogues_finds_each_defect(monkeypatch, german, said, defect):
    catalogue = Catalog()
    catalogue.add(german, said)
    monkeypatch.setattr(texts, "catalogue", lambda _: catalogue)
    found = list(texts.defects("en", {german: {"pages/x.py"}}))
    assert [defect in one for one in found] == [True] if defect else found == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Such dir etwas aus. Dann siehst du mehr.", False),
        ("Holz, Metall, Tiere und Autos: Such dir etwas aus.", False),
        ("Einstiegsqualifizierung", False),
        ("Ausbildungsplatz", True),
        ("Das ist gut; das andere auch.", True),
        ("Das wäre gut.", True),
        ("Es wurde nichts gesendet.", True),
        ("Öffentlich wird erst etwas, wenn Sie es sagen.", False),
        ("Wer das hier alles lesen will, braucht dafür viel mehr Zeit als in der Pause.", True),
        ("Wenn du willst und kannst, geh hin, weil es gut ist.", True),
    ],
)
def test_the_lint_of_plain_german_complains_about_what_is_hard_to_read(text, wrong):
    assert bool(list(complaints(text))) is wrong


@pytest.mark.parametrize("path", ["/impressum", "/datenschutz", "/barrierefreiheit", "/leichte-sprache"])
def test_what_binds_legally_is_reachable_from_everywhere_and_not_translated_by_a_computer(path):
    client = pages()
    for page in ("/", "/betrieb", "/gibt-es-nicht", path):
        assert f'href="{path}"' in client.get(page).text
    for code in LANGUAGES:
        assert f'href="{path}"' in client.get(f"/suche?sprache={code}").text
    client.cookies.clear()
    answer = client.get(path)
    assert answer.status_code == 200 and "Hier fehlt noch, wer Heimvorteil betreibt" in answer.text
    assert "sprache=ar" not in answer.text and "sprache=en" in answer.text


def test_the_statement_of_accessibility_was_gone_through_within_a_year():
    assert timedelta() <= date.today() - CHECKED < timedelta(days=365), "go through it, then change about.CHECKED"


def test_an_operator_is_named_where_the_law_wants_it():
    named = {
        "operator_name": "Bündnis Probe",
        "operator_address": "Weg 1|56130 Bad Ems",
        "operator_email": "post@probe.test",
    }
    client = pages()
    state, before = client.app.state, client.app.state.settings
    state.settings = before.model_copy(update=named)
    answer = client.get("/impressum").text
    state.settings = before
    assert "Bündnis Probe<br>Weg 1<br>56130 Bad Ems<br>" in answer and "Hier fehlt noch" not in answer


def test_leichte_sprache_has_short_sentences_in_every_language():
    text = pages().get("/leichte-sprache?sprache=en").text
    article = re.search(r'<article class="leicht" lang="de-simple".*?</article>', text, re.DOTALL)
    sentences = [one for one in re.split(r"<[^>]+>|(?<=[.!?:])\s", article[0]) if one.strip()]
    assert len(sentences) > 40
    assert [one for one in sentences if list(complaints(one))] == []


def test_the_worker_keeps_every_file_its_pages_ask_for():
    kept = json.loads(re.match(r"const KEPT = (.*?);\n", pages().get("/dienst.js").text)[1])
    for path in ("/gemerkt", "/interessen", "/offline"):
        asked = set(re.findall(r'(?:src|href)="(/static/[^"#]+\.(?:js|svg))', pages().get(path).text))
        assert asked <= set(kept["files"]), path
    imports = {f"/static/js/{name}" for file in kept["files"] for name in _imports(file)}
    assert imports <= set(kept["files"])


def _imports(file: str) -> list[str]:
    return re.findall(r'(?:from |import |import\()"\./([\w-]+\.js)"', (STATIC.parent / file[1:]).read_text())


def test_the_manifest_speaks_the_language():
    answer = pages().get("/app.webmanifest?sprache=ar")
    assert answer.headers["content-type"].startswith("application/manifest+json")
    assert (answer.json()["dir"], answer.json()["lang"]) == ("rtl", "ar")
    assert all((STATIC.parent / icon["src"][1:]).exists() for icon in answer.json()["icons"])
