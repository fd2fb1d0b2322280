"""How the reader is made: a small encoder, fine-tuned to point at the words that answer, or at "no answer".

    python -m qa.train prepare ROWS.jsonl.gz build/reader --held-out SQUAD-DEV.json.gz    prints PREPARED, minutes
    python -m qa.train fit PREPARED build/reader/l6 --base minilm-l6 --rows 60000         stop it and start it as you like
    python -m qa.train score build/reader/l6/step-NNNNNNNN SQUAD-DEV.json.gz              EM, F1, no-answer precision and recall
    python -m qa.train export build/reader/l6 build/reader/minilm-l6-reader               a folder for python -m qa --reader
    python -m qa.train ship build/reader/l12 qa/model                                     the int8 model that users get
    python -m qa.train thaw qa/model msmarco-L12-deq build/reader/thawed                  a base again, to train on from
    python -m qa.train blend build/reader/thawed build/reader/l12 build/reader/between    half of what that training changed

1. prepare: rows of answered questions are checked, the shares of the sources chosen, half of the short contexts set between their
   neighbours, and one unanswerable example added for two answered ones: another context that our own search finds for the question,
   the context without its answer (`negatives`), or the question altered in a word (`altered`). Paragraphs of a held-out SQuAD file,
   copies and edits of them too, stay outside.
2. fit: windows of 384 tokens with a stride of 128, the first token standing for "no answer"; batches of like length, at most 32 rows
   and 4,096 tokens; AdamW, rate rising to 1e-4 in 5 % of the rows and falling to 0; cross-entropy of start and end, with `--teacher`
   mixed with the divergence from a larger reader. Two epochs, or `--rows`. Everything is drawn by the seed and the step.
3. The same recipe runs anywhere: in bfloat16 on a GPU (minutes), in single precision on two CPU cores (hours). A checkpoint every ten
   minutes and at Ctrl-C or SIGTERM; the same command goes on from the newest, on another device too; other settings are refused.
   No dropout; on a CPU in bfloat16, attention is a pair of plain products (`attention`): three times as fast together.
4. score reads each question with its paragraph through `qa.readers.reader`, as users' questions are. Choose between models on development
   data alone.
5. ship exports to ONNX, compares the graph with the model, and stores the weights in 8 bits, a scale for each channel (`qa.readers.onnx`).
   How the shipped reader came about, with its figures: `qa/model/README.md`.
6. thaw takes the shipped model back to a base; blend sets a reader halfway between what a training began from and what it became,
   which kept most of what was gained and gave back what was lost.
"""
