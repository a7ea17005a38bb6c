"""What must not be in the tree, and what must."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings
from source_tree import Function, Module, modules, offences, tracked

from services.accounts.settings import MailSettings
from services.console.settings import Settings as ConsoleSettings
from services.gateway.settings import Settings as GatewaySettings
from shared.runtime.settings import ServiceSettings

OURS = modules("services", "shared", "deploy")
HERE = Path(__file__).parent.name
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b|pytest\.(skip|xfail|importorskip)|mark\.(skip|skipif|xfail)\b")
PACKAGE_HOSTS = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|registry\.yarnpkg|repo1?\.maven|proxy\.golang\.org|registry-1\.docker"
    r"|--(extra-)?index-url"
)
BROAD = {"Exception", "BaseException"}


def everything() -> list[Path]:
    """Texts of the repository, without the check of texts itself and without data files."""
    suffixes = {".py", ".md", ".toml", ".yml", ".yaml", ".sh", ".sql", ".html", ".lock", ".json", ".example", ""}
    found = [path for path in tracked() if path.suffix in suffixes and HERE not in path.parts]
    return [path for path in found if path.parts[:2] not in (("tests", "data"), ("shared", "reference"))]


def read(path: Path) -> str:
    """The text; a file that is no UTF-8 is nobody's text."""
    return path.read_bytes().decode("utf-8", "replace")


def found_in(pattern: re.Pattern[str]) -> dict[str, list[str]]:
    """Places of a pattern, by file."""
    hits = {str(path): [match.group() for match in pattern.finditer(read(path))] for path in everything()}
    return {path: words for path, words in hits.items() if words}


def test_nothing_is_unfinished_or_skipped() -> None:
    assert found_in(UNFINISHED) == {}


def test_no_package_host_is_named() -> None:
    """Where packages come from is the machine's setting, not ours."""
    assert found_in(PACKAGE_HOSTS) == {}


def test_no_error_is_swallowed() -> None:
    def silent(module: Module) -> list[int]:
        handlers = [node for node in module.nodes if isinstance(node, ast.ExceptHandler)]
        broad = [node for node in handlers if node.type is None or ast.unparse(node.type) in BROAD]
        suppressed = [call for name, call in module.calls if name == "suppress" and _is_broad(call)]
        return [n.lineno for n in broad if all(isinstance(s, ast.Pass | ast.Continue) for s in n.body)] + [
            call.lineno for call in suppressed
        ]

    assert offences(silent, modules("services", "shared", "deploy", "tests", "bench")) == {}


def _is_broad(call: ast.Call) -> bool:
    return any(ast.unparse(argument) in BROAD for argument in call.args)


def test_tests_wait_for_conditions() -> None:
    """No test sleeps for a time somebody guessed; programs that tests start (`__main__`) are no tests."""

    def sleeps(module: Module) -> list[int]:
        calls = [node for node in module.nodes if isinstance(node, ast.Call)]
        return [call.lineno for call in calls if ast.unparse(call.func).split(".")[-1] == "sleep"]

    assert offences(sleeps, [module for module in modules("tests") if "__main__" not in module.texts]) == {}


def test_what_is_public_says_what_it_is() -> None:
    def silent(module: Module) -> list[str]:
        missing = [] if ast.get_docstring(module.tree) or not module.text.strip() else ["the module"]
        return missing + [node.name for node in _public(module.tree) if not ast.get_docstring(node)]

    assert offences(silent, modules("services", "shared")) == {}


def _public(owner: ast.Module | ast.ClassDef) -> Iterator[ast.ClassDef | Function]:
    for node in owner.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def test_no_drawer_for_odds_and_ends() -> None:
    names = {part.removesuffix(".py") for module in OURS for part in module.path.parts}
    assert names & {"utils", "util", "helpers", "helper", "common", "misc", "lib", "base_service"} == set()


def test_shared_holds_the_wire_and_nothing_but_the_wire() -> None:
    folders = {module.path.parts[1] for module in modules("shared") if len(module.path.parts) > 2}
    assert folders == {"contracts", "outbox", "messaging", "runtime", "testing", "reference"}


def test_migrations_say_when_they_run() -> None:
    files = [path for path in tracked("*.sql") if path.parent.name == "migrations"]
    assert files
    assert [path for path in files if not re.fullmatch(r"\d{4}_(pre|post)_[a-z0-9_]+\.sql", path.name)] == []
    for folder in {path.parent for path in files}:
        numbers = [path.name[:4] for path in files if path.parent == folder]
        assert len(numbers) == len(set(numbers)), folder  # gaps may stay: parts built side by side have ranges


@pytest.mark.parametrize(
    "settings", [ServiceSettings, MailSettings, GatewaySettings, ConsoleSettings], ids=lambda s: s.__module__
)
def test_every_setting_is_named_in_the_example(settings: type[BaseSettings]) -> None:
    named = Path(".env.example").read_text(encoding="utf-8")
    missing = [name for name in map(_variable, settings.model_fields.items()) if not re.search(rf"\b{name}\b", named)]
    assert missing == []


def _variable(field: tuple[str, FieldInfo]) -> str:
    name, info = field
    alias: Any = info.validation_alias
    return str(alias or name.upper())


def test_every_variable_of_the_compose_file_is_named_in_the_example() -> None:
    named = Path(".env.example").read_text(encoding="utf-8")
    used = set(re.findall(r"\$\{([A-Z_]+)", Path("docker-compose.yml").read_text(encoding="utf-8")))
    assert {name for name in used if not re.search(rf"^{name}=", named, re.MULTILINE)} == set()


def test_a_decision_has_context_decision_and_consequences() -> None:
    decisions = [path for path in tracked("docs/adr/*.md") if path.name[:4].isdigit()]
    headings = {str(path): re.findall(r"^## (.+)$", read(path), re.MULTILINE)[:3] for path in decisions}
    assert {path: found for path, found in headings.items() if found != ["Context", "Decision", "Consequences"]} == {}
    assert len(decisions) == len({path.name[:4] for path in decisions})


def test_local_links_of_documents_lead_somewhere() -> None:
    links = [
        (path, link) for path in tracked("*.md") for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", read(path))
    ]
    local = [(path, link) for path, link in links if not re.match(r"[a-z]+:", link)]
    assert [f"{path}: {link}" for path, link in local if not (path.parent / link).exists()] == []


def test_every_target_of_the_makefile_is_explained() -> None:
    makefile = Path("Makefile").read_text(encoding="utf-8")
    phony = re.sub(r"\\\n", " ", makefile).split(".PHONY:")[1].split("\n")[0].split()
    explained = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert set(phony) - explained == set()
