"""What the house promises about itself, read from its source: who imports whom, who writes what, what is public.

A new module fails here until it has a place in ORDER; that is meant.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver

ROOT: Final = Path(settings.BASE_DIR)

#: Inside `stories` a module imports only from rows above its own, and from its own package. Each row has its reason.
ORDER: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (
        ("enums", "penline", "photos", "discretion", "figures"),
        "leaves: names; numbers to SVG; bytes to bytes; text to whom it points; a file to figures. None knows a story",
    ),
    (("models", "hints"), "the nouns and every read of them; what is heard in a text that is no noun yet"),
    (("reader",), "which reader reads here, by what was learnt"),
    (("anonymity",), "whose names the public does not read; search and pages ask it"),
    (
        ("permissions", "search", "lines", "notifications", "evidence", "rooms"),
        "what may, is found, is drawn, is said, is proven, is open of a noun",
    ),
    (("filters",), "what a visitor asks of the wall, in terms of the reads and the search"),
    (("pages",), "how the public pages are made up of stories that were fetched"),
    (("readings",), "how the review page words the readings, in the words of the public pages"),
    (("actions",), "the verbs: the only writers; ask permissions, clean photos, index for search"),
    (("desk",), "what a manager has before her when she decides, her next moves included"),
    (("tasks",), "background work calls verbs and sends notifications"),
    (("demo",), "walks the verbs like anybody else"),
    (("forms", "templatetags"), "input to clean data, and what templates may ask"),
    (("middleware", "apps", "admin"), "what Django calls by itself"),
    (("views",), "the pages, in four beats: fetch, form, verb, answer"),
    (("feeds", "accounts", "management"), "other faces, which share the views' public mark and client address"),
    (("urls", "account_urls"), "names the faces"),
)
#: Imports against the order that stand inside a function, with the reason.
UPWARDS: Final = {
    ("actions/log.py", "tasks"): "a verb queues a mail; tasks call verbs, so the import waits for the call",
    ("actions/tagging.py", "tasks"): "a verb queues a further reading, for the same reason",
}
#: The only modules of the site that know the scoring.
SCORING_USERS: Final = {
    "stories/reader.py": "reads with what was learnt here",
    "stories/actions/tagging.py": "keeps what was read",
    "stories/actions/learning.py": "teaches it what managers decided",
    "stories/actions/further.py": "asks a further reader",
    "stories/management/commands/learn.py": "words the report of what was learnt",
    "stories/search.py": "shares its words and stems",
    "stories/hints.py": "reads while somebody is writing",
    "stories/lines.py": "the arithmetic of the curve",
}
#: The rows of the lookup that decide who sees what.
LOOKUPS: Final = {"filter", "exclude", "get", "Q", "get_or_create", "update_or_create", "When"}
LINES_AT_MOST: Final = 400

#: Every view that answers without sign-in; whoever adds one thinks twice here.
PUBLIC_VIEWS: Final = {
    "about",
    "accept_invitation",
    "comment",
    "corner",
    "healthz",
    "how_read",
    "photo",
    "react",
    "respond",
    "root",
    "share",
    "story",
    "story_feed",
    "wall",
}
#: Those that other people's apps bring, for signing in.
PUBLIC_VIEWS_OF_OTHERS: Final = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "login",  # the admin's
}


@cache
def sources(*folders: str) -> dict[str, ast.Module]:
    """Return the syntax tree of each of our modules by its path, migrations left out."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in paths
        if "migrations" not in path.parts
    }


def imported(name: str, tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Yield each import of a module as its statement and the full names that it may bind."""
    package = name.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            near = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*near, *([node.module] if node.module else [])])
            yield from ((node, f"{base}.{alias.name}") for alias in node.names)


def place_of(dotted: str) -> str | None:
    """Return the place within `stories` that a full name leads to, None for one outside of it."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == "stories" and len(parts) > 1 else None


def row_of(place: str) -> int:
    return next((number for number, (places, _why) in enumerate(ORDER) if place in places), -1)


def test_every_module_of_stories_has_a_place_in_the_order() -> None:
    places = {name.removesuffix(".py").split("/")[1] for name in sources("stories")} - {"__init__"}
    assert sorted(place for place in places if row_of(place) == -1) == []


def test_imports_of_stories_go_one_way() -> None:
    wrong = []
    for name, tree in sources("stories").items():
        own = name.removesuffix(".py").split("/")[1]
        if own == "__init__":
            continue
        for node, dotted in imported(name, tree):
            place = place_of(dotted)
            if place is None or place == own or row_of(place) < row_of(own):
                continue
            inside_function = node.col_offset > 0
            if not ((name.removeprefix("stories/"), place) in UPWARDS and inside_function):
                wrong.append(f"{name}:{node.lineno} imports {place}")
    assert wrong == []


def test_every_stated_exception_is_still_needed() -> None:
    found = {
        (name.removeprefix("stories/"), place)
        for name, tree in sources("stories").items()
        for _node, dotted in imported(name, tree)
        if (place := place_of(dotted)) and row_of(place) > row_of(name.removesuffix(".py").split("/")[1])
    }
    assert found == set(UPWARDS)


def test_scoring_knows_neither_django_nor_the_site() -> None:
    wrong = [
        f"{name}:{node.lineno} imports {dotted}"
        for name, tree in sources("scoring").items()
        for node, dotted in imported(name, tree)
        if dotted.split(".")[0] in {"django", "stories", "config", "taggit", "allauth"}
    ]
    assert wrong == []


def test_scoring_is_known_to_few() -> None:
    users = {
        name
        for name, tree in sources("stories", "config").items()
        for _node, dotted in imported(name, tree)
        if dotted.split(".")[0] == "scoring"
    }
    assert users <= set(SCORING_USERS)
    assert users >= {"stories/actions/tagging.py", "stories/lines.py", "stories/search.py"}


def test_models_and_verbs_know_no_request() -> None:
    wrong = [
        f"{name}:{node.lineno} imports {dotted}"
        for name, tree in sources("stories/models", "stories/actions").items()
        for node, dotted in imported(name, tree)
        if dotted.startswith(("django.http", "django.shortcuts", "django.views", "django.forms"))
    ]
    assert wrong == []


def writes_of_status(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that set a story's status: by assignment, setattr, a call of `update` or `Story(…)`."""
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        parts = [part for target in targets for part in ast.walk(target)]
        yield from (t.lineno for t in parts if isinstance(t, ast.Attribute) and t.attr == "status")
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called == "setattr" and any(isinstance(a, ast.Constant) and a.value == "status" for a in node.args):
                yield node.lineno
            by_keyword = re.search(r"(^|\.)(update|Story)$|^Story\.objects\.\w*create$", called)
            if by_keyword and any(keyword.arg == "status" for keyword in node.keywords):
                yield node.lineno


def test_a_status_is_written_by_the_workflow_alone() -> None:
    writers = {
        name for name, tree in sources("stories", "config").items() if any(True for _line in writes_of_status(tree))
    }
    assert writers == {"stories/actions/workflow.py"}


@pytest.mark.parametrize(
    "line",
    [
        "story.status = 'published'",
        "a, story.status = 1, 2",
        "Story.objects.filter(pk=1).update(status='published')",
        "Story(status='published')",
        "Story.objects.create(status='published')",
        "setattr(story, 'status', 'published')",
    ],
)
def test_a_status_written_elsewhere_would_be_found(line: str) -> None:
    assert list(writes_of_status(ast.parse(line))) == [1]


def test_a_status_is_looked_up_in_models_alone() -> None:
    wrong = [
        f"{name}:{node.lineno}"
        for name, tree in sources("stories", "config").items()
        if not name.startswith("stories/models/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in LOOKUPS
        and any(keyword.arg and re.match(r"(\w+__)?status(__|$)", keyword.arg) for keyword in node.keywords)
    ]
    assert wrong == []


def test_no_text_is_declared_safe() -> None:
    wrong = [
        f"{name}:{node.lineno}"
        for name, tree in sources("stories", "config", "scoring").items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "mark_safe")
        or (isinstance(node, ast.Attribute) and node.attr == "mark_safe")
        or (isinstance(node, ast.alias) and node.name in {"mark_safe", "SafeText", "SafeData"})
        or (isinstance(node, ast.Call) and ast.unparse(node.func) == "SafeString" and name != "stories/lines.py")
    ]
    assert wrong == []


def test_no_template_declares_text_safe() -> None:
    wrong = [path.as_posix() for path in templates() if re.search(r"\|\s*safe\b|autoescape off", path.read_text())]
    assert wrong == []


def templates() -> list[Path]:
    return [path for folder in ("templates", "stories") for path in sorted((ROOT / folder).rglob("*.html"))]


@pytest.mark.parametrize(
    "inline",
    [
        r"<script(?![^>]*\ssrc=)",
        r"<style\b",
        r"\sstyle\s*=\s*[\"']",
        r"\son[a-z]+\s*=\s*[\"']",
        r"javascript:",
    ],
)
def test_no_template_holds_inline(inline: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT).as_posix()}: {found.group()}"
        for path in templates()
        if (found := re.search(inline, path.read_text(encoding="utf-8"), re.IGNORECASE))
    ]
    assert wrong == []


def test_boolean_parameters_are_given_by_name() -> None:
    wrong = []
    for name, tree in sources("stories", "config", "scoring").items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                by_place = [*node.args.posonlyargs, *node.args.args]
                plain = {a.arg for a in by_place if a.annotation and "bool" in ast.unparse(a.annotation).split(" | ")}
                defaults = zip(reversed(by_place), reversed(node.args.defaults), strict=False)
                plain |= {a.arg for a, d in defaults if isinstance(d, ast.Constant) and isinstance(d.value, bool)}
                wrong += [f"{name}:{node.lineno} {node.name}({argument})" for argument in sorted(plain)]
    assert wrong == []


def test_no_verb_can_be_forced() -> None:
    wrong = [
        f"{name}:{node.lineno}"
        for name, tree in sources("stories").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.arg) and node.arg in {"force", "skip_permission", "skip_permissions"}
    ]
    assert wrong == []


def test_no_module_is_too_long() -> None:
    long = {
        name: length
        for name in sources("stories", "config", "scoring")
        if (length := len((ROOT / name).read_text(encoding="utf-8").splitlines())) > LINES_AT_MOST
    }
    assert long == {}


def views() -> Iterator[tuple[str, Any]]:
    """Yield every named address of the site with its view."""
    waiting = [get_resolver()]
    while waiting:
        for pattern in waiting.pop().url_patterns:
            if isinstance(pattern, URLPattern):
                yield pattern.name or str(pattern.pattern), pattern.callback
            else:
                waiting.append(pattern)


def test_every_address_in_a_template_exists() -> None:
    names = set(get_resolver().reverse_dict)
    for namespace, (_prefix, resolver) in get_resolver().namespace_dict.items():
        names |= {f"{namespace}:{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    used = {
        (path.name, name)
        for path in templates()
        for name in re.findall(r"""{%\s*url\s+["']([^"']+)["']""", path.read_text(encoding="utf-8"))
    }
    assert len(used) > 20
    assert sorted(pair for pair in used if pair[1] not in names) == []


def test_views_without_sign_in_are_these() -> None:
    public = {name for name, view in views() if not getattr(view, "login_required", True)}
    assert public == PUBLIC_VIEWS | PUBLIC_VIEWS_OF_OTHERS


def test_a_view_has_the_name_of_its_address() -> None:
    other = {
        name: view.__name__
        for name, view in views()
        if getattr(view, "__module__", "").startswith("stories.views") and name != getattr(view, "__name__", name)
    }
    assert other == {}


def test_the_example_environment_names_what_is_read() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?([A-Z][A-Z_]+)=", example, re.MULTILINE))
    readers = [ROOT / "config/settings.py", ROOT / "stories/management/commands/serve.py"]
    source = "".join(path.read_text(encoding="utf-8") for path in readers)
    read = set(re.findall(r"""(?:env\.\w+|_required|environ\.get|getenv|_number|_env)\(\s*"([A-Z_]+)\"""", source))
    read |= set(re.findall(r"""environ\["([A-Z_]+)"\]""", source))
    assert named == read
