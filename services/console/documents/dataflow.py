"""docs/dataflow.md from the topology: who says what, who listens, in which queue."""

from shared.messaging.topology import DELIVERY_LIMIT, LISTENED_TO, PUBLISHES, RETRY_DELAYS, SUBSCRIPTIONS

_HEAD = """# Data flow

Generated from `shared/messaging/topology.py` by `make docs`; a test compares it with the table and with the broker.

"""


def dataflow() -> str:
    """The document as Markdown."""
    return "\n".join([_HEAD + _picture(), _published(), _queues()])


def _picture() -> str:
    lines = ["```mermaid", "flowchart LR"]
    for row in SUBSCRIPTIONS:
        for service, names in PUBLISHES.items():
            heard = [name.split(".")[1] for name in row.events if name in names]
            if heard:
                lines.append(f'    {service} -- "{row.stream}: {", ".join(heard)}" --> {row.consumer}')
    return "\n".join([*lines, "```", ""])


def _published() -> str:
    lines = ["## Who says what", "", "| service | event | listeners |", "| --- | --- | --- |"]
    for service, names in PUBLISHES.items():
        for name in names:
            listeners = ", ".join(f"{row.consumer}" for row in SUBSCRIPTIONS if name in row.events)
            lines.append(f"| {service} | `{name}` | {listeners if name in LISTENED_TO else 'nobody yet'} |")
    return "\n".join([*lines, ""])


def _queues() -> str:
    delays = ", ".join(RETRY_DELAYS)
    lines = [
        "## Queues",
        "",
        f"Quorum queues, delivery limit {DELIVERY_LIMIT}, dead letters at least once. Passing errors wait in retry",
        f"queues ({delays}) and return to their one queue; final errors go to the dead letters.",
        "",
        "| queue | dead letters | events |",
        "| --- | --- | --- |",
    ]
    for row in SUBSCRIPTIONS:
        events = ", ".join(f"`{name}`" for name in row.events)
        lines.append(f"| `{row.queue}` | `{row.dead}` | {events} |")
    return "\n".join([*lines, ""])
