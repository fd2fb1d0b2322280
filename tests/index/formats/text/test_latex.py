"""LaTeX: words, headings, tables; what cannot be resolved is counted."""

from __future__ import annotations

from index.formats.text.latex import read_tex
from index.formats.text.latex_lists import Lists

SOURCE = r"""\documentclass[12pt]{article}
\usepackage[utf8]{inputenc}
\title{On \emph{Mills} in K\"oln}\author{Zo\"e Br\"uck}
\date{2021-05-01}
\begin{document}
\maketitle
\section{Grinding\label{sec:g}}
The mill~ground 50\% of the wheat, % said he
see Section~\ref{sec:g} and \cite{smith2020}.\footnote{As \textbf{told} by Ann.}
It cost \$5 --- or $x^2$ marks; \v{S}koda, \c{c}a va, na\"{\i}ve, {\bf bold}.

\begin{itemize}
\item First ``item''.
\item[Two] Second item.
\end{itemize}
\begin{table}[h]
\caption{Prices}
\begin{tabular}{|l|r|}
\hline
Year & Toll \\ \hline
1931 & 2 crowns \\[2pt]
1932 & \multicolumn{1}{c}{3 crowns} \\
\end{tabular}
\end{table}
\begin{equation}
E = mc^2
\end{equation}
\includegraphics[width=5cm]{mill.png}
See \href{http://x.example}{the site}.
\end{document}
Not read.
"""


def test_latex_is_read_without_its_commands() -> None:
    extract = read_tex(SOURCE.encode())
    assert extract.text.split("\n\n") == [
        "On Mills in Köln",
        "Grinding",
        "The mill ground 50% of the wheat, see Section and [smith2020]. (As told by Ann.)\n"
        "It cost $5 — or x^2 marks; Škoda, ça va, naïve, bold.",
        "First “item”.",
        "Two Second item.",
        "Prices",
        "Year: 1931; Toll: 2 crowns.",
        "Year: 1932; Toll: 3 crowns.",
        "E = mc^2",
        "See the site.",
    ]
    assert (extract.title, extract.author, extract.date) == (
        "On Mills in Köln",
        "Zoë Brück",
        "2021-05-01",
    )
    assert extract.losses == {"reference numbers skipped": 1, "pictures skipped": 1}
    assert [mark.label for mark in extract.markers if mark.kind == "heading"] == [
        "On Mills in Köln",
        "Grinding",
    ]


def test_a_part_without_a_preamble_and_broken_source_are_read() -> None:
    assert read_tex(rb"\chapter{One} Words {here.").text == "One\n\nWords here."
    assert read_tex(b"\\textbf{" * 3_000 + b"deep").text == "deep"
    assert read_tex(b"\\footnote{" * 300 + b"deep").text.strip("( )") == ""


def test_items_of_lists_have_their_numbers() -> None:
    source = r"""\begin{enumerate}\item Oats\item Rye
\begin{enumerate}\item early\item[!] late\end{enumerate}\end{enumerate}
\begin{enumerate}[label=(\roman*), start=3]\item Barley\end{enumerate}
\begin{enumerate}\def\labelenumi{\alph{enumi})}\setcounter{enumi}{3}\item Millet\end{enumerate}
\begin{itemize}\item Peas\begin{enumerate}\item green\end{enumerate}\end{itemize}"""
    assert read_tex(source.encode()).text.split("\n\n") == [
        *("1. Oats", "2. Rye", "(a) early", "! late", "(iii) Barley", "d) Millet"),
        *("Peas", "1. green"),
    ]


def test_definitions_and_lengths_are_no_text_and_raised_digits_stand_apart() -> None:
    source = r"""\newcommand{\mill}[1]{\textbf{#1}}\setlength{\parindent}{0pt}\setcounter{page}{3}
\hypertarget{size}{The hall holds 450\textsuperscript{2} and 60 m\textsuperscript{2}.}"""
    assert read_tex(source.encode()).text == "The hall holds 450^2 and 60 m²."


def test_lists_within_lists_count_apart() -> None:
    lists = Lists()
    assert lists.number() == ""
    lists.begin("enumerate", "")
    assert lists.number() == "1."
    lists.begin("enumerate", "[start=3]")
    assert [lists.number(), lists.number()] == ["(c)", "(d)"]
    lists.begin("itemize", "")
    assert lists.number() == ""
    lists.end()
    lists.end()
    assert lists.number() == "2."
