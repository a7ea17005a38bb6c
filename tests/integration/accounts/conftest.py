"""What several tests of accounts need."""

from collections.abc import Iterator

import pytest

from shared.testing.mailbox import Mailbox, running_mailbox


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    """A real SMTP server."""
    with running_mailbox(tmp_path_factory.mktemp("mailbox")) as made:
        yield made
