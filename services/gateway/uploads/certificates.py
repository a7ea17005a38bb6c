"""School leaving certificates as the Länder and the schools' programs write them → our vocabulary.

The groups follow the statistics of general schools: below or without a first certificate, first
(Hauptschule), intermediate (mittlerer), entrance to universities of applied sciences, to universities.
"""

import re
import unicodedata

from shared.contracts.vocabulary import Certificate

UNDERSTOOD = (
    "ohne Abschluss, HSA, Berufsreife, Quali, ESA, BBR, MSA, Realschulabschluss, "
    "Mittlere Reife, Sekundarabschluss I, FOR, FHR, Abitur"
)

_WORDS: dict[Certificate, str] = {
    "none": """
        none; ohne; ohne Abschluss; ohne Schulabschluss; ohne Hauptschulabschluss; kein; keiner; keine;
        kein Abschluss; keinen Abschluss; kein Schulabschluss; noch keiner; noch kein Abschluss; oA; o. Abschl.;
        Abgangszeugnis; Abgang ohne Abschluss; Förderschulabschluss; Abschluss der Förderschule;
        Abschluss Förderschule Lernen; Förderschwerpunkt Lernen; Förderschule; FöS Lernen; Sonderschulabschluss;
        berufsorientierter Abschluss; berufsorientierender Abschluss; BOA; Zertifikat Lernen;
        Abschluss im Bildungsgang Lernen; Abschluss Förderschwerpunkt geistige Entwicklung""",
    "hauptschule": """
        hauptschule; Hauptschulabschluss; Hauptschule; HSA; HS; HA; Hauptschulreife; einfacher Hauptschulabschluss;
        HA9; HA10; HSA9; HSA10; HS9; HS10; HSA 9; HSA Klasse 9; HSA Klasse 10; HSA nach Klasse 9; HSA nach Klasse 10;
        Hauptschulabschluss nach Klasse 9; Hauptschulabschluss nach Klasse 10; Hauptschulabschluss Klasse 9;
        Hauptschulabschluss Klasse 10; Hauptschulabschluss (Klasse 9); Hauptschulabschluss (Klasse 10);
        qualifizierender Hauptschulabschluss; qualifizierter Hauptschulabschluss; qualifizierender HSA; qHSA; HSQ;
        qualifizierter HSA; erweiterter Hauptschulabschluss; erweiterter HSA; Quali; Quabi; qualifizierender Abschluss;
        qualifizierender Abschluss der Mittelschule; qualifizierender Mittelschulabschluss; Mittelschulabschluss;
        erfolgreicher Abschluss der Mittelschule; Abschluss der Mittelschule; Mittelschule;
        Berufsreife; BR; Berufsbildungsreife; BBR; erweiterte Berufsbildungsreife; eBBR;
        einfache Berufsbildungsreife; ESA; Erster Schulabschluss; EESA; eESA; Erweiterter Erster Schulabschluss;
        erster allgemeinbildender Schulabschluss; erweiterter erster allgemeinbildender Schulabschluss;
        Sekundarabschluss I Hauptschulabschluss; Sekundarabschluss I - Hauptschule; Sek I Hauptschulabschluss;
        Volksschulabschluss; first school leaving certificate""",
    "mittlerer": """
        mittlerer; Mittlerer Schulabschluss; MSA; Realschulabschluss; Realschule; RSA; RS; Mittlere Reife; MR;
        Mittlerer Bildungsabschluss; MBA; mittlerer Abschluss; Mittlerer; qualifizierter Realschulabschluss;
        erweiterter Realschulabschluss; ERSA; eRSA; qRSA; qualifizierender Realschulabschluss; qualifizierter MSA;
        mittlerer Schulabschluss mit Qualifikation; MSA-Q; MSAQ; MSA mit Qualifikation; MSA mit Q-Vermerk; MSA GO;
        MSA mit Berechtigung zum Besuch der gymnasialen Oberstufe; qualifizierender mittlerer Abschluss;
        Fachoberschulreife; FOR; FORQ; FOR-Q; FOR+Q; FOR mit Q; FOR mit Qualifikation; FOS-Reife;
        Fachoberschulreife mit Qualifikation; Fachoberschulreife mit Qualifikationsvermerk;
        Sekundarabschluss I; Sekundarabschluss 1; SekI; Sek I; Sek. I; Sek 1; S I; qualifizierter Sekundarabschluss I;
        qualifizierter Sekundarabschluss; QSI; QSek I; erweiterter Sekundarabschluss I; erweiterter Sek I; eSek I;
        Erw. Sek I; Sekundarabschluss I Realschulabschluss; Sekundarabschluss I - Realschule;
        Sek I Realschulabschluss; Wirtschaftsschulabschluss; Wirtschaftsschule; Werkrealschulabschluss;
        Werkrealschule; WRS; mittlere Reife Werkrealschule; mittlerer Schulabschluss M-Zug; M-Zug;
        10. Klasse Gymnasium; intermediate school leaving certificate""",
    "fachhochschulreife": """
        fachhochschulreife; Fachhochschulreife; FHR; Fachabitur; Fachabi; FachHSR; FH-Reife; FOS; FOS 12;
        schulischer Teil der Fachhochschulreife; Fachhochschulreife schulischer Teil; FHR schulischer Teil;
        FHR (schulischer Teil); FHRS; fachgebundene Fachhochschulreife; allgemeine Fachhochschulreife""",
    "hochschulreife": """
        hochschulreife; Hochschulreife; Allgemeine Hochschulreife; AHR; Abitur; Abi; Abitur allgemein; ABI;
        fachgebundene Hochschulreife; fachgeb. Hochschulreife; FGHR; fgHR; FgH; Zeugnis der allgemeinen Hochschulreife;
        International Baccalaureate; Internationales Abitur; AbiBac; Matura""",
}


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        folded = folded.replace(umlaut, letters)
    return re.sub(r"[^a-z0-9+]", "", folded)


_TABLE: dict[str, Certificate] = {
    _plain(word): certificate for certificate, words in _WORDS.items() for word in words.split(";")
}


def certificate_of(text: str) -> Certificate | None:
    """The certificate meant by a school's word, None for a word not known.

    "Mittlerer Schulabschluss (MSA)" is understood by its part outside or inside the brackets.
    """
    outside = re.sub(r"\([^()]*\)", " ", text)
    inside = re.findall(r"\(([^()]*)\)", text)
    for candidate in (text, outside, *inside):
        found = _TABLE.get(_plain(candidate))
        if found is not None:
            return found
    return None
