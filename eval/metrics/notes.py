"""What each measure counts, in a line: for the tables, the reports and --help. Imports nothing, so that --help answers at once."""

from __future__ import annotations

NOTES = {
    "right": "an answer that overlaps a gold range, or no answer where there is no gold",
    "em": "exact match as in SQuAD 2.0; abstaining on the unanswerable counts 1",
    "f1": "word overlap with the best gold answer, as in SQuAD 2.0",
    "em_answerable": "exact match over the answerable questions alone",
    "f1_answerable": "F1 over the answerable questions alone",
    "sentence_right": "answerable questions whose answer's sentence overlaps a gold range",
    "accuracy": "right ones among the answers given",
    "coverage": "questions to which an answer was given",
    "accuracy@50%": "right ones among the best readings, of the surest half of the questions",
    "accuracy@80%": "the same, of the surest four fifths",
    "hit@1": "answerable questions with a whole gold range in the first passage read",
    "hit@5": "the same, in the first five",
    "hit@10": "the same, in the first ten",
    "mrr": "mean of 1 / rank of the first such passage, 0 where none was read",
    "recall@10": "gold ranges (or relevant documents) among those of the first ten passages",
    "ndcg@10": "the order of the first ten passages (or documents) against the best order",
    "map": "mean average precision of the passages (or documents) read",
    "abstention_precision": "unanswerable ones among the abstentions",
    "abstention_recall": "abstentions among the unanswerable questions",
    "abstention_f1": "harmonic mean of the two",
    "ece": "calibration error of the best reading's confidence, ten equal-width bins; lower is better",
    "brier": "mean squared error of that confidence; lower is better",
    "aurc": "area under the risk-coverage curve of the best readings; lower is better",
    "p50": "median time from question to answer, nearest rank",
    "p95": "95th percentile of it, nearest rank",
    "p99": "99th percentile of it, nearest rank",
}
LOWER_IS_BETTER = frozenset({"ece", "brier", "aurc", "p50", "p95", "p99"})
