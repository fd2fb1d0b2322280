"""How many questions clusters of several sizes answer: a model, with parts measured here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.bench.cluster_costs import STEPS, costs_of, measure_costs
from eval.bench.cluster_model import MAX_P95, Cluster, Costs, capacity, simulate
from eval.bench.cluster_recall import measure_recall
from eval.bench.corpus import SAMPLE, Options
from eval.bench.result import SCRATCH_DIR, markdown_table
from eval.bench.scaling import SAMPLE_TEXTS, print_line
from eval.bench.synthetic_corpus import MAX_ENCODED, sample_vectors, stored_library
from eval.datasets.load import load
from index.encoders.registry import default_encoder

PART = 1_000_000
"""Sentences of a part: as many as `pincite collection compact` joins."""

CLUSTERS = (
    Cluster(nodes=1, cores=2, sentences=1_000_000, parts=1, copies=1),
    Cluster(nodes=2, cores=2, sentences=1_000_000, parts=1),
    Cluster(nodes=4, cores=8, sentences=1_000_000, parts=1),
    Cluster(nodes=2, cores=8, sentences=10_000_000, parts=10),
    Cluster(nodes=4, cores=16, sentences=10_000_000, parts=10),
    Cluster(nodes=10, cores=16, sentences=10_000_000, parts=10),
    Cluster(nodes=10, cores=16, sentences=100_000_000, parts=100),
    Cluster(nodes=20, cores=32, sentences=100_000_000, parts=100),
)

LOAD = 0.7
"""Share of the most questions a second at which latencies are stated, one node dead or not."""

SIZES, QUICK_SIZES = (10_000, 100_000, 1_000_000), (1_000, 10_000)
QUESTIONS, QUICK_QUESTIONS = 20, 5
VECTORS, QUICK_VECTORS = 10_000_000, 1_000_000
QUICK_PART, QUICK_ENCODED = 250_000, 1_000


def measure(options: Options) -> dict[str, Any]:
    """Libraries and vectors are those of the benchmark `scaling`; what it made is used again."""
    folder = SCRATCH_DIR / "scaling" / default_encoder().fingerprint.sha256[:8]
    texts = list(options.data) if options.data else [SAMPLE_TEXTS]
    limit = options.limit
    if limit is None:
        limit = QUICK_ENCODED if options.quick else MAX_ENCODED
    vectors, _, real = sample_vectors(texts, limit, folder, print_line)
    libraries = dict[int, Path]()
    for size in QUICK_SIZES if options.quick else SIZES:
        libraries[size] = folder / f"{size}.pincite"
        stored_library(
            libraries[size], texts, size, real, default_encoder().fingerprint, print_line
        )
    asked = [each.question for each in load(SAMPLE).questions]
    size, part = (QUICK_VECTORS, QUICK_PART) if options.quick else (VECTORS, PART)
    # first, for it keeps what it has measured, whatever happens later
    recall = measure_recall(size, part, real, vectors, SCRATCH_DIR / "cluster")
    print_line("measuring the steps of a question")
    figures = measure_costs(libraries, asked[: QUICK_QUESTIONS if options.quick else QUESTIONS])
    rows = modelled(CLUSTERS[:4] if options.quick else CLUSTERS, costs_of(figures), figures)
    return {"costs": figures, "clusters": rows, "recall": recall}


def modelled(
    clusters: Sequence[Cluster], costs: Costs, figures: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """What the model says of each cluster, and of the same with one node dead."""
    rows = []
    for cluster in clusters:
        most = capacity(cluster, costs)
        loaded = simulate(cluster, costs, LOAD * most)
        row: dict[str, Any] = {
            "nodes": cluster.nodes,
            "cores": cluster.cores,
            "sentences": cluster.sentences,
            "copies": cluster.copies,
            "rate": most,
            "p95": loaded.p95,
            "memory": _memory(cluster, figures),
            "processor": loaded.processor,
        }
        if cluster.copies > 1:
            less = replace(cluster, dead=1)
            row["rate, one dead"] = capacity(less, costs)
            row["p95, one dead"] = simulate(less, costs, LOAD * most).p95
        rows.append(row)
    return rows


def _memory(cluster: Cluster, figures: Mapping[str, Any]) -> float:
    """Bytes of a node: its front end and reader, and its copies of parts."""
    sizes = {int(size): each["memory"] for size, each in figures["sizes"].items()}
    small, large = min(sizes), max(sizes)
    of_sentence = (sizes[large] - sizes[small]) / (large - small)
    sentences = cluster.copies_of_parts * cluster.sentences / cluster.parts
    return float(sizes[small] + of_sentence * sentences)


def table(figures: Mapping[str, Any]) -> str:
    """Markdown: the clusters, recall by the share compared, and what the steps cost."""
    return "\n\n".join(
        [
            _cluster_table(figures["clusters"]),
            _recall_table(figures["recall"]),
            _cost_table(figures["costs"]),
        ]
    )


def _cluster_table(rows: Sequence[Mapping[str, Any]]) -> str:
    head = (
        *("nodes × cores", "sentences", "copies", "answers/s", "p95", "memory of a node"),
        *("one node dead: answers/s", "p95", "core hours a million questions"),
    )
    cells = []
    for row in rows:
        dead = ("–", "–")
        if "rate, one dead" in row:
            dead = (_rate(row["rate, one dead"]), _seconds(row["p95, one dead"]))
        cells.append(
            (
                f"{row['nodes']} × {row['cores']}",
                f"{row['sentences'] / 1e6:,.0f} M",
                str(row["copies"]),
                _rate(row["rate"]),
                _seconds(row["p95"]),
                f"{row['memory'] / 1e9:.1f} GB",
                *dead,
                f"{row['processor'] * 1e6 / 3600:,.0f}",
            )
        )
    return markdown_table(head, cells)


def _rate(questions: float) -> str:
    return f"{questions:,.{0 if questions >= 10 else 1}f}"


def _seconds(p95: float) -> str:
    """Above MAX_P95 it grows as long as questions come."""
    return f"{p95:.2f} s" if p95 <= MAX_P95 else "too many"


def _recall_table(figures: Mapping[str, Any]) -> str:
    head = (
        "lists searched",
        "vectors compared",
        "recall@10",
        "with the hits of each part",
        "a part",
    )
    rows = [
        (
            f"{row['probed']:,}{' (as it is)' if row['own'] else ''}",
            f"{100 * row['compared']:.0f} %",
            f"{row['recall']:.3f}",
            f"{row['recall of all']:.3f}",
            f"{1e3 * row['seconds']:.1f} ms",
        )
        for row in figures["rows"]
    ]
    said = (
        f"**{figures['vectors']:,} vectors** in {figures['parts']} parts,"
        f" {figures['lists']:,} lists, {figures['questions']} questions:"
    )
    return f"{said}\n\n{markdown_table(head, rows)}"


def _cost_table(figures: Mapping[str, Any]) -> str:
    sizes = sorted(map(int, figures["sizes"]))
    head = ("processor time of a question, ms", *(f"{size:,} sentences" for size in sizes))
    rows = [
        (name, *(f"{1e3 * figures['sizes'][str(size)][name]:.1f}" for size in sizes))
        for name in STEPS
    ]
    whole, parts = figures["one process"]["processor"], figures["its steps"]
    said = (
        f"The hits of a part merged: {1e3 * figures['merge']:.2f} ms; a message:"
        f" {1e3 * figures['call']:.2f} ms at the sender, {1e3 * figures['answer']:.2f} ms at the"
        f" receiver. One process that two ask at once takes {1e3 * whole:.0f} ms of processor time"
        f" a question at {max(sizes):,} sentences; its steps together take {1e3 * parts:.0f} ms."
    )
    return f"{markdown_table(head, rows)}\n\n{said}"
