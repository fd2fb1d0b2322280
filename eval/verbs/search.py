"""python -m eval search: how well the searches find, without reading an answer."""

from __future__ import annotations

from eval.verbs.common import load_early, note, parser, progress


def main(words: list[str]) -> int:
    made = parser(
        "search",
        "hit@k, MRR, recall@k, nDCG@10 and MAP of the dense search, of BM25 and of both fused, without reading an answer: of passages "
        "where the gold are ranges of text, of whole documents where it is documents.",
        "LIBRARY",
        "QUESTIONS",
    )
    made.add_argument("--depth", type=int, metavar="N", help="how many passages are looked at (default: 10; for gold documents, 600)")
    arguments = made.parse_args(words)

    from eval.load import load, problems
    from eval.search import DEEP, SHALLOW, search_table
    from eval.tables import search_text
    from index.library import Library
    from index.spans import PinciteError

    if arguments.depth is not None and arguments.depth < 1:
        raise PinciteError(f"A depth of {arguments.depth} finds nothing. Give 1 or more.")
    early = load_early(arguments.questions)
    with Library.open(arguments.library) as library:
        questions = load(arguments.questions, library) if early is None else early
        note([*questions.notes, *problems(library, questions)])
        documents = any(question.documents and not question.gold for question in questions.questions)
        depth = arguments.depth if arguments.depth is not None else DEEP if documents else SHALLOW
        asked = progress(questions.questions, len(questions.questions), "questions")
        print(search_text(search_table(library, asked, depth)))
        told = [f"set={questions.name}", f"digest={questions.digest[:8]}", f"depth={depth}", f"library={library.recipe}"]
        print(f"\n{' | '.join(told)} | generation={library.generation} | documents={library.count()}")
    return 0
