"""What the tests of this folder have sent and got is in no log (T5.f). Runs last; pytest goes by name."""

from roles import SECRETS, addresses, somebody

from shared.testing.stack import Stack

MARKER = "zzmarkerwoertchen"


def test_no_log_holds_a_secret_an_address_or_what_was_typed(stack: Stack) -> None:
    visitor = somebody(stack, "visitor")
    search = next(address for address in addresses() if address.path == "/suche")
    assert visitor.ask(stack, search, f"/suche?q={MARKER}&where={MARKER}").status_code == 200
    wanted = [MARKER, *SECRETS, *(code.replace("-", "")[8:] for code in SECRETS if code.count("-") == 5)]
    assert len(wanted) > 5, "the tests before this one left nothing to look for"
    logs = {name: process.log.read_text(errors="replace") for name, process in stack.processes.items()}
    assert sum(map(len, logs.values())) > 0
    assert [(name, text[:6]) for name, log in logs.items() for text in wanted if text in log] == []
