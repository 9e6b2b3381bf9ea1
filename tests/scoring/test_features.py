"""What is seen of a sentence: cues with what turns them, leaders' deeds, who tells. Not what that weighs."""

import pytest

from scoring.engine import weigh

LANGUAGES = ("en", "da", "nl")


def rows(text: str, language: str = "en") -> list[list[str]]:
    return [list(row) for row in weigh(text, language).rows]


def cues(text: str, language: str = "en") -> list[set[str]]:
    """The cues of the themes in each sentence, without what is said of behaviours."""
    return [
        {one[2:] for one in row if one.startswith("c:") and "behaviour." not in one} for row in rows(text, language)
    ]


def marks(text: str, language: str = "en") -> list[set[str]]:
    return [{one[2:] for one in row if one.startswith("m:")} for row in rows(text, language)]


# One row for each kind of meaning: the cues of its only sentence.
FOUND = [
    (
        "en",
        "I didn't ask anyone, I took flowers to her.",
        {"empowerment.shown.unasked", "empowerment.shown.beyond_act"},
    ),
    ("en", "She waived the fee without asking anyone.", {"empowerment.shown.money", "empowerment.shown.unasked"}),
    ("en", "We thanked her and the whole team.", {"recognition.shown.thanked_person"}),
    ("en", "Henrik, who runs the hotel, was carrying bags that night.", {"led.shown.works_along"}),
    ("en", "Their motto is to serve.", {"cx_vision.shown.stated"}),
    ("en", "We had no problem and it was never too late.", set()),
    ("en", "The coffee was warm and the room was clean.", set()),
    (
        "da",
        "Jeg spurgte ikke nogen, jeg tog blomster fra morgenmadsrummet.",
        {"empowerment.shown.unasked", "empowerment.shown.beyond_act"},
    ),
    (
        "da",
        "Det må jeg desværre ikke, det er reglerne.",
        {"empowerment.missing.not_authorised", "empowerment.missing.rules"},
    ),
    ("da", "Vi sagde tak til hende og hele holdet.", {"recognition.shown.thanked_person"}),
    ("da", "Henrik, som driver hotellet, bar kufferter den aften.", {"led.shown.works_along"}),
    (
        "da",
        "Vi siger her, at ingen skal føle sig alene i dette hus.",
        {"cx_vision.shown.stated", "cx_vision.shown.customer_first"},
    ),
    (
        "nl",
        "Ik heb niemand iets gevraagd en pakte bloemen uit de ontbijtzaal.",
        {"empowerment.shown.unasked", "empowerment.shown.beyond_act"},
    ),
    ("nl", "Dat mag ik niet, zo zijn de regels.", {"empowerment.missing.not_authorised"}),
    ("nl", "We bedankten haar en het hele team.", {"recognition.shown.thanked_person"}),
    ("nl", "Henrik, die het hotel runt, droeg die avond koffers.", {"led.shown.works_along"}),
    ("nl", "Ze zijn alleen maar uit op winst.", {"cx_vision.missing.numbers"}),
    ("nl", "Ondanks de regen was alles goed geregeld.", set()),
]


@pytest.mark.parametrize(("language", "text", "expected"), FOUND)
def test_a_sentence_has_the_cues_of_what_it_says(language: str, text: str, expected: set[str]) -> None:
    assert cues(text, language) == [expected]


# What stands around a cue turns it: a name of its own, so that it can weigh otherwise.
TURNED = [
    ("en", "She did not waive the fee.", "empowerment.shown.money~denied"),
    ("en", "She should have waived the fee.", "empowerment.shown.money~imagined"),
    ("en", "Nobody ever thanked her.", "recognition.shown.thanked_person~denied"),
    ("en", "Thanks for nothing, you lot thanked her well.", "recognition.shown.thanked_person~mocked"),
    ("en", "Managers should thank their staff.", "recognition.shown.thanked_person~imagined"),
    (
        "en",
        "We stayed two nights and our waiter was ill. I paid with my own money.",
        "empowerment.shown.own_pocket~mine",
    ),
    ("da", "Ingen takkede hende.", "recognition.shown.thanked_person~denied"),
    ("nl", "Niemand heeft haar bedankt.", "recognition.shown.thanked_person~denied"),
]


@pytest.mark.parametrize(("language", "text", "expected"), TURNED)
def test_what_surrounds_a_cue_turns_it(language: str, text: str, expected: str) -> None:
    last = cues(text, language)[-1]
    assert expected in last
    assert expected.partition("~")[0] not in last


def test_what_an_employee_pays_is_not_the_customers_own_generosity() -> None:
    told = "A regular came to my till on my shift, two of my colleagues watched. I paid with my own money."
    assert cues(told)[-1] == {"empowerment.shown.own_pocket"}


# Who leads acts, or does not, or is only mentioned: the deeds of the last sentence.
DEEDS = [
    ("en", "The manager never came out.", {"led.missing.does_not_act"}),
    ("en", "The manager was mentioned on the sign.", set()),
    ("en", "The manager said that he carried bags.", set()),
    ("en", "The manager might have carried bags.", set()),
    ("en", "Has the manager ever carried your bags?", set()),
    ("en", "The manager, whom I helped, was tall.", set()),
    ("en", "Our manager was on duty. She scrubbed the floor with us.", {"led.shown.acts_next_sentence"}),
    ("en", "Our manager was on duty. She never carried a bag.", {"led.missing.does_not_act"}),
    ("en", "Our manager was on duty. She would have carried a bag.", set()),
    ("en", "Our manager was on duty. Did she carry a bag?", set()),
    ("en", "The manager was at a meeting. She went home.", set()),
    ("en", "I run the hotel. That night I carried bags.", {"led.shown.leader_tells"}),
    ("da", "Så kom chefen ikke.", {"led.missing.does_not_act"}),
    ("da", "Chefen kom ikke.", {"led.missing.does_not_act"}),
    ("da", "Så kom ejeren selv ud og bar kufferterne.", {"led.shown.acts"}),
    ("nl", "De filiaalhouder stond zelf achter de kassa.", {"led.shown.acts_personally"}),
]


@pytest.mark.parametrize(("language", "text", "expected"), DEEDS)
def test_a_leaders_deed_is_seen_and_a_mere_mention_is_none(language: str, text: str, expected: set[str]) -> None:
    assert {one for one in cues(text, language)[-1] if one.startswith("led.")} == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "What a joke, they call this service.", "ironic"),
        ("da", "Tak for ingenting.", "ironic"),
        ("nl", "Bedankt voor niets.", "ironic"),
        ("en", "Make sure that you praise them.", "advice"),
        ("en", "Would she waive the fee?", "question"),
        ("en", "She should have waived the fee.", "imagined"),
        ("en", "Our manager is kind.", "leader"),
        ("en", "A guest came.", "<customer>"),
        ("en", "I paid.", "<i>"),
        ("nl", "Ze kwam niet.", "<negation>"),
    ],
)
def test_a_sentence_is_marked_by_its_mood_and_its_people(language: str, text: str, expected: str) -> None:
    assert expected in marks(text, language)[0]
    assert "ironic" not in marks("She came at nine.")[0]


def test_a_word_is_seen_with_its_neighbours_and_its_negation() -> None:
    row = rows("She did not listen.")[0]
    wanted = ["en:listen", "en:not_listen", "en:not listen", "en:did not listen", "en:did _ listen", "en:she _ listen"]
    assert [one for one in wanted if one not in row] == []


def test_words_of_one_language_are_features_of_that_language_only() -> None:
    for language in LANGUAGES:
        row = rows("Hotel, taxi, bus.", language)[0]
        assert {one.partition(":")[0] for one in row} <= {language, "c", "m", "f", "F", "s"}
        assert f"{language}:hotel" in row


def test_a_long_word_is_seen_in_parts_and_a_short_one_is_not() -> None:
    assert [one for one in rows("Udbetalt", "da")[0] if one.startswith("da:#")] == [
        "da:#udbet",
        "da:#dbeta",
        "da:#betal",
        "da:#etalt",
    ]
    assert [one for one in rows("Betaler", "da")[0] if one.startswith("da:#")] == []
    assert [one for one in rows("a" * 41, "da")[0] if one.startswith("da:#")] == []


def test_numbers_are_one_word() -> None:
    assert rows("It cost 200.")[0].count("en:0") == 1
    assert "en:cost 0" in rows("It cost 3,50.")[0]
