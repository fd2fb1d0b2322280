"""A small BEIR folder, written to disk."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

SEA, SKY = "Sea\n\nThe sea is salt.", "The sky is blue."


def beir_folder(
    folder: Path,
    qrels: str = "q1\td1\t2\nq1\td2\t0\nq2\td9\t1\n",
    place: str = "qrels/test.tsv",
) -> Path:
    corpus = [
        {"_id": "d1", "title": "Sea", "text": "The sea is salt.", "metadata": {}},
        {"_id": "d2", "text": SKY},
    ]
    queries = [{"_id": id, "text": f"{id}?"} for id in ("q1", "q2", "q3")]
    with gzip.open(folder / "corpus.jsonl.gz", "wt") as file:
        file.write("\n".join(map(json.dumps, corpus)))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)) + "\n")
    (folder / place).parent.mkdir(exist_ok=True)
    (folder / place).write_text(f"query-id\tcorpus-id\tscore\n{qrels}")
    return folder
