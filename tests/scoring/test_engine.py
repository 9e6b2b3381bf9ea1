import re
import time
from pathlib import Path
from typing import Any

import pytest

from scoring import BEHAVIOURS, ENGINE_VERSION, THEMES, Evidence, ThemeReading, read
from scoring.engine import strength
from scoring.lexicon import lexicon
from scoring.types import Reading


def values(text: str, language: str) -> dict[str, tuple[int, str]]:
    reading = read(text, language)
    return {one.theme: (one.value, one.band) for one in reading.themes if one.value}


# One row for each kind of meaning or surrounding; "found" counts, "possible" asks.
ROWS = [
    (
        "en",
        "I didn't ask anyone, I took flowers from the breakfast room and wrote her a card.",
        {"empowerment": (1, "found")},
    ),
    ("en", "Henrik, who runs the hotel, was carrying bags that night.", {"visible_leadership": (1, "found")}),
    ("en", "We say here that nobody should feel alone in this house.", {"cx_vision": (1, "found")}),
    ("en", "She waived the fee without asking anyone.", {"empowerment": (1, "found")}),
    ("en", "She did not waive the fee.", {"empowerment": (-1, "possible")}),
    ("en", "She should have waived the fee.", {}),
    ("en", "Would she waive the fee?", {}),
    ("en", "We thanked her and the whole team.", {"recognition": (1, "found")}),
    ("en", "Nobody ever thanked her.", {"recognition": (-1, "found")}),
    ("en", "Thanks for nothing, you lot thanked her well.", {}),
    ("en", "Their motto is to serve. They are certainly not serving.", {"cx_vision": (-1, "found")}),
    ("en", "Managers should thank their staff. Make sure that you praise them.", {}),
    ("en", "The manager never came out.", {"visible_leadership": (-1, "found")}),
    ("en", "The manager was mentioned on the sign.", {}),
    ("en", "The manager said that he carried bags.", {}),
    ("en", "The manager might have carried bags.", {}),
    ("en", "Has the manager ever carried your bags?", {}),
    ("en", "The manager, whom I helped, was tall.", {}),
    ("en", "Our manager was on duty. She never carried a bag.", {"visible_leadership": (-1, "possible")}),
    ("en", "Our manager was on duty. She would have carried a bag.", {}),
    ("en", "Our manager was on duty. Did she carry a bag?", {}),
    ("en", "I run the hotel. That night I carried bags.", {"visible_leadership": (1, "possible")}),
    ("en", "We had no problem and it was never too late.", {}),
    ("en", "The coffee was warm and the room was clean.", {}),
    ("da", "Jeg spurgte ikke nogen, jeg tog blomster fra morgenmadsrummet.", {"empowerment": (1, "found")}),
    ("da", "Henrik, som driver hotellet, bar kufferter den aften.", {"visible_leadership": (1, "found")}),
    ("da", "Vi siger her, at ingen skal føle sig alene i dette hus.", {"cx_vision": (1, "found")}),
    ("da", "Så kom chefen ikke.", {"visible_leadership": (-1, "possible")}),
    ("da", "Chefen kom ikke.", {"visible_leadership": (-1, "found")}),
    ("da", "Så kom ejeren selv ud og bar kufferterne.", {"visible_leadership": (1, "found")}),
    ("da", "Det må jeg desværre ikke, det er reglerne.", {"empowerment": (-1, "found")}),
    ("da", "Vi sagde tak til hende og hele holdet.", {"recognition": (1, "found")}),
    ("da", "Ingen sagde tak.", {"recognition": (-1, "found")}),
    ("da", "Tak for ingenting. Varen kom til tiden og virker, som den skal.", {}),
    ("nl", "Ik heb niemand iets gevraagd en pakte bloemen uit de ontbijtzaal.", {"empowerment": (1, "found")}),
    ("nl", "Henrik, die het hotel runt, droeg die avond koffers.", {"visible_leadership": (1, "found")}),
    ("nl", "Wij zeggen hier dat niemand zich in dit huis alleen mag voelen.", {"cx_vision": (1, "found")}),
    ("nl", "De filiaalhouder stond zelf achter de kassa.", {"visible_leadership": (1, "found")}),
    ("nl", "Dat mag ik niet, zo zijn de regels.", {"empowerment": (-1, "found")}),
    ("nl", "We bedankten haar en het hele team.", {"recognition": (1, "found")}),
    ("nl", "Niemand heeft haar bedankt.", {"recognition": (-1, "found")}),
    ("nl", "Ze zijn alleen maar uit op winst.", {"cx_vision": (-1, "found")}),
    ("nl", "Ondanks de regen was alles goed geregeld.", {}),
    ("nl", "Bedankt voor niets.", {}),
]


@pytest.mark.parametrize(("language", "text", "expected"), ROWS)
def test_read_values(language: str, text: str, expected: dict[str, Any]) -> None:
    assert values(text, language) == expected


FLIGHT = """I asked the stewardess for one cookie to eat on the train. She smiled, disappeared and returned with a bag
holding a little bottle of wine, cookies and nuts. Before leaving I stopped her to say thank you to her and the whole
crew. I asked why she liked her work so much. Being free to choose what suits the passenger, she said.
Later she brought a card: we love what we do here and want our guests to feel it."""
HOTEL = """Da bilen holdt foran hotellet, kom hotellets direktør hen og åbnede døren for mig og fulgte mig ind. På
værelset lå en håndskrevet seddel fra Thomas i rengøringen. Han havde på eget initiativ fået mine sko pudset uden at
spørge først. Jeg roste ham over for direktøren, og ledelsen anerkender den slags. Hver medarbejder må bruge et beløb
om dagen på at hjælpe gæsterne. Hotellet har en klar vision for, hvordan gæster skal behandles."""
BAGS = """Soldaten die naar huis vlogen moesten van het grondpersoneel 200 dollar betalen voor elke vierde tas, want
volgens de regels mochten het er maar drie zijn. Niemand aan de balie was bevoegd om iets anders te beslissen."""
BAGS_EN = """The soldiers flying home were made to pay 200 dollars for every fourth bag, because the airline's rules say
three. Nobody at the desk was authorised to waive the fee."""
CALLS = """Bij Zappos werken ze zonder belscript en niemand meet hoe lang een gesprek duurt. Medewerkers mogen zelf
beslissen wat goed is voor de klant. Een van de kernwaarden is dat elke klant een wow-gevoel krijgt."""
FLOWERS = """Een vrouw kon de schoenen van haar overleden moeder niet op tijd terugsturen. De medewerker mailde dat hij
zelf de koerier had gestuurd om ze op te halen, ze hoefde zich geen zorgen te maken. De dag erna stond er een mand
bloemen met een condoleancekaart op de stoep."""
COOK = """In een café was de tosti mislukt. De manager vertelde dat de kok al jaren geen opslag had gekregen en
ongelukkig was. De man van de koffie had net gisteren opslag gekregen. Daarna maakte ook de kok promotie, en een week
later was de tosti heerlijk."""


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", FLIGHT, {"empowerment": 1, "recognition": 1, "cx_vision": 1}),
        ("da", HOTEL, dict.fromkeys(THEMES, 1)),
        ("nl", BAGS, {"empowerment": -1}),
        ("en", BAGS_EN, {"empowerment": -1}),
        ("nl", CALLS, {"empowerment": 1, "cx_vision": 1}),
        ("nl", FLOWERS, {"empowerment": 1}),
    ],
)
def test_read_retold_stories(language: str, text: str, expected: dict[str, int]) -> None:
    found = {theme: value for theme, (value, _) in values(text, language).items()}
    assert {theme: found.get(theme) for theme in expected} == expected


def test_read_keeps_evidence_for_both_signs() -> None:
    recognition = read(COOK, "nl").theme("recognition")
    assert recognition.value == 1
    assert [one.text[:22] for one in recognition.evidence] == ["De man van de koffie h", "Daarna maakte ook de k"]
    assert [one.text[:22] for one in recognition.contrary] == ["De manager vertelde da"]


def test_a_tie_goes_to_what_came_last() -> None:
    first = "We were not authorised."
    last = "She made an exception."
    assert values(f"{first} {last}", "en")["empowerment"][0] == 1
    assert values(f"{last} {first}", "en")["empowerment"][0] == -1


def test_the_deed_may_stand_in_the_next_sentence() -> None:
    story = "Our manager was on duty. She scrubbed the floor with us."
    leadership = read(story, "en").theme("visible_leadership")
    assert (leadership.value, leadership.band) == (1, "possible")
    assert leadership.evidence == (
        Evidence(25, 56, "She scrubbed the floor with us.", ("visible_leadership.shown.acts_next_sentence",)),
    )


def test_a_mere_coming_and_going_in_the_next_sentence_proves_nothing() -> None:
    assert values("The manager was at a meeting. She went home.", "en").get("visible_leadership") is None


def test_the_customers_own_generosity_is_not_empowerment() -> None:
    employee = "A guest came to my desk in tears. I bought her son a toy with my own money."
    customer = "Our waiter was kind, our order was quick. I bought her son a toy with my own money."
    assert values(employee, "en")["empowerment"] == (1, "found")
    assert "empowerment" not in values(customer, "en")


def test_read_unknown_language_says_nothing() -> None:
    expected = Reading(
        language=None,
        language_confidence=0.0,
        read=False,
        themes=tuple(ThemeReading(theme, 0, 0, "nothing") for theme in THEMES),
        behaviours=(),
        version=ENGINE_VERSION,
    )
    assert read("Tak!") == expected


def test_the_authors_choice_wins() -> None:
    text = "Ingen sagde tak til hende, og chefen kom ikke ud."
    assert read(text).language == "da"
    assert (read(text, "nl").language, read(text, "nl").language_confidence) == ("nl", 1.0)
    assert read(text, "").language == "da"
    assert (read(text, "sv").language, read(text, "sv").read) == ("sv", False)


def test_read_unknown_theme_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        read("", "en").theme("joy")


def test_behaviours_are_at_most_four_and_known() -> None:
    text = """She listened and understood. She was friendly and polite. She fixed the problem on her own initiative.
    She remembered my name. She arranged everything. She kept her word. It was a surprise, above and beyond."""
    codes = [one.code for one in read(text, "en").behaviours]
    assert len(codes) == 4
    assert set(codes) <= set(BEHAVIOURS)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "She listened.", ["listening"]),
        ("en", "She never listened.", []),
        ("da", "Hun lyttede.", ["listening"]),
        ("da", "Hun lyttede ikke.", []),
        ("nl", "Ze luisterde.", ["listening"]),
        ("nl", "Ze luisterde niet.", []),
    ],
)
def test_behaviours_respect_negation(language: str, text: str, expected: list[str]) -> None:
    assert [one.code for one in read(text, language).behaviours] == expected


@pytest.mark.parametrize("language", ["en", "da", "nl"])
def test_every_behaviour_has_cues(language: str) -> None:
    kinds = {pattern.kind.name for patterns in lexicon(language).index.values() for pattern in patterns}
    assert {f"behaviour.{code}" for code in BEHAVIOURS} <= kinds
    assert {f"{theme}.{sign}" for theme in THEMES for sign in ("shown", "missing")} == {
        name.rpartition(".")[0] for name in kinds if name.count(".") == 2
    }


def test_strength_follows_the_stated_points() -> None:
    assert [strength(score) for score in (0, 1.5, 2.5, 3, 4.5, 9, 100)] == [0, 25, 38, 70, 83, 95, 95]


def test_strength_never_falls() -> None:
    shares = [strength(step / 100) for step in range(1200)]
    assert shares == sorted(shares)


def test_version_names_code_and_cues() -> None:
    assert re.fullmatch(r"2026\.\d+-[0-9a-f]{8}", ENGINE_VERSION)
    assert read("", "en").version == ENGINE_VERSION


def test_nothing_heavy_is_imported_at_the_start() -> None:
    folder = Path(__file__).resolve().parents[2] / "scoring"
    for file in folder.glob("*.py"):
        for line in file.read_text(encoding="utf-8").splitlines():
            assert not re.match(r"(from|import) (django|stories|py3langid)", line), file.name


def test_150_words_take_some_milliseconds() -> None:
    text = " ".join(["The manager came over and waived the fee, we thanked her and the team."] * 11)
    read(text, "en")
    start = time.process_time()
    for _ in range(10):
        read(text, "en")
    assert (time.process_time() - start) / 10 < 0.05


@pytest.mark.parametrize("part", ["without asking ", "not ", "the manager ", "a, ", "... ", "x\n", "a", "😀", "word. "])
def test_a_megabyte_takes_less_than_two_seconds(part: str) -> None:
    read("", "en")
    start = time.process_time()
    read(part * (1_000_000 // len(part)), "en")
    assert time.process_time() - start < 2
