"""How the reader is made: a small encoder, fine-tuned to predict an answer span or "no answer".

    pincite train prepare ROWS.jsonl.gz build/reader --held-out SQUAD-DEV.json.gz
    pincite train fit PREPARED build/reader/l6 --base minilm-l6 --rows 60000
    pincite train score build/reader/l6/step-NNNNNNNN SQUAD-DEV.json.gz
    pincite train export build/reader/l6 build/reader/minilm-l6-reader
    pincite train export-onnx build/reader/l12 qa/model
    pincite train dequantise qa/model msmarco-L12-deq build/reader/dequantised
    pincite train interpolate build/reader/dequantised build/reader/l12 build/reader/between

1. prepare checks rows of questions with and without an answer, chooses the shares of the sources,
   sets half of the short contexts between their neighbours, writes the title before half of the
   contexts of a known document, and adds one unanswerable example for two answered ones: another
   context that the project's lexical search finds for the question, the context without its answer
   (`negatives`), or the question with a changed word (`perturb`). Paragraphs of a held-out SQuAD
   file, and copies and edits of them, are left out. Made tables, distractors and noise are options
   (`augment`).
2. fit uses windows of 384 tokens with a stride of 128, the first token standing for "no answer";
   batches of similar length, at most 32 rows and 4,096 tokens; AdamW, the learning rate
   rising to 1e-4 in 5 % of the rows and falling to 0; cross-entropy of start and end, with
   `--teacher` mixed with the divergence from a larger reader. Two epochs, or `--rows`. All random
   choices depend on the seed and the step. In bfloat16 on a GPU it takes minutes, in single
   precision on two CPU cores hours. A checkpoint is written every ten minutes and at Ctrl-C or
   SIGTERM; the same command resumes from the newest, also on another device; other settings are
   refused. There is no dropout; on a CPU in bfloat16 attention is a pair of plain products
   (`attention`): together three times as fast.
3. score reads each question with its paragraph through `qa.readers.reader`, as users' questions
   are. Choose between models on development data only.
4. export writes a folder for `pincite ask --reader`; export-onnx exports to ONNX, compares the
   graph with the model, and stores the weights in 8 bits with a scale for each channel
   (`qa.readers.onnx`). How the bundled reader was made, with its figures: `qa/model/README.md`.
5. dequantise turns the bundled model into a base again; interpolate sets a reader halfway between
   a base and what it was trained to, which retained most of the gain and removed most of the loss.
"""
