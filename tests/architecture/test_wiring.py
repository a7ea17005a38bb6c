"""The tables equal the code: who listens, who answers calls, who makes them."""

import ast
from dataclasses import dataclass

from source_tree import Function, Module, modules, offences

from shared.messaging.topology import PUBLISHES, SUBSCRIPTIONS

SERVICES = [module for module in modules("services") if module.path.name == "service.py"]
CONTRACTS = modules("shared/contracts")


@dataclass(frozen=True)
class Served:
    """A method other processes may call."""

    service: str
    method: str
    request: str
    answer: str


def decorators(function: Function, name: str) -> list[ast.Call]:
    """Uses of the decorator `@name(…)`."""
    calls = [d for d in function.decorator_list if isinstance(d, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == name]


def served() -> list[Served]:
    """What the services' classes serve by `@call(Model)`."""
    return [
        Served(module.path.parts[1], function.name, _model(use.args[0]), _model(function.returns))
        for module in SERVICES
        for function in module.functions
        for use in decorators(function, "call")
        if function.returns is not None
    ]


def _model(expression: ast.expr) -> str:
    """Its name, also where it is written `calls.Name`."""
    return ast.unparse(expression).removeprefix("calls.")


def subscribed() -> list[tuple[str, str]]:
    """Consumer and stream of every `@subscribe`."""
    return [
        (ast.literal_eval(use.args[0]), ast.literal_eval(use.args[1]))
        for module in SERVICES
        for function in module.functions
        for use in decorators(function, "subscribe")
    ]


def called(module: Module) -> list[tuple[str, str]]:
    """Method and answer model of every `….call("method", request, Answer)` and `….forward(…)`."""
    uses = [call.args for name, call in module.calls if name in ("call", "forward") and len(call.args) >= 3]
    return [(args[0].value, ast.unparse(args[2])) for args in uses if isinstance(args[0], ast.Constant)]


def test_every_stream_of_the_table_is_listened_to_once_and_nothing_else_is() -> None:
    assert sorted(subscribed()) == sorted((row.consumer, row.stream) for row in SUBSCRIPTIONS)


def test_a_service_subscribes_under_its_own_name() -> None:
    for module in SERVICES:
        uses = [use for function in module.functions for use in decorators(function, "subscribe")]
        assert {ast.literal_eval(use.args[0]) for use in uses} <= {module.path.parts[1]}


def test_every_service_of_the_table_exists() -> None:
    known = {module.path.parts[1] for module in SERVICES}
    assert {row.consumer for row in SUBSCRIPTIONS} <= known
    assert set(PUBLISHES) <= known


def test_every_call_model_is_served_once() -> None:
    """A model of calls.py is a request served by one method of one service, or part or base of a request or answer."""
    calls = [module for module in CONTRACTS if "calls" in module.path.as_posix()]
    classes = {node.name: node for module in calls for node in module.nodes if isinstance(node, ast.ClassDef)}
    requests = [method.request for method in served()]
    answers = {method.answer for method in served()}
    parts = {
        name.id
        for node in classes.values()
        for statement in (*node.bases, *node.body)
        for name in ast.walk(statement)
        if isinstance(name, ast.Name)
    }
    assert sorted(set(classes) - set(requests) - answers - parts) == [], "nobody serves or carries these"
    assert [name for name in classes if requests.count(name) > 1] == [], "served more than once"


def test_every_method_has_a_name_of_its_own_in_its_service() -> None:
    names = [(method.service, method.method) for method in served()]
    assert len(names) == len(set(names))


def test_what_is_called_is_served_and_answers_what_is_expected() -> None:
    known = {(method.method, method.answer) for method in served()}
    callers = modules("services/gateway", "services/console")
    assert any(called(module) for module in callers)
    assert offences(lambda module: [call for call in called(module) if call not in known], callers) == {}
