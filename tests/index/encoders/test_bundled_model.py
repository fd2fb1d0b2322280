"""8-bit sums are exact, by the faster way where the processor allows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.encoders import bundled_model
from index.encoders.bundled_model import session_options, sums_saturate
from index.encoders.onnx_int8 import Int8Encoder

CPUINFO = Path("/proc/cpuinfo")
EXACT_SUMS = "session.x64quantprecision"


@pytest.mark.skipif(not CPUINFO.is_file(), reason="only Linux tells the processor's instructions")
def test_sums_saturate_on_x86_without_vnni_only() -> None:
    flags = re.search(r"^flags\s*:(.*)$", CPUINFO.read_text(encoding="utf-8"), re.MULTILINE)
    written = flags.group(1) if flags else ""
    assert sums_saturate() == ("avx2" in written and "vnni" not in written)


@pytest.mark.parametrize("saturate", [False, True])
def test_the_slower_way_is_taken_where_sums_saturate(
    saturate: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundled_model, "sums_saturate", lambda: saturate)
    if saturate:
        assert session_options().get_session_config_entry(EXACT_SUMS) == "1"
    else:
        with pytest.raises(RuntimeError):  # it is not set
            session_options().get_session_config_entry(EXACT_SUMS)


@pytest.mark.model
@pytest.mark.skipif(sums_saturate(), reason="the two ways differ where sums saturate")
def test_both_ways_give_the_same_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = ["The mill was built in 1872.", "Thirty (30) days’ notice ends it."]
    fast = Int8Encoder().encode(sentences)
    monkeypatch.setattr(bundled_model, "sums_saturate", lambda: True)
    assert (Int8Encoder().encode(sentences) == fast).all()
