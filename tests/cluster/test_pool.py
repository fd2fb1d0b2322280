"""Tasks of an ingest, while other work has the cores."""

from __future__ import annotations

import threading
import time

import pytest

from index.errors import PinciteError
from pincite.cluster.connection import connected
from pincite.cluster.ingest import pool
from tests.support.clusters import LocalCluster


@pytest.mark.cluster
@pytest.mark.xdist_group("cluster")
def test_reading_files_waits_for_a_core_and_says_so(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(cluster.head, cluster.token) as ray:
        from ray._private import state
        from ray.util import placement_group, remove_placement_group

        spare, told = cluster.add_node(), list[str]()  # on the others parts and readers are
        taken = placement_group([{"CPU": 0.2}] * 4, strategy="STRICT_SPREAD")
        ray.get(taken.ready())
        while (
            max(each.get("CPU", 0) for each in state.available_resources_per_node().values()) > 0.8
        ):
            time.sleep(0.1)
        monkeypatch.setattr(pool, "FREE_WITHIN", 0.0)
        with pytest.raises(PinciteError, match=r"no free core.*--readers N"):
            pool.wait_for_core(ray, told.append)
        monkeypatch.undo()
        threading.Timer(1.0, remove_placement_group, [taken]).start()
        pool.wait_for_core(ray, told.append)
        assert [each.partition(" of ")[0] for each in told] == ["All cores"] * 2
        cluster.kill_node(spare)
