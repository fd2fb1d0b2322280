"""Abbreviations and other words that decide whether a full stop ends a sentence.

All are in lower case and without their last stop, unless said otherwise. Collected by hand from the
usage of law, science, letters and recipes, and compared with what Punkt's statistics find in UD
English EWT (train) and in contracts. Abbreviations of single letters with stops between them
("U.S.", "e.g.") are recognised by their form, and so are those without vowels ("Blvd.").
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BEFORE_A_NAME = _words(
    """
    mr mrs ms mx messrs mme mlle dr drs prof profs rev revd hon rep reps sen sens gov gen lt col maj
    capt cpt cmdr comdr sgt cpl pvt adm brig supt atty insp det fr sra msgr mt hr hrn
    v vs viz cf c.f eg esp ca cca approx incl excl bzw vgl vertr ie abbr assn assoc asst
    ass't p.s ppa
    """
)
"""Never end a sentence: titles, and words that something always follows."""

BEFORE_A_NUMBER = _words(
    """
    no nos nr nrs art arts para paras par pars sec secs sect sects subsec subpara cl cls reg regs
    fig figs eq eqs ch chs chap chaps p pp pg pgs pt pts vol vols ed eds ex exh exhs exs app apps
    appx sched schs tab tel fax ext mob ph rm ste apt bldg ver ref refs ser stat stats supp ss
    fn n nn ll abs ziff kap bd rn rdnr lit op cit ibid id loc dkt cert cir resol ord prop amend abb
    aufl
    """
)
"""Go before a number, a letter or a name."""

MAY_END = _words(
    """
    inc ltd co cos corp corps llc llp plc pty jr sr esq etc al seq suppl supps cont contd govt
    univ inst dept depts div dist dir misc orig est resp intl natl pub publ repr doc docs rept res
    cong cas ann civ crim evid bus ins mkt ct fed bankr rptr trans proc bull acad conf comm dep
    min max avg temp st ave av blvd rd hwy pkwy sq str n.y n.j u.s u.k u.n e.u d.c l.a
    phd bsc msc llm llb mba ph.d ed.d d.phil m.phil b.sc m.sc ll.b ll.m ll.d
    f.2d f.3d so.2d p.2d p.3d n.e.2d n.w.2d s.w.2d s.w.3d s.e.2d a.2d l.ed s.ct cal.app
    usw u.a o.ä evtl ggf inkl exkl gem fa mio mrd
    """
)
"""End a sentence only before a word that often begins one."""

NAMES_OF_TIMES_AND_PLACES = _words(
    """
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
    ala ariz ark calif cal colo conn del fla ga ill ind kan ky la mass md me mich minn miss mo mont
    neb nev okla ore pa penn tenn tex va vt wash wis wyo ont que dak
    """
)
"""As `MAY_END`, but only with a capital letter: "sat." and "ill." are words."""

ENGLISH_WORDS = _words(
    """
    no art arts par pars reg regs fig figs ex exs app apps tab tabs ext fax mob ref refs sec secs
    rev ed gen rep reps hon sen col det mt fr est min max lit misc div res doc docs pt bd stat prop
    cert temp cont bus ins del ch ord supp av comm conf loc abs n p ser gem fa
    """
)
"""Words, or short forms used as words, that are abbreviations too: "the fine art."."""

UNITS = _words(
    """
    tsp tbsp oz lb lbs ft in yd yds mi mph rpm kg g h mg km cm mm m ml l cl dl ha gal gals qt pt pts
    sq cu min mins sec secs hr hrs wk wks mo mos yr yrs kw kwh mw hz khz mhz ghz kb mb gb tb bn mn
    doz pcs pc cal deg
    """
)
"""After a number, end a sentence before a capital letter, but not before a small one."""

TIMES = _words("a.m p.m am pm b.c a.d b.c.e c.e p.a etc usw")
"""As `UNITS`, after any word."""

AFTER_A_TIME = _words(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december mon tue tues wed thu thurs fri sat sun jan feb
    mar apr jun jul aug sep sept oct nov dec est edt cst cdt mst mdt pst pdt gmt utc cet cest bst
    et ct mt pt eastern central mountain pacific greenwich local standard daylight
    """
)
"""Words with a capital letter that go on after "9 a.m."."""

MONTHS = _words(
    """
    january february march april may june july august september october november december jan feb
    mar apr jun jul aug sep sept oct nov dec januar februar märz mai juni juli oktober dezember
    januari februari maart mei augustus augusti maj marts desember juin juillet août
    janvier février mars avril septembre octobre novembre décembre
    """
)
"""Follow the number of a day with a stop: "3. May 2020", "12. März"."""

STARTERS = _words(
    """
    a an the this that these those it its he she they we you i my his her our their your there here
    what who whom whose how why where when which while if in on at for from with without within
    under upon until unless after before during since because although though as by to of but and
    or so yet nor however therefore thus then also moreover furthermore nevertheless otherwise
    instead meanwhile indeed finally notwithstanding subject except provided pursuant
    all any each every some such no not none neither either both another one two three many most
    several few more other others only even just still again once now today yesterday later
    is are was were be been being has have had do does did can could will would shall should
    might must let please yes nobody nothing everyone everybody anyone someone something
    according despite between among through over about against like where's it's he's she's i'm
    i've i'll you're we're they're don't didn't there's that's what's
    der die das ein eine er sie es wir und aber
    """
)
"""Words that, with a capital letter, mostly begin a sentence."""

NEVER_LAST = _words(
    "a an the this these its his her their our your my of and or between "
    "der den dem des ein eine einer und oder"
)
"""Words with which no sentence and no title ends."""

SELDOM_LAST = _words(
    """
    to in on at for from with without by as under upon into through than that which who whose if
    shall will may can could would should might is are was were be been being has have had any each
    every such other die das mit von im zur zum
    """
)
"""Words with which few titles end."""

NUMBERED = _words(
    """
    section sections subsection subsections clause clauses paragraph paragraphs article articles
    chapter chapters part parts page pages schedule schedules exhibit exhibits appendix annex rule
    rules item items figure figures table tables note notes number numbers to and or
    """
)
"""Words before the number of something."""

REPORTING = (
    "said|says|asked|asks|replied|replies|answered|cried|shouted|whispered|exclaimed|added|"
    "called|muttered|murmured|remarked|observed|inquired|continued|returned|repeated|wrote|thought"
)
"""Verbs after quoted words: “Where is it?” Tom asked."""

NUMBERED_HEADINGS = (
    r"§§?|Arts?\.?|Article|Artikel|Section|Sect?\.|Clause|Cl\.|Chapter|Ch\.|Part|Pt\.|Schedule|"
    r"Exhibit|Ex\.|Appendix|Annex|Rule|Step|Item|Paragraph|Para\.|Abschnitt|Kapitel|No\.|Nr\.|"
    r"Question|Title|Recital|Amendment|Note|Figure|Fig\.|Table|Tab\.|Abb\."
)
"""Before a number at the start of a sentence: "Art. 7. The tenant …"."""

FILE_SUFFIXES = _words(
    """
    pdf doc docx dot xls xlsx ppt pptx txt rtf csv tsv htm html xml json md py js ts java cpp exe
    dll zip gz tar jpg jpeg png gif svg tif tiff bmp mov avi wav log ini cfg bat sh com org net edu
    gov int info biz eu uk us de fr io dk se key eml msg odt ods odp epub numbers
    """
)
"""What follows a full stop in a file or host name."""
