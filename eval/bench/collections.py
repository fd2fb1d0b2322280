"""Pincite beside other systems on a folder of files, from the files to the answers.

Each reads the files by its own converter, splits them by its own splitter, and answers by its own
search and decoding; the weights of encoder and reader are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from eval.bench.collection.asking import CALLERS, Asked, Checkpoint, ask_all, code_digest, shuffled
from eval.bench.collection.decision import at_best_threshold, outcome
from eval.bench.collection.judge import Judged
from eval.bench.collection.questions import Collection, read_collection
from eval.bench.corpus import SAMPLE, Options
from eval.bench.quality import gain_text, gain_to_json
from eval.bench.result import SCRATCH_DIR, markdown_table
from eval.bench.systems_registry import SystemConfig, installed_systems
from eval.metrics.averages import mean, percentile
from eval.metrics.formatting import share
from eval.metrics.significance import paired_difference

QUESTIONS, QUICK_QUESTIONS = 500, 10

SYSTEMS = (
    SystemConfig("pincite_files", "files", "Pincite"),
    SystemConfig("haystack_files", "files", "Haystack"),
    SystemConfig("txtai_files", "files", "txtai"),
)
"""The others are compared with the first."""


def measure(options: Options) -> dict[str, Any]:
    """Raises PinciteError if a set has no files, or a system fails: the same command resumes."""
    paths: Sequence[Path] = options.data if options.data else (SAMPLE,)
    return {"sets": [_measure_set(read_collection(path), options) for path in paths]}


def _measure_set(collection: Collection, options: Options) -> dict[str, Any]:
    questions = shuffled(collection.questions, options.questions(QUESTIONS, QUICK_QUESTIONS))
    systems = installed_systems(SYSTEMS)
    sources = [source for source, _ in collection.files]
    header = {"digest": collection.digest, "code": code_digest()}
    path = SCRATCH_DIR / "collections" / f"{collection.name}.jsonl"
    asked = ask_all(systems, collection, questions, Checkpoint(path, header))
    baseline = asked[systems[0]]
    return {
        "set": collection.name,
        "digest": collection.digest[:8],
        "questions": len(questions),
        "answerable": sum(question.answerable for question in questions),
        "files": len(collection.files),
        "systems": [figures(system, asked[system], baseline, sources) for system in systems],
    }


def figures(
    system: SystemConfig, asked: Asked, baseline: Asked, sources: Sequence[str]
) -> dict[str, Any]:
    """The figures of one system. `baseline` is what Pincite answered; `sources` are the files."""
    answerable = [each for each in asked.judged if each.answerable]
    milliseconds = [wall * 1000 for wall, _ in asked.seconds]
    added, together = asked.costs["added"], asked.costs["together"]
    tuned = at_best_threshold(asked.judged)
    return {
        "called": system.label,
        "versions": {} if system.is_pincite else asked.costs["versions"],
        "unread": [each for each in sources if each in added["result"]],
        **{
            name: mean(getattr(each, name) for each in answerable)
            for name in ("document_first", "evidence_first", "evidence_read", "right")
        },
        "beside": _beside(baseline.judged, asked.judged, "right"),
        "decision": decision(asked.judged),
        "decision_beside": _beside(baseline.judged, asked.judged, "given"),
        "at_best_threshold": None if tuned is None else decision(tuned),
        "milliseconds": [percentile(milliseconds, each) for each in (50, 95)],
        "processor_milliseconds": mean(processor * 1000 for _, processor in asked.seconds),
        "answers_per_second": median(each["questions"] / each["seconds"] for each in together),
        "failed_together": sum(each["result"] for each in together),
        "files_per_second": len(sources) / added["seconds"],
        "processor_seconds_a_file": added["processor_seconds"] / len(sources),
        **{name: asked.costs[name] for name in ("peak_mib", "installed_mib", "packages")},
    }


def decision(judged: Sequence[Judged]) -> dict[str, float]:
    """Shares: of the answerable questions, of the answers given, of the unanswerable questions."""
    result = outcome(judged)
    answerable = sum(each.answerable for each in judged)
    return {
        "right": result.right / max(answerable, 1),
        "given": result.given,
        "wrong": result.wrong / max(result.given, 1),
        "refused": result.refused,
        "unanswerable": len(judged) - answerable,
    }


def _beside(ours: Sequence[Judged], theirs: Sequence[Judged], what: str) -> dict[str, Any]:
    """The difference of the best answers that are right, or of the given ones that are."""
    first, second = (
        [
            float(each.right and (what == "right" or each.given))
            for each in judged
            if each.answerable
        ]
        for judged in (ours, theirs)
    )
    return gain_to_json(paired_difference(what, first, second))


def table(figures: Mapping[str, Any]) -> str:
    """A column for each system, a table for each set."""
    return "\n\n".join(_table(of_set) for of_set in figures["sets"])


def _table(of_set: Mapping[str, Any]) -> str:
    systems = of_set["systems"]
    first = systems[0]
    head = (
        f"**{of_set['set']}**: {of_set['files']} files, {of_set['answerable']} questions that they"
        f" answer and {of_set['questions'] - of_set['answerable']} that they do not"
    )
    versions = {name: each for row in systems for name, each in row["versions"].items()}
    peers = ", ".join(
        f"{name} {each}" for name, each in versions.items() if "haystack" in name or name == "txtai"
    )
    columns = [_column(row, first, of_set["files"]) for row in systems]
    rows = [(name, *(column[name] for column in columns)) for name in columns[0]]
    names = ("", *(row["called"] for row in systems))
    return f"{head}{f'; {peers}' if peers else ''}:\n\n{markdown_table(names, rows)}"


def _column(row: Mapping[str, Any], first: Mapping[str, Any], files: int) -> dict[str, str]:
    """The cells of a system by the names of their rows."""
    own, tuned = row["decision"], row["at_best_threshold"]
    is_first = row is first

    def times(name: str) -> str:
        return "" if is_first else f" ({row[name] / first[name]:.1f} ×)"

    p50, p95 = row["milliseconds"]
    relative = "" if is_first else f" ({p50 / first['milliseconds'][0]:.1f} ×)"
    return {
        "files read": f"{files - len(row['unread'])}",
        "right document first": share(row["document_first"]),
        "evidence in the first passage": share(row["evidence_first"]),
        "evidence among ten": share(row["evidence_read"]),
        "best answer right": share(row["right"]),
        "best answer right, beside ours": "–" if is_first else gain_text(row["beside"]),
        **_decided("", own),
        "right answers given, beside ours": (
            "–" if is_first else gain_text(row["decision_beside"])
        ),
        **_decided(", own best threshold", tuned),
        "question, p50": f"{p50:,.0f} ms{relative}",
        "question, p95": f"{p95:,.0f} ms",
        "processor time of a question": (
            f"{row['processor_milliseconds']:,.0f} ms{times('processor_milliseconds')}"
        ),
        f"answers a second, {CALLERS} callers": (
            f"{row['answers_per_second']:.2f}{times('answers_per_second')}"
            + (f", {row['failed_together']} failed" if row["failed_together"] else "")
        ),
        "files added a second": f"{row['files_per_second']:.2f}{times('files_per_second')}",
        "processor time of a file": (
            f"{row['processor_seconds_a_file']:.2f} s{times('processor_seconds_a_file')}"
        ),
        "memory": f"{row['peak_mib']:,.0f} MiB",
        "installed": f"{row['installed_mib']:,.0f} MiB, {row['packages']} packages",
    }


def _decided(how: str, decided: Mapping[str, float] | None) -> dict[str, str]:
    names = ("right answers given", "wrong among those given", "unanswerable refused")
    if decided is None:
        return dict.fromkeys((f"{name}{how}" for name in names), "–")
    cells = (
        share(decided["right"]),
        f"{share(decided['wrong'])} of {decided['given']:.0f}",
        f"{decided['refused']:.0f} of {decided['unanswerable']:.0f}",
    )
    return {f"{name}{how}": cell for name, cell in zip(names, cells, strict=True)}
