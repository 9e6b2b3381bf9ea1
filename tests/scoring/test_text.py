from itertools import pairwise

import pytest

from scoring.text import STOPWORDS, detect_language, sentences, stem, stems, tokens, words


def parts(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She came. She helped.", ["She came.", "She helped."]),
        ("hun kom. hun hjalp", ["hun kom.", "hun hjalp"]),
        ("Vi lukker kl. 15 og ikke før.", ["Vi lukker kl. 15 og ikke før."]),
        ("Hun gav os bl.a. kage, f.eks. en snegl.", ["Hun gav os bl.a. kage, f.eks. en snegl."]),
        ("Taart, koffie o.a. lekkers.", ["Taart, koffie o.a. lekkers."]),
        ("I thanked Mr. Smith. He blushed.", ["I thanked Mr. Smith.", "He blushed."]),
        ("Cakes, tea etc. Then we left.", ["Cakes, tea etc.", "Then we left."]),
        ("Den 3. april kom hun.", ["Den 3. april kom hun."]),
        ("Det tog tid.Så kom hun.", ["Det tog tid.", "Så kom hun."]),
        ("See trustpilot.com at 14.30 today.", ["See trustpilot.com at 14.30 today."]),
        ("We waited... and she came", ["We waited... and she came"]),
        ("We waited... She came", ["We waited...", "She came"]),
        ("'No!' she said. Then she left.", ["'No!' she said.", "Then she left."]),
        ('He said "fine." Then he left.', ['He said "fine."', "Then he left."]),
        ("Really?! Yes!!", ["Really?!", "Yes!!"]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("one\n\ntwo\r\n\r\nthree", ["one", "two", "three"]),
        ("Lovely 😀 Thanks! she smiled", ["Lovely 😀 Thanks!", "she smiled"]),
        ("She said no. Then yes.", ["She said no.", "Then yes."]),
        ("J. Hansen came.", ["J. Hansen came."]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_sentences_keep_a_wrapped_line_together() -> None:
    text = "This line was wrapped by a mail program somewhere near\nthe seventieth column. Next."
    assert parts(text) == [text[:77], "Next."]


def test_sentences_cut_a_run_on_at_a_comma() -> None:
    text = ", ".join(["and then she came and helped us"] * 20)
    assert max(map(len, parts(text))) < 330
    assert all(part.endswith(",") for part in parts(text)[:-1])


def test_sentences_cut_what_has_no_comma() -> None:
    assert max(len(part) for part in parts("never " * 1000)) <= 640


def test_sentences_are_in_order_and_do_not_overlap() -> None:
    spans = sentences("a. b! c? d\ne... f")
    assert all(one.end <= two.start for one, two in pairwise(spans))


def test_words_have_offsets_and_one_form() -> None:
    found = words("Didn’t ask: FÅR 3,50")
    assert [(word.start, word.end, word.text, word.norm) for word in found] == [
        (0, 6, "Didn’t", "didn't"),
        (7, 10, "ask", "ask"),
        (12, 15, "FÅR", "får"),
        (16, 20, "3,50", "3,50"),
    ]


def test_words_keep_accents_apart() -> None:
    assert tokens("får far één een") == ("får", "far", "één", "een")


def test_words_compose_accents() -> None:
    assert tokens("fa\u030ar") == ("får",)


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("Carried", "en", "carri"),
        ("medarbejderne", "da", "medarbejd"),
        ("medewerkers", "nl", "medewerker"),
        ("Straße", "de", "straße"),
    ],
)
def test_stem(word: str, language: str, expected: str) -> None:
    assert stem(word, language) == expected


def test_stems_follow_the_words() -> None:
    assert stems("She carried bags.", "en") == ("she", "carri", "bag")


def test_stopwords_leave_negations_searchable() -> None:
    assert set(STOPWORDS) == {"en", "da", "nl"}
    assert "the" in STOPWORDS["en"]
    assert "og" in STOPWORDS["da"]
    assert "het" in STOPWORDS["nl"]
    assert not {"not", "ikke", "niet"} & set().union(*STOPWORDS.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She fetched the parcel from the depot and brought it to my door.", "en"),
        ("Hun hentede pakken på lageret og kom med den til min hoveddør.", "da"),
        ("Ze haalde het pakje op in het depot en bracht het naar mijn deur.", "nl"),
        ("Hun hentet pakken på lageret og kom med den til døra mi i går kveld.", None),
        ("Hon hämtade paketet i lagret och kom med det till min ytterdörr.", None),
        ("Sie holte das Paket im Lager ab und brachte es mir an die Haustür.", None),
        ("Ek het die pakkie by die depot gaan haal en vir haar gebring.", None),
        ("Tak!", None),
        ("1234567890 1234567890 !!!", None),
        ("", None),
    ],
)
def test_detect_language(text: str, expected: str | None) -> None:
    assert detect_language(text)[0] == expected


def test_detect_language_gives_no_confidence_for_too_few_letters() -> None:
    assert detect_language("Tusind tak, Mette!") == (None, 0.0)


def test_detect_language_survives_lone_surrogates() -> None:
    assert detect_language("\ud800 She fetched the parcel from the depot \udfff")[0] == "en"
