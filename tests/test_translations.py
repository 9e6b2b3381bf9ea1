"""The Danish and Dutch words: none missing, none guessed, the same placeholders, compiled, and as new as the code."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext, pgettext

from stories.lines import score_words

ROOT = Path(__file__).resolve().parent.parent
#: Where words for people are written; the tests and the documents are for ourselves.
SOURCES = ("config", "scoring", "stories", "templates", "locale")
LANGUAGES = ("da", "nl")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-z%]")
TAG = re.compile(r"<[^>]+>")

type Key = tuple[str, str, str]


def folder(language: str, root: Path = ROOT) -> Path:
    return root / "locale" / language / "LC_MESSAGES"


def catalogue(language: str, root: Path = ROOT) -> polib.POFile:
    path = folder(language, root) / "django.po"
    assert path.is_file(), f"{path} is missing"
    return polib.pofile(str(path))


def key(entry: polib.POEntry | polib.MOEntry) -> Key:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def said(entry: polib.POEntry | polib.MOEntry) -> tuple[str, ...]:
    """Return the translation: one text, or one for each plural form."""
    if entry.msgid_plural:
        return tuple(text for _, text in sorted(entry.msgstr_plural.items()))
    return (entry.msgstr,)


def pairs(entry: polib.POEntry) -> Iterator[tuple[str, str]]:
    """Give each translation with the English that it stands for."""
    return zip((entry.msgid, entry.msgid_plural) if entry.msgid_plural else (entry.msgid,), said(entry), strict=True)


def parts(text: str) -> tuple[list[str], list[str]]:
    """Return what has to come through a translation unchanged: placeholders and tags, in any order."""
    return sorted(PLACEHOLDER.findall(text)), sorted(TAG.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_header_says_which_language_this_is(language: str) -> None:
    words = catalogue(language)
    assert not words.metadata_is_fuzzy
    named = {name: words.metadata.get(name) for name in ("Language", "Plural-Forms", "Content-Type")}
    assert named == {
        "Language": language,
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
        "Content-Type": "text/plain; charset=UTF-8",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_by_somebody(language: str) -> None:
    words = catalogue(language)
    assert len(words) > 0
    assert [key(entry) for entry in words if not all(text.strip() for text in said(entry))] == []
    assert [key(entry) for entry in words if len(said(entry)) != (2 if entry.msgid_plural else 1)] == []
    assert [key(entry) for entry in words if entry.fuzzy] == []
    assert [key(entry) for entry in words.obsolete_entries()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_tags_and_line_ends_come_through(language: str) -> None:
    entries = catalogue(language)
    assert [(there, here) for entry in entries for there, here in pairs(entry) if parts(there) != parts(here)] == []
    edges = [(there, here) for entry in entries for there, here in pairs(entry) if spaces(there) != spaces(here)]
    assert edges == []


def spaces(text: str) -> tuple[str, str]:
    """Return the white space before and after a text: sentences are joined at these edges."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_served_is_what_was_written(language: str) -> None:
    written = {key(entry): said(entry) for entry in catalogue(language)}
    served = {key(entry): said(entry) for entry in polib.mofile(str(folder(language) / "django.mo"))}
    assert served == written


def test_the_code_says_nothing_that_is_not_translated(tmp_path: Path) -> None:
    if shutil.which("xgettext") is None:
        if os.environ.get("CI"):
            pytest.fail("xgettext is missing, and a build server has to look for new messages: install gettext.")
        pytest.skip("xgettext is missing, so new messages are not looked for: install gettext.")
    for name in SOURCES:
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.html.py", "*.txt.py")
        )
    shutil.copy(ROOT / "manage.py", tmp_path)
    chosen = [option for language in LANGUAGES for option in ("--locale", language)]
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", *chosen, "--no-obsolete", "--add-location", "file", "-v0"],
        cwd=tmp_path,
        env={**os.environ, "DATA_DIR": str(tmp_path / "data"), "ENVIRONMENT": "development"},
        check=True,
    )
    for language in LANGUAGES:
        found = {key(entry) for entry in catalogue(language, tmp_path)}
        known = {key(entry) for entry in catalogue(language)}
        assert sorted(found - known) == [], f"not translated into {language} yet"
        assert sorted(known - found) == [], f"translated into {language}, and said no more"


def test_dutch_keeps_comments_and_reactions_apart() -> None:
    words = {key(entry): said(entry) for entry in catalogue("nl")}
    counted = '<span class="counters__n">%(n)s</span> '

    def of(one: str, many: str) -> list[str]:
        return [text.removeprefix(counted) for text in words["", counted + one, counted + many]]

    assert of("comment", "comments") == ["reactie", "reacties"]
    assert of("reaction", "reactions") == ["keer meegeleefd", "keer meegeleefd"]
    assert of("view", "views") == ["weergave", "weergaven"]


def test_dutch_sentences_hold_together() -> None:
    with translation.override("nl"):
        assert score_words(1, "KLM") == "Score 1 voor KLM"
        assert gettext("%(theme)s, missing") % {"theme": gettext("Recognition")} == "Waardering ontbrak"
        heard = gettext("We hear %(theme)s") % {"theme": gettext("Visible leadership").lower()}
        assert heard == "We horen zichtbaar leiderschap"
        assert gettext("Did you have to ask?") == "Moest je het eerst vragen?"
        answers = [pgettext("had to ask", answer) for answer in ("No", "Yes", "It was refused")]
        assert answers == ["Nee", "Ja", "Het mocht niet"]
