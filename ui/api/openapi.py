"""The description of the API in the words of OpenAPI 3.1, for `/api/openapi.json` and the page `/api/docs`."""

from __future__ import annotations

from functools import cache
from typing import Any

from ui.api.service import MAX_DOCUMENTS, MAX_PASSAGES

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_NUMBER: Schema = {"type": "number"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_OR_NULL: Schema = {"type": ["string", "null"]}
_RANK: Schema = {"type": ["integer", "null"], "minimum": 1}

_FILTERS: dict[str, Schema] = {
    "sources": _TEXTS
    | {"description": 'Patterns of file names such as "*.pdf"; one of them must fit.'},
    "title": _TEXT | {"description": "Words that stand in the title, in any case."},
    "tags": _TEXTS | {"description": "What the documents are filed under; all of these."},
    "since": _TEXT
    | {"description": "The first date that the documents may bear: 2024, 2024-03 or 2024-03-31."},
    "until": _TEXT | {"description": "The last one."},
    "library": _TEXT
    | {"description": "One of /api/libraries; by default the one that was opened."},
}
_QUESTION = _TEXT | {
    "description": "At most 2,000 characters.",
    "examples": ["How high is the bridge?"],
}
_METHOD = {
    "enum": ["hybrid", "dense", "lexical"],
    "default": "hybrid",
    "description": "By meaning, by words, or by both.",
}
_K = {
    "type": "integer",
    "minimum": 1,
    "maximum": MAX_PASSAGES,
    "default": 10,
    "description": "How many passages.",
}
_LIMIT = {"type": "integer", "minimum": 0, "maximum": MAX_DOCUMENTS, "default": 100}
_HASH = _TEXT | {"description": "SHA-256 of the document's UTF-8 text, in hex."}


def _object(properties: dict[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    needed = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": False,
    }


def _list(name: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


_PLACE: dict[str, Schema] = {
    "title": _TEXT,
    "source": _TEXT,
    "page": _OR_NULL,
    "section": _OR_NULL,
    "start": _COUNT,
    "end": _COUNT,
}
_SENTENCE: dict[str, Schema] = {"sentence_start": _COUNT, "sentence_end": _COUNT, "sentence": _TEXT}
_READ = {**_PLACE, "text": _TEXT, "dense_rank": _RANK, "lexical_rank": _RANK}

_SCHEMAS: dict[str, Schema] = {
    "Answer": _object(
        {
            "question": _TEXT,
            "answer": _OR_NULL
            | {"description": "The quoted words; null when no answer was found."},
            "answer_type": {"enum": ["words", "sentences"]},
            "confidence": _NUMBER
            | {"description": "The probability that the best reading is right."},
            "threshold": _NUMBER
            | {"description": "The confidence below which no answer is given."},
            "citations": _list("Citation"),
            "candidates": _list("AnswerCandidate"),
            "passages": _list("Read"),
            "documents": _COUNT,
            "reader": _TEXT,
            "milliseconds": _NUMBER,
        }
    ),
    "Citation": _object(
        {
            "number": _COUNT,
            **_PLACE,
            "hash": _HASH,
            "quote": _TEXT,
            **_SENTENCE,
            "author": _TEXT,
            "date": _TEXT,
        }
    ),
    "AnswerCandidate": _object(
        {
            "text": _TEXT,
            "confidence": _NUMBER,
            "features": {"type": "object"},
            "occurrences": _list("Citation"),
        }
    ),
    "Read": _object(_READ),
    "Passages": _object({"question": _TEXT, "passages": _list("Passage"), "milliseconds": _NUMBER}),
    "Passage": _object(
        {
            **_READ,
            "hash": _HASH,
            "score": _NUMBER | {"description": "Only its order means something."},
        }
    ),
    "Documents": _object({"total": _COUNT, "documents": _list("Document")}),
    "Document": _object(
        {
            **{
                "id": _COUNT,
                "source": _TEXT,
                "title": _TEXT,
                "hash": _HASH,
                "added": _TEXT,
                "characters": _COUNT,
                "sentences": _COUNT,
            },
            **{
                "warnings": _TEXTS,
                "author": _TEXT,
                "date": _TEXT,
                "tags": _TEXTS,
                "losses": {"type": "object"},
            },
        }
    ),
    "Verified": _object({"verified": {"type": "boolean"}, "problem": _OR_NULL}),
    "Libraries": _object(
        {
            "libraries": _TEXTS,
            "first": _TEXT | {"description": "The one that is asked where none is named."},
        }
    ),
    "Health": _object({"status": {"const": "ok"}, "documents": _COUNT, "generation": _COUNT}),
    "Error": _object({"error": _TEXT | {"description": "What is wrong, and what to do."}}),
}


def _json(name: str) -> Schema:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _answers(name: str, *others: str) -> Schema:
    said = {
        "400": "It cannot be done; the error says what to change.",
        "503": "Busy. Ask again after Retry-After seconds.",
    }
    refusals = {
        status: {"description": said[status], "content": _json("Error")} for status in others
    }
    return {"200": {"description": "OK", "content": _json(name)}, **refusals}


def _posted(summary: str, body: Schema, answer: str) -> Schema:
    request = {"required": True, "content": {"application/json": {"schema": body}}}
    return {
        "post": {
            "summary": summary,
            "requestBody": request,
            "responses": _answers(answer, "400", "503"),
        }
    }


def _got(
    summary: str, needed: dict[str, Schema], optional: dict[str, Schema], answer: str
) -> Schema:
    known = [(name, schema, name in needed) for name, schema in {**needed, **optional}.items()]
    parameters = [
        {"name": name, "in": "query", "required": must, "schema": schema}
        for name, schema, must in known
    ]
    return {
        "get": {
            "summary": summary,
            "parameters": parameters,
            "responses": _answers(answer, "400") if known else _answers(answer),
        }
    }


@cache
def document() -> Schema:
    searched = {"question": _QUESTION, "k": _K, "method": _METHOD, **_FILTERS}
    cited = {"hash": _HASH, "start": _COUNT, "end": _COUNT, "quote": _TEXT}
    text = {"200": {"description": "OK", "content": {"text/plain": {"schema": _TEXT}}}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pincite",
            "version": "1",
            "summary": "Answers quoted from your own documents.",
            "description": "Ranges are half open and count Unicode code points of the text as it was extracted.",
        },
        "paths": {
            "/api/ask": _posted(
                "The words that answer a question, and where they stand",
                _object({"question": _QUESTION, **_FILTERS}, (*_FILTERS,)),
                "Answer",
            ),
            "/api/search": _posted(
                "The passages that fit a question",
                _object(searched, (*_FILTERS, "k", "method")),
                "Passages",
            ),
            "/api/documents": _got(
                "The documents of a library",
                {},
                {**_FILTERS, "limit": _LIMIT, "offset": _COUNT},
                "Documents",
            ),
            "/api/verify": _got(
                "Do the quoted words stand where a citation says?",
                cited,
                {"library": _FILTERS["library"]},
                "Verified",
            ),
            "/api/libraries": _got("The libraries that can be asked", {}, {}, "Libraries"),
            "/healthz": _got("Is the server there?", {}, {}, "Health"),
            "/metrics": {"get": {"summary": "Counters for Prometheus", "responses": text}},
        },
        "components": {"schemas": _SCHEMAS},
    }
