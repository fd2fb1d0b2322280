"""The parts of a short question: its question words, its verb, its noun phrases.

Decided by closed classes of words, not by a model: good enough to put one phrase in another's
place. Ranges are characters of the question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from qa.questions.follow_up import words as w
from qa.questions.shape import is_plural

_WORD = re.compile(r"[^\W_]+(?:[-.,'’/:@][^\W_]+)*|&")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:s|[/–-]\d{2,4})?")


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower().replace("’", "'")

    @property
    def is_open(self) -> bool:
        """Whether it is of no closed class: a noun, a verb, an adjective, a name, a number."""
        if self.start and self.text[0].isupper() and self.lower in ("may", "will", "us"):
            return True
        closed = w.WH | w.AUXILIARY | w.DETERMINERS | w.PREPOSITIONS | w.PRONOUNS | w.OTHERS
        return self.lower not in closed

    @property
    def is_name(self) -> bool:
        return self.text[0].isupper()


def tokens_of(text: str) -> list[Token]:
    return [Token(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A determiner, if there is one, and the nouns, names and adjectives behind it."""

    text: str
    start: int
    end: int
    determiner: str
    words: tuple[str, ...]
    """Without the determiner, as they are written."""
    preposition: str = ""
    """The one before it, in small letters."""

    @property
    def head(self) -> str:
        return self.words[-1].lower()

    @property
    def is_time(self) -> bool:
        return all(is_time_word(word) for word in self.words)

    @property
    def is_name(self) -> bool:
        return all(word[0].isupper() or word == "&" or word == "and" for word in self.words)

    @property
    def has_name(self) -> bool:
        return any(word[0].isupper() for word in self.words)

    @property
    def is_plural(self) -> bool:
        return (not self.has_name and is_plural(self.head)) or " and " in f" {self.text} "

    @property
    def is_person(self) -> bool:
        return self.head in w.PERSON_NOUNS

    @property
    def is_text(self) -> bool:
        return self.head in w.TEXT_NOUNS or self.head.removesuffix("s") in w.TEXT_NOUNS


def is_time_word(word: str) -> bool:
    plain = word.lower()
    is_number = bool(re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", plain))
    return plain in w.TIME_WORDS or is_number or bool(_YEAR.fullmatch(plain))


@dataclass(frozen=True)
class Question:
    """`text` with its parts; `wh` is the question word in small letters, "" for "Does …"."""

    text: str

    @cached_property
    def tokens(self) -> list[Token]:
        return tokens_of(self.text)

    @cached_property
    def _wh_index(self) -> int | None:
        for i, token in enumerate(self.tokens[:4]):
            if token.lower in w.WH:
                return i
            if token.lower not in w.PREPOSITIONS:
                return None
        return None

    @property
    def wh(self) -> str:
        return "" if self._wh_index is None else self.tokens[self._wh_index].lower

    @cached_property
    def wh_end(self) -> int:
        """Number of tokens of the question word with its noun: "Which law", "How much leave"."""
        i = self._wh_index
        if i is None:
            return 0
        end = i + 1
        if self.wh == "how" and self._at(end) in w.DEGREES:
            end += 1
            if self.tokens[end - 1].lower not in ("much", "many"):
                return end
        elif self.wh not in ("which", "what", "whose"):
            return end
        stop = end
        while stop < len(self.tokens) and (self.tokens[stop].is_open or self._is_of(stop, end)):
            stop += 1
        if self._at(stop) in w.AUXILIARY:
            return stop
        subject = next(
            (j for j in range(end + 1, stop) if self._looks_finite(j)), max(stop - 1, end)
        )
        return subject

    def _is_of(self, j: int, first: int) -> bool:
        """Whether it is "of", or its article: "How many days of leave", "Which of the cats"."""
        after_of = self._at(j - 1) == "of" and self._at(j) in w.DETERMINERS
        return (self._at(j) == "of" and (j > first or self.wh == "which")) or after_of

    def _looks_finite(self, j: int) -> bool:
        word = self.tokens[j].text
        past = w.participle_of(word) is not None
        return word.islower() and (past or (word.endswith("s") and w.base_of(word) in w.BASE_VERBS))

    def _at(self, i: int) -> str:
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""

    @cached_property
    def auxiliary(self) -> int | None:
        """The token of the auxiliary before the subject; None for "Who signed …?"."""
        return self.wh_end if self._at(self.wh_end) in w.AUXILIARY else None

    @property
    def is_of_subject(self) -> bool:
        """Whether the question word is the subject: "Who signed …?", "Which firm may sell …?"."""
        if self.wh not in ("who", "which", "what", "how", "whose") or self.verb is None:
            return False
        between = self.tokens[self.wh_end : self.verb]
        return all(token.lower in w.AUXILIARY for token in between)

    @property
    def is_question(self) -> bool:
        """Whether it has the form of one, "Who …" or "Is …", and is no list of words."""
        return bool(self.wh) or self.auxiliary is not None

    @cached_property
    def verb(self) -> int | None:
        """The token of the main verb, or of the predicate behind "is"."""
        if self.auxiliary is None:
            return self.wh_end if self.wh and self.wh_end < len(self.tokens) else None
        first = self.auxiliary + 1
        name = self._at(self.auxiliary)
        is_verb = self._is_base if name in w.DO | w.MODAL else self._is_predicate
        found = [j for j in range(first, len(self.tokens)) if is_verb(j, first)]
        at_end = [j for j in found if self._ends_run(j)]
        if at_end or found:
            return (at_end or found)[0]
        return self._last_of_subject(first) if name in w.DO | w.MODAL else None

    def _is_base(self, j: int, first: int) -> bool:
        before = self._at(j - 1)
        free = before not in w.ARTICLES and before not in w.PREPOSITIONS - {"to"}
        is_base = self._at(j) in w.BASE_VERBS and self.tokens[j].text.islower()
        return free and (before == "be" or (is_base and (j > first or bool(self.wh))))

    def _is_predicate(self, j: int, first: int) -> bool:
        before, word = self._at(j - 1), self._at(j)
        ending = word.endswith(("able", "ible")) and len(word) > 6
        able = w.is_participle(word) or word in w.PREDICATES or ending or before == "been"
        free = before not in w.ARTICLES | w.PREPOSITIONS
        follows = j > first or bool(self.wh)
        return able and free and follows and self._ends_run(j) and self.tokens[j].text.islower()

    def _ends_run(self, j: int) -> bool:
        following = self.tokens[j + 1] if j + 1 < len(self.tokens) else None
        return following is None or not (following.is_open and following.text.islower())

    def _last_of_subject(self, first: int) -> int | None:
        end = first
        while end < len(self.tokens) and (
            self.tokens[end].is_open or self._at(end) in w.DETERMINERS
        ):
            end += 1
        is_long = end - first - (self._at(first) in w.DETERMINERS) > 1
        return end - 1 if is_long else None

    @cached_property
    def phrases(self) -> list[Phrase]:
        """The noun phrases behind the question words, in order."""
        found, run = list[Phrase](), list[int]()
        verbs = {self.verb} | {
            j
            for j in range(1, len(self.tokens))
            if self._at(j - 1) == "to" and self._at(j) in w.BASE_VERBS
        }
        for j in range(self.wh_end, len(self.tokens) + 1):
            if j < len(self.tokens) and j not in verbs and self._continues(j, run):
                run.append(j)
                continue
            found += self._phrase(run)
            is_start = j < len(self.tokens) and j not in verbs and self._begins(j)
            run = [j] if is_start else []
        return found

    def _begins(self, j: int) -> bool:
        return self.tokens[j].is_open or self._at(j) in w.DETERMINERS

    def _continues(self, j: int, run: list[int]) -> bool:
        if not run:
            return self._begins(j)
        gap = self.text[self.tokens[j - 1].end : self.tokens[j].start].strip(" \"'“”‘’«»")
        if gap:
            return False
        joins = self._at(j) == "and" and j + 1 < len(self.tokens) and self.tokens[j - 1].is_name
        return self.tokens[j].is_open or (joins and self.tokens[j + 1].is_name)

    def _phrase(self, run: list[int]) -> list[Phrase]:
        determiner = self._at(run[0]) if run and self._at(run[0]) in w.DETERMINERS else ""
        words = run[1:] if determiner else run
        if not words:
            return []
        before = self._at(run[0] - 1)
        start, end = self.tokens[run[0]].start, self.tokens[run[-1]].end
        return [
            Phrase(
                self.text[start:end],
                start,
                end,
                determiner,
                tuple(self.tokens[j].text for j in words),
                before if before in w.PREPOSITIONS else "",
            )
        ]

    def whole(self, phrase: Phrase) -> str:
        """The phrase with what belongs to it: "the lease of the office in Graz"."""
        end, verb = phrase.end, self.verb
        verb_start = len(self.text) if verb is None else self.tokens[verb].start
        for following in self.phrases[self.phrases.index(phrase) + 1 :]:
            between = self.text[end : following.start].split()
            belongs = following.preposition in ("of", "between") or (
                phrase.start < verb_start and following.end <= verb_start
            )
            if len(between) != 1 or not following.preposition or not belongs or following.is_time:
                break
            end = following.end
        return self.text[phrase.start : end]
