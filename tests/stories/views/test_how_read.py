"""The page that says how stories are read: for everybody, with figures that nobody typed, and true of this site."""

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from importlib import resources
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from stories import figures, reader
from stories.enums import BehaviourCode, Source, StoryStatus, Theme
from stories.models import Story, StoryTheme
from stories.views import how_read
from tests.factories import make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_reader")]

LANGUAGES = ("en", "da", "nl")
NAMES = ("precision", "recall", "f1", "low", "high")
SECTIONS = ("themes", "reading", "limits", "figures", "disagree", "off", "further", "model-card")


def page(language: str = "en") -> str:
    answer = Client().get(f"/{language}/how-stories-are-read/")
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(html: str) -> str:
    """Return what stands on a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def measured() -> dict[str, Any]:
    """Return the contents of the file, read without the module."""
    data: dict[str, Any] = json.loads((resources.files("scoring") / "figures.json").read_text(encoding="utf-8"))
    return data


def cells() -> list[dict[str, Any]]:
    """Return what was measured in the order of the tables."""
    test = measured()["test"]
    themes = [test["themes"][theme][sign] for theme in Theme.values for sign in ("shown", "missing")]
    return [test["all"], *(test[language] for language in LANGUAGES), *themes]


def written(number: float, language: str) -> str:
    """Return a share as the page writes it."""
    rounded = Decimal(str(number)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return str(rounded).replace(".", "." if language == "en" else ",")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_may_read_it_and_anybody_may_keep_it(language: str) -> None:
    answer = Client().get(f"/{language}/how-stories-are-read/")
    assert answer.status_code == 200
    assert answer.cookies == {}
    assert "cookie" not in answer.get("Vary", "").lower()
    assert answer["Cache-Control"].startswith("public")
    assert f'<html lang="{language}">' in answer.content.decode()


def test_every_section_has_an_address() -> None:
    html = page()
    assert re.findall(r'<section [^>]*id="([\w-]+)"', html) == list(SECTIONS)
    contents = html[html.index("how__contents") : html.index("</nav>", html.index("how__contents"))]
    assert re.findall(r'href="#([\w-]+)"', contents) == list(SECTIONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_those_of_the_file(language: str) -> None:
    tables = re.findall(r'<table class="how__table">(.*?)</table>', page(language), re.DOTALL)
    assert len(tables) == 2
    for band, table in zip(("found", "possible"), tables, strict=True):
        rows = [re.findall(r"\d[.,]\d\d", row) for row in table.split("<tr")]
        expected = [[written(cell[band][name], language) for name in NAMES] for cell in cells()]
        assert [row for row in rows if row] == expected
        assert [int(n) for n in re.findall(r'<span class="n">(\d+)</span>', table)] == [
            cell["texts"] for cell in cells()
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_model_card_names_corpus_and_agreement_of_the_file(language: str) -> None:
    html = page(language)
    card = html[html.index('id="model-card"') :]
    for corpus in measured()["corpus"].values():
        for number in corpus.values():
            assert f"{number:,}".replace(",", "," if language == "en" else ".") in card
    table = card[card.index("how__table--kappa") : card.index("</table>")]
    kappa = measured()["kappa"]
    agreed = [written(kappa[theme][code], language) for theme in Theme.values for code in ("all", *LANGUAGES)]
    assert re.findall(r"\d[.,]\d\d", table) == agreed


def test_figures_are_said_in_words() -> None:
    found, possible = measured()["test"]["all"]["found"], measured()["test"]["all"]["possible"]
    words = text_of(page())
    ten = how_read.in_ten
    assert f"says it found, about {ten(found['precision'])} are right" in words
    assert f"it finds about {ten(found['recall'])} ." in words
    assert f"about {ten(possible['precision'])} of ten are right" in words
    assert f"it names about {ten(possible['recall'])} of ten" in words


@pytest.mark.parametrize(
    ("share", "ten"), [(0.0, 0), (0.04, 0), (0.05, 1), (0.35, 4), (0.804, 8), (0.96, 9), (0.999, 9), (1.0, 10)]
)
def test_ten_of_ten_is_said_only_where_it_is_all(share: float, ten: int) -> None:
    assert how_read.in_ten(share) == ten


def test_figures_of_another_version_are_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = measured()["version"]
    monkeypatch.setattr(reader, "version", lambda: "another-1")
    assert f"These figures belong to version {ours}; stories here are read with another-1." in text_of(page())
    monkeypatch.setattr(reader, "version", lambda: ours)
    assert f"These figures belong to version {ours}, which reads here." in text_of(page())


def test_the_file_is_read_as_it_is() -> None:
    read, there = figures.figures(), measured()
    assert figures.figures() is read
    assert read.overall.found.labels == there["test"]["all"]["found"]["labels"]
    assert set(read.themes) == {(theme, sign) for theme in Theme.values for sign in figures.SIGNS}
    del there["test"]["da"]
    with pytest.raises(KeyError, match="da"):
        figures.parse(there)


def test_themes_and_behaviours_are_all_named() -> None:
    words = text_of(page()).lower()
    assert [code for code in BehaviourCode if str(code.label).lower() not in words] == []
    assert {one.theme for one in how_read.SOUGHT} == set(Theme)
    assert [one.example for one in how_read.SOUGHT if str(one.example).lower() not in words] == []
    assert [one.against for one in how_read.SOUGHT if str(one.against).lower() not in words] == []


def test_the_further_reader_is_off_or_named_without_its_address(settings: Settings) -> None:
    assert "A further reader is off here." in text_of(page())
    settings.FURTHER_READER, settings.LLM_MODEL = "llm", "some-<model>"
    settings.LLM_URL, settings.LLM_KEY = "http://192.0.2.7:8080/v1", "a-secret-key"
    html = page()
    assert "A further reader is on here: model <bdi>some-&lt;model&gt;</bdi>." in html
    assert "off here" not in text_of(html)
    assert "192.0.2.7" not in html
    assert "a-secret-key" not in html


def test_reading_that_is_off_is_said_to_be(settings: Settings) -> None:
    assert "Reading is on here." in text_of(page())
    settings.READ_STORIES, settings.FURTHER_READER, settings.LLM_MODEL = False, "llm", "some-model"
    words = text_of(page())
    assert "Reading is off here." in words
    assert "Stories are not read by a machine here." in words
    assert "A further reader is off here." in words
    assert "some-model" not in words
    assert "stories here are read with" not in words
    assert "which reads here" not in words


def test_every_page_links_to_it_and_a_story_says_who_read_it(client: Client) -> None:
    link = 'href="/en/how-stories-are-read/"'
    assert link in client.get("/en/").content.decode()
    story = make_story(status=StoryStatus.PUBLISHED)
    html = client.get(story.get_absolute_url()).content.decode()
    assert html.count(link) == 2
    assert "language model of the organisation" not in html
    StoryTheme.objects.filter(story=story).update(source=Source.MODEL)
    assert StoryTheme.objects.filter(story=story).exists()
    html = client.get(story.get_absolute_url()).content.decode()
    assert "Read by a language model of the organisation." in html


def test_a_story_that_was_not_read_links_to_it_too(client: Client) -> None:
    story = make_story(status=StoryStatus.PUBLISHED)
    Story.objects.filter(pk=story.pk).update(engine_version="")
    html = client.get(story.get_absolute_url()).content.decode()
    assert "has not been read for its themes" in html
    assert html.count('href="/en/how-stories-are-read/"') == 2
