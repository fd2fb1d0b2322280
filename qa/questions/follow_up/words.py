"""Closed classes of English words, and forms of verbs, for reading short questions."""

from __future__ import annotations

from index.search import name_words


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


WH = frozenset({"who", "whom", "whose", "what", "which", "when", "where", "why", "how"})
BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "am"})
DO = frozenset({"do", "does", "did"})
HAVE = frozenset({"has", "have", "had"})
MODAL = frozenset(
    {"can", "could", "will", "would", "shall", "should", "may", "might", "must", "ought"}
)
AUXILIARY = BE | DO | HAVE | MODAL
DETERMINERS = _set(
    "the a an this that these those my your our his her its their any some no all every each both "
    "another"
)
ARTICLES = DETERMINERS - {"this", "that", "these", "those"}
"""Those that do not stand alone."""

PREPOSITIONS = _set(
    "of in on at for to from by with under about between during after before since until till per "
    "against without within into over through as than like via among around near behind above "
    "below towards across besides concerning regarding according outside inside beyond"
)
PRONOUNS = _set(
    "i you he she it we they me him us them who one ones there then himself herself itself "
    "themselves something anything everything someone anyone everyone nothing"
)
OTHERS = _set(
    "and or but nor that if because so when while not also still only just ever yet already even "
    "again too very more most much many less least else please exactly then there once "
    "now it's"
)
"""Conjunctions and adverbs, which no noun phrase contains."""

THINGS = frozenset({"it", "its", "this", "that"})
PERSONS = frozenset({"he", "she", "him", "her", "his"})
SEVERAL = frozenset({"they", "them", "their", "these", "those"})
POSSESSIVE = frozenset({"its", "his", "her", "their"})
CLAUSE = frozenset(
    {"when", "if", "that", "because", "and", "before", "after", "while", "who", "which"}
)

REMARKS = _set(
    "thanks thank now otherwise vice really sure rest hello hi bye yes no ok okay hurry right "
    "wrong else more me you us so how"
)
"""Of these no part of a question is made."""

DEGREES = _set(
    "much many long often far high big large old wide deep heavy tall soon fast quickly late early "
    "short small expensive strong thick hot cold good likely"
)
MONTHS = frozenset(name_words.MONTHS)
TIME_WORDS = MONTHS | _set(
    "year years month months week weeks quarter spring summer autumn fall winter today yesterday "
    "tomorrow monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays "
    "thursdays fridays saturdays sundays weekdays weekends holidays last next early late mid "
    "end beginning half q1 q2 q3 q4"
)
ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    "tenth",
)
PERSON_NOUNS = _set(
    "tenant landlord director manager chairman chairwoman chair president treasurer secretary "
    "employee worker employer trainee apprentice customer client author editor curator captain "
    "mate master engineer officer head leader founder owner buyer seller lessor lessee borrower "
    "lender licensor licensee distributor supplier contractor doctor nurse teacher pupil student "
    "member guest visitor patient judge lawyer plaintiff defendant witness minister mayor king "
    "queen wife husband son daughter mother father brother sister man woman person spokesman "
    "spokeswoman successor predecessor deputy architect inventor"
)
ORGANISATIONS = _set(
    "firm company bank supplier team club party ministry authority court university school museum "
    "association agency council union body organisation organization group society committee "
    "department office insurer store shop hospital church newspaper publisher"
)
TEXT_NOUNS = _set(
    "agreement contract lease policy handbook report minutes letter plan manual statute statutes "
    "memo invoice offer amendment guide regulation regulations bylaws protocol email mail "
    "certificate licence license paper study book article document file deed will charter "
    "treaty annex appendix schedule quotation statement record brochure leaflet"
)
ATTRIBUTES = _set(
    "weight mass height length width depth breadth diameter thickness size area surface volume "
    "capacity load power voltage current frequency consumption output input speed range distance "
    "temperature pressure density humidity age lifetime life population address location position "
    "colour color shape material name title number code version type model dimensions "
    "resolution accuracy efficiency performance yield altitude latitude longitude purpose cause "
    "reason result outcome origin status"
)
"""What is told of a thing and is itself neither made, paid, signed nor begun."""

TEXT_VERBS = _set(
    "sign signed govern governs governed date dated write wrote written amend amended terminate "
    "terminated expire expires renew renewed draft drafted say says state states extend extended "
    "assign assigned author authors publish published"
)
"""What is done with texts."""

PREDICATES = _set(
    "due open closed valid exclusive available liable responsible necessary free ready true "
    "possible full empty worth like sure present absent effective binding included "
    "compulsory mandatory optional missing made done"
)

BASE_VERBS = _set(
    "accept achieve acquire act add adopt advise affect agree allow amend announce answer appear "
    "apply appoint approve argue arrive ask assign attend audit award become begin believe belong "
    "borrow break bring build burn buy call cancel carry cause celebrate change charge check "
    "choose claim close collect come commence compete complain complete concern conclude confirm "
    "connect consider consist contain continue control cost count cover create cross deal decide "
    "deliver deny depart describe design destroy develop die differ direct discover discuss do "
    "draft drive earn elect employ end enter establish examine exclude exist expect expire "
    "explain export extend face fall fail fight file fill finance find finish fire fix flee fly "
    "follow forbid form found freeze gain get give go govern grow guarantee handle happen have "
    "hear help hide hire hold host identify impose improve include increase inform inspect insure "
    "introduce invent invest invite join keep kill know land last launch lay lead learn leave "
    "lend let license lie live locate lose maintain make manage manufacture mean meet mention "
    "mix move name need notify obtain occur offer open operate order organise organize oversee own "
    "paint park pass pay perform permit pick plan play possess prevent produce prohibit promise "
    "propose protect prove provide publish pull purchase put raise reach read receive recommend "
    "record recruit reduce refer refuse register reject release remain remove renew rent repair "
    "repay replace report require resign restore retain retire return reveal rise rule run sail "
    "say see seem sell send separate serve settle share ship show sign sing sink sit sleep speak "
    "spend stand start state stay stop store study submit succeed suffer suggest supply support "
    "take teach tell terminate testify train transfer travel treat try turn use vary visit vote "
    "wait want warn wear weigh win withdraw work write"
)
"""Frequent verbs, in the form that follows "does"."""

_IRREGULAR = (
    "became become become|began begin begun|bought buy bought|built build built|broke break broken|"
    "brought bring brought|burnt burn burnt|came come come|chose choose chosen|drew draw drawn|"
    "drove drive driven|fell fall fallen|fled flee fled|flew fly flown|fought fight fought|"
    "found find found|gave give given|got get got|grew grow grown|heard hear heard|held hold held|"
    "hid hide hidden|kept keep kept|knew know known|laid lay laid|led lead led|left leave left|"
    "lent lend lent|lost lose lost|made make made|meant mean meant|met meet met|paid pay paid|"
    "put put put|ran run run|read read read|rose rise risen|said say said|sang sing sung|"
    "sank sink sunk|sat sit sat|saw see seen|sent send sent|set set set|shot shoot shot|"
    "showed show shown|sold sell sold|spent spend spent|spoke speak spoken|stole steal stolen|"
    "stood stand stood|swam swim swum|taught teach taught|threw throw thrown|told tell told|"
    "took take taken|went go gone|won win won|wore wear worn|wrote write written|"
    "withdrew withdraw withdrawn|oversaw oversee overseen|had have had|did do done"
)
_FORMS = tuple(tuple(forms.split()) for forms in _IRREGULAR.split("|"))
_PAST = {past: (base, participle) for past, base, participle in _FORMS}
_PARTICIPLES = {participle for _, _, participle in _FORMS} | {"cut", "hurt", "let", "based", "born"}


def is_participle(word: str) -> bool:
    return word in _PARTICIPLES or (word.endswith("ed") and len(word) > 4)


def participle_of(past: str) -> str | None:
    """ "wrote" → "written", "signed" → "signed"; None for a word that is no past."""
    if past in _PAST:
        return _PAST[past][1]
    return past if past.endswith("ed") and len(past) > 4 else None


def base_of(verb: str) -> str | None:
    """ "wrote" → "write", "leads" → "lead", "opened" → "open"; None if it cannot be told."""
    if verb in _PAST:
        return _PAST[verb][0]
    cuts = {"ied": "y", "ies": "y", "ed": "", "es": "", "s": "", "d": ""}
    guesses = [verb[: -len(cut)] + end for cut, end in cuts.items() if verb.endswith(cut)]
    guesses += [verb[:-3]] if verb.endswith("ed") and verb[-3] == verb[-4:-3] else []
    known = [guess for guess in guesses if guess in BASE_VERBS]
    return known[0] if known else (guesses[0] if guesses else None)
