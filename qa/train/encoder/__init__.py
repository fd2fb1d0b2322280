"""How the encoder is tuned to find, for a question, the sentence that answers it. Two steps; both go on where they were stopped.

    python -m qa.train.encoder pairs ROWS.jsonl.gz build/encoder --held-out SQUAD-DEV.json.gz     prints PAIRS, minutes
    python -m qa.train.encoder fit PAIRS build/encoder/run                                        prints a folder for index add --encoder

1. pairs: each row's question with the sentence that holds its answer, and the nearest sentences that hold none (`pairs`). Paragraphs of a
   held-out SQuAD file, copies and edits of them too, stay outside.
2. fit: sentence-transformers' own trainer and loss (`fit`), a checkpoint every hundred steps; what comes out lies between what was there
   and what was learnt (`--share`), since a tuned encoder may lose on other texts what it gains on those it was tuned on.

The encoder that is shipped is not tuned: `index/encoders/model/README.md` has what was tried, and why.
"""
