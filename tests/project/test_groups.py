"""How the tests are spread over processes: those of a file run in one."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import cast

import pytest

from tests.conftest import pytest_collection_modifyitems

IN_PARALLEL = cast(pytest.Config, SimpleNamespace(getoption=lambda *_: True))
SCHEDULER = import_module("xdist.scheduler.loadgroup").LoadGroupScheduling  # without types


@pytest.mark.parametrize(
    ("mark", "group"),
    [
        (pytest.mark.slow, "project/test_groups"),
        (pytest.mark.browser, "ui/browser, a to h"),
        (pytest.mark.cluster, "cluster"),
        (pytest.mark.xdist_group("sample set"), "sample set"),
    ],
)
def test_the_scheduler_knows_the_group_of_a_test(
    request: pytest.FixtureRequest, mark: pytest.MarkDecorator, group: str
) -> None:
    """pytest-xdist gives all tests of a group to one process; it reads the group from the ids."""
    item = pytest.Function.from_parent(request.node.parent, name="any", callobj=lambda: None)
    item.add_marker(mark)
    pytest_collection_modifyitems(IN_PARALLEL, [item])
    assert SCHEDULER._split_scope(None, item.nodeid) == group
