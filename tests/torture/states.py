"""Random operations against a dict as the model; hypothesis searches for a breaking order."""

from __future__ import annotations

import random
import shutil
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from index.library import Library
from index.maintenance.backup import backup
from index.maintenance.check import check_library
from index.storage.failpoints import POINTS
from tests.torture.kills import act, child
from tests.torture.tally import Tally
from tests.torture.world import (
    LetterEncoder,
    Model,
    Step,
    after,
    asked,
    document_of,
    folder,
    held,
    tidy,
)

_SOURCES = st.sampled_from(["a.txt", "b.txt", "c.txt"])
_VERSIONS = st.integers(0, 4)
_DEADLY = [
    point
    for point in POINTS
    if not point.startswith(("repair", "upgrade", "export", "backup", "file", "document imported"))
]


class Libraries(RuleBasedStateMachine):
    """A library, its backup, and the content that both must have."""

    def __init__(self) -> None:
        super().__init__()
        self._place = folder()
        self.path = self._place.__enter__() / "my.pincite"
        self.model: Model = {}
        self.saved: Model | None = None
        self.library = self._opened()

    def _opened(self) -> Library:
        return Library.open(self.path, create=True, encoder=LetterEncoder())

    def teardown(self) -> None:
        self.library.close()
        assert check_library(self.path) == [], "torn"
        self._place.__exit__(None, None, None)

    @rule(source=_SOURCES, version=_VERSIONS)
    def add(self, source: str, version: int) -> None:
        known = self.model.get(source)
        self.model = after(self.model, Step("add", source, version))
        status = self.library.add(document_of(source, version)).status
        expected = (
            "added" if known is None else "unchanged" if known == self.model[source] else "replaced"
        )
        assert status == expected, f"torn: {status}, not {expected}"

    @rule(source=_SOURCES)
    def remove(self, source: str) -> None:
        if source in self.model:
            self.library.remove(source)
            self.model = after(self.model, Step("remove", source))

    @rule()
    def ask(self) -> None:
        assert asked(self.library) == ""
        assert len(self.library.search("owl", 9)) >= min(1, len(self.model)), "lost"

    @rule()
    def refresh(self) -> None:
        self.library.refresh_index()

    @rule()
    def reopen(self) -> None:
        self.library.close()
        self.library = self._opened()

    @rule(
        source=_SOURCES,
        version=_VERSIONS,
        point=st.sampled_from(_DEADLY),
        turn=st.integers(1, 3),
        remove=st.booleans(),
    )
    def kill(self, source: str, version: int, point: str, turn: int, remove: bool) -> None:
        """A second process works on the library and is killed at a failpoint, if it reaches it."""
        self.library.close()
        step = Step("remove" if remove else "add", source, version)
        count = child(partial(act, self.path, [step, Step("refresh")], point, turn))
        before, self.library = self.model, self._opened()
        self.model = after(before, step)
        if count == 0 and held(self.library) == before:
            self.model = before

    @rule()
    def save(self) -> None:
        target = self.path.with_name("saved.backup")
        target.unlink(missing_ok=True)
        backup(self.path, target)
        self.saved = self.model

    @rule()
    def restore(self) -> None:
        if self.saved is not None:
            self.library.close()
            shutil.copy(self.path.with_name("saved.backup"), self.path)
            tidy_but_saved(self.path)
            self.model = self.saved
            self.library = self._opened()

    @invariant()
    def holds_what_the_dict_holds(self) -> None:
        found = held(self.library)
        assert found == self.model, (
            f"{'lost' if set(self.model) - set(found) else 'torn'}: "
            f"{sorted(found)}, not {sorted(self.model)}"
        )


def tidy_but_saved(path: Path) -> None:
    """Deletes caches too: later generations would have the same numbers as those taken back."""
    saved = path.with_name("saved.backup").read_bytes()
    tidy(path)
    path.with_name("saved.backup").write_bytes(saved)


def machine(tally: Tally, seed: int, count: int, each: int = 25) -> None:
    """About `count` steps, in runs of `each`."""
    taken = 0

    class Counted(Libraries):
        @invariant()
        def is_counted(self) -> None:
            nonlocal taken
            taken += 1

    profile = settings(
        max_examples=max(1, count // each),
        stateful_step_count=each,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # report a failing run at once; shrinking takes minutes
    )
    try:
        run_state_machine_as_test(
            seeded(random.Random(seed).randrange(2**32))(Counted), settings=profile
        )
    except AssertionError as error:
        tally.note(str(error))
    tally.done += taken
