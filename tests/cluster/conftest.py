"""One cluster for all tests that need one: starting it takes most of their time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.clusters import LocalCluster, local_cluster

NODES = 3


@pytest.fixture(scope="session")
def cluster() -> Iterator[LocalCluster]:
    """A head and NODES nodes with a core each. A test that stops one starts another."""
    with local_cluster(NODES) as cluster:
        yield cluster
