"""The project's own source as the checks see it: modules, functions, imports, texts."""

import ast
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Module:
    """One Python file, parsed once."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    @cached_property
    def text(self) -> str:
        """The source."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node."""
        return list(ast.walk(self.tree))

    @cached_property
    def functions(self) -> list[Function]:
        """Functions and methods, inner ones too."""
        return [node for node in self.nodes if isinstance(node, Function)]

    @cached_property
    def imports(self) -> set[str]:
        """Dotted names of imported modules."""
        plain = {alias.name for node in self.nodes if isinstance(node, ast.Import) for alias in node.names}
        return plain | {node.module for node in self.nodes if isinstance(node, ast.ImportFrom) and node.module}

    @cached_property
    def calls(self) -> list[tuple[str, ast.Call]]:
        """Calls of methods and dotted functions, by the last name."""
        calls = [node for node in self.nodes if isinstance(node, ast.Call)]
        return [(call.func.attr, call) for call in calls if isinstance(call.func, ast.Attribute)]

    @cached_property
    def texts(self) -> list[str]:
        """String constants, docstrings aside."""
        documentation = {id(node) for node in self._docstrings()}
        constants = (node for node in self.nodes if isinstance(node, ast.Constant) and id(node) not in documentation)
        return [node.value for node in constants if isinstance(node.value, str)]

    @property
    def code_lines(self) -> int:
        """Lines that are neither blank nor comment nor docstring (ADR 0007)."""
        prose = {line for node in self._docstrings() for line in range(node.lineno, (node.end_lineno or 0) + 1)}
        lines = [line.strip() for n, line in enumerate(self.text.splitlines(), start=1) if n not in prose]
        return sum(1 for line in lines if line and not line.startswith("#"))

    def _docstrings(self) -> Iterator[ast.Constant]:
        for node in self.nodes:
            if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
                yield node.body[0].value  # type: ignore[union-attr]  # get_docstring has looked


def length(function: Function) -> int:
    """Lines from `def` to the end."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def offences(check: Callable[[Module], Iterable[object]], files: Iterable[Module]) -> dict[str, list[object]]:
    """What a check finds, by file; a file in which it finds nothing is not named."""
    return {str(module): found for module in files if (found := list(check(module)))}


@lru_cache
def _every_module() -> tuple[Module, ...]:
    return tuple(Module(path) for path in tracked("*.py"))


def modules(*folders: str) -> list[Module]:
    """The Python files below some folders."""
    return [module for module in _every_module() if _below(module.path, folders)]


def _below(path: Path, folders: tuple[str, ...]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


@lru_cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """Files git knows or would add, of these patterns; third parties' code aside."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()  # noqa: S603 - ours
    return tuple(Path(name) for name in sorted(names) if "/vendor/" not in name and Path(name).is_file())
