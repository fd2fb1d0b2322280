"""The language of a text, by its script and its commonest words."""

from __future__ import annotations

import re
from collections import Counter

_WORDS = {
    "English": "the what which who whom whose when where why how is are were does did has "
    "have had can could will would should must of and to for from by with it "
    "this that these those be been not you your we our they their he she his "
    "her at many much do i my me",
    "German": "der das und ist wie wer wann wo warum welche welcher welches wieviel viele "
    "nicht ein eine einen einem einer dem den des im am zum zur von für mit auf "
    "bei wird werden wurde wurden hat haben sind kann darf muss ich wir sie es",
    "French": "le la les des du un une est sont qui que quoi quel quelle quels quelles "
    "quand où pourquoi comment combien et dans pour avec par sur au aux ce "
    "cette il elle nous vous ne pas ont été",
    "Spanish": "el los las un una es son quién quien qué cuál cuáles cuándo cuando dónde "
    "donde por cómo como cuánto cuántos cuántas del y para con su se ha fue "
    "está hay",
    "Italian": "il lo gli un una è sono chi cosa quale quali quando dove perché come "
    "quanto quanti quante di del della dei delle nel nella per con che si ha "
    "hanno stato",
    "Portuguese": "os um uma é são quem qual quais quando onde como quanto quantos quantas da "
    "dos das em no na para com que foi está há não",
    "Dutch": "het een is zijn wie wat waar wanneer waarom hoe welke hoeveel en van voor "
    "met op bij wordt werd heeft hebben kan moet mag niet ik wij",
    "Polish": "jest są kto co kiedy gdzie dlaczego jak który która które ile i w z na do "
    "od się nie czy",
    "Swedish": "är och vem vad när var varför hur vilken vilket vilka många det den ett "
    "som inte för med på av till har kan",
}
_LISTS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SCRIPTS = {
    "Russian or another Cyrillic language": r"[\u0400-\u04ff]",
    "Greek": r"[\u0370-\u03ff\u1f00-\u1fff]",
    "Hebrew": r"[\u0590-\u05ff]",
    "Arabic": r"[\u0600-\u06ff]",
    "Hindi": r"[\u0900-\u097f]",
    "Korean": r"[\u1100-\u11ff\uac00-\ud7af]",
    "Japanese": r"[\u3040-\u30ff]",
    "Chinese": r"[\u4e00-\u9fff]",
}
_WORD = re.compile(r"[^\W\d_]+")
_ACCENTED = re.compile(r"[äöüßéèêàâçñ¿¡ãõåøæłśżźćńąę]", re.I)
_MIN_WORDS = 2
"""Different common words that a language needs, one less with a letter that English has not; of
English words there may be less than half as many."""

OTHER = "another language"
"""Of texts that are not in English, whose language cannot be told."""


def language(text: str) -> str:
    """The name of the language of most of the text; "" if it cannot be told.

    >>> language("Wie hoch ist der Turm?"), language("Turm 12")
    ('German', '')
    """
    letters = sum(map(str.isalpha, text))
    for name, script in _SCRIPTS.items():
        if letters and len(re.findall(script, text)) > letters / 2:
            return name
    words = {word.casefold() for word in _WORD.findall(text)}
    found = Counter({name: len(words & common) for name, common in _LISTS.items()})
    english = found.pop("English")
    (best, most), (_, second) = found.most_common(2)
    evidence = most + (_ACCENTED.search(text) is not None)
    if evidence >= _MIN_WORDS and english < most / 2:
        return best if most > second else OTHER
    return "English" if english >= _MIN_WORDS and most < english / 2 else ""
