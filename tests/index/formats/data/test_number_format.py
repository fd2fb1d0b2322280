"""Numbers as cells show them. The expected values are LibreOffice's, but for dates before 1900."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats.data.number_format import BUILT_IN, general, show, show_text

EPOCH = datetime(1899, 12, 30)
MAC_EPOCH = datetime(1904, 1, 1)
ACCOUNTS = '_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-'


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("0", "2.5", "3"),
        ("0.00", "2.675", "2.68"),
        ("0.00", "-0.004", "0.00"),
        ("#,##0", "1234567.891", "1,234,568"),
        ("#,##0.##", "1234.5", "1,234.5"),
        ("0.0##", "12", "12.0"),
        ("#.##", "0.153", ".15"),
        ("00000", "42", "00042"),
        ("0000-0000", "1234567", "0123-4567"),
        ("(000) 000-0000", "5551234567", "(555) 123-4567"),
        ("000\\-00\\-0000", "78051120", "078-05-1120"),
        ("# ##0", "1234567", "1234 567"),
        ("#,##0,", "1234567", "1,235"),
        ('0.0,,"M"', "1234567.891", "1.2M"),
        ("0%", "0.153", "15%"),
        ("0.0%", "-0.1534", "-15.3%"),
        ("#,##0.0 %", "12.3456", "1,234.6 %"),
        ("0.00E+00", "1234.567", "1.23E+03"),
        ("0.00E+00", "0.000999999", "1.00E-03"),
        ("##0.0E+0", "12345", "12.3E+3"),
        ("0E-0", "0.5", "5E-1"),
        ("# ?/?", "1234.567", "1234 4/7"),
        ("# ?/?", "0.5", "1/2"),
        ("# ?/?", "2.999", "3"),
        ("# ??/??", "1234.567", "1234 55/97"),
        ("# ?/8", "1.5", "1 4/8"),
        ("?/?", "1.5", "3/2"),
        ('0 ?/? "in"', "0.25", "0 1/4 in"),
    ],
)
def test_digits(code: str, value: str, shown: str) -> None:
    assert show(value, code, EPOCH) == shown


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ('0.0" kg"', "12.345", "12.3 kg"),
        ('#,##0.0\\ "m²"', "1234.56", "1,234.6 m²"),
        ('0.00 "°C"', "-3.5", "-3.50 °C"),
        ('"€"#,##0.00', "1234.5", "€1,234.50"),
        ("[$€-407]\\ #,##0.00", "99", "€ 99.00"),
        ("#,##0.00 [$CHF-807]", "1234.5", "1,234.50 CHF"),
        ("#,##0\\ [$kr-41D]", "140", "140 kr"),
        ("$#,##0;[Red]-$#,##0", "-1234", "-$1,234"),
        ('"$"#,##0.00_);\\("$"#,##0.00\\)', "-1234.567", "($1,234.57)"),
        ("#,##0 ;(#,##0)", "-1234", "(1,234)"),
        (ACCOUNTS, "1234.5", "1,234.50 €"),
        (ACCOUNTS, "-5", "-5.00 €"),
        (ACCOUNTS, "0", "- €"),
        ('+0%;-0%;"flat"', "0", "flat"),
        ("[Green]▲0%;[Red]▼0%", "-0.5", "▼50%"),
        ("0;[Red]0", "-5", "-5"),
        ("#,##0;-#,##0;–", "0", "–"),
        ('[>=100]"big "0;[<0]"below "0;0.0', "250", "big 250"),
        ('[>=100]"big "0;[<0]"below "0;0.0', "-4", "below 4"),
        ('[>=100]"big "0;[<0]"below "0;0.0', "7", "7.0"),
        ("[<1]0.00%;0", "0.25", "25.00%"),
        ("[<1]0.00%;0", "3", "3"),
        ('[=1]0" day";0" days"', "1", "1 day"),
        ('[=1]0" day";0" days"', "3", "3 days"),
        ('"Yes";"Yes";"No"', "0", "No"),
        ('"paid"', "3", "paid"),
        (";;;", "12", ""),
        ("0;-0;;@", "0", ""),
        ("@", "00123.50", "123.5"),
        ("General", "0.30000000000000004", "0.3"),
        ('General" kg"', "2.5", "2.5 kg"),
        ('"Nr. "0', "7", "Nr. 7"),
        ("0\\;0", "12", "1;2"),
        ('0 "a;b"', "1", "1 a;b"),
    ],
)
def test_units_currencies_and_sections(code: str, value: str, shown: str) -> None:
    assert show(value, code, EPOCH) == shown


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("yyyy-mm-dd", "45123.3125", "2023-07-16"),
        ("dd.mm.yyyy", "45123", "16.07.2023"),
        ("m/d/yy h:mm", "45123.3125", "7/16/23 7:30"),
        ("yyyy-mm-dd h:mm", "45123.3125", "2023-07-16 07:30"),
        ("dddd, d mmmm yyyy", "45123", "Sunday, 16 July 2023"),
        ("[$-409]mmm-yy;@", "45123", "Jul-23"),
        ("[$-F800]dddd, mmmm dd, yyyy", "45123", "Sunday, July 16, 2023"),
        ("yyyy\\-mm\\-dd\\Thh:mm:ss", "45123.3125", "2023-07-16T07:30:00"),
        ("mmmmm", "45123", "J"),
        ("h:mm AM/PM", "0.625", "3:00 PM"),
        ("hh:mm A/P", "0.25", "06:00 A"),
        ("h:mm:ss", "0.3125", "7:30:00"),
        ("hh:mm:ss.000", "0.1531234", "03:40:29.862"),
        ('h"h" mm"min"', "0.3125", "7h 30min"),
        ("mm:ss", "0.01", "14:24"),
        ("[h]:mm", "1.75", "42:00"),
        ("[h]:mm:ss", "-0.5", "-12:00:00"),
        ("[mm]:ss", "0.01", "14:24"),
        ("[s]", "0.5", "43200"),
        ("m/d/yyyy h:mm", "0.3125", "7:30"),
        ("d/m/yyyy", "1", "1/1/1900"),
        ("d/m/yyyy", "61", "1/3/1900"),
        ("d/m/yyyy", "0", "0"),
        ("d/m/yyyy", "-5", "-5"),
        ("d/m/yyyy", "99999999999", "99999999999"),
    ],
)
def test_dates_times_and_durations(code: str, value: str, shown: str) -> None:
    assert show(value, code, EPOCH) == shown


def test_the_calendar_of_1904() -> None:
    assert show("34657", "yyyy-mm-dd", MAC_EPOCH) == "1998-11-20"
    assert show("0", "yyyy-mm-dd", MAC_EPOCH) == "1904-01-01"


def test_a_text_has_the_words_of_its_format() -> None:
    assert show_text("A7", '"Room "@') == "Room A7"
    assert show_text("A7", "0.00") == "A7"
    assert show_text("A7", "0;-0;0;") == ""
    assert show_text("A7", '0;-0;0;@" (old)"') == "A7 (old)"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_decimals_are_rounded_half_up(value: Decimal) -> None:
    expected = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert Decimal(show(str(value), "#,##0.00", EPOCH).replace(",", "")) == expected


@given(st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)))
def test_dates_are_those_of_the_calendar(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    days = repr((moment - EPOCH) / timedelta(days=1))
    assert show(days, "yyyy-mm-dd hh:mm:ss", EPOCH) == f"{moment:%Y-%m-%d %H:%M:%S}".zfill(19)


@settings(max_examples=400)
@given(
    st.lists(
        st.sampled_from([*'0#?.,%/@;"\\_*E+-[] dmyhse', "E+0", "[h]", "[$€-407]", "[>1]", "A/P"])
    ).map("".join),
    st.floats() | st.integers().map(float),
)  # fmt: skip
def test_any_code_shows_any_number(code: str, number: float) -> None:
    shown = show(repr(number), code, EPOCH)
    assert shown == " ".join(shown.split())
    assert isinstance(show_text(repr(number), code), str)


def test_general_numbers_have_at_most_eleven_digits() -> None:
    assert [general(value) for value in ("1e-7", "123456789012", "0.1", "1E+3", "0")] == [
        *("0.0000001", "123456789012", "0.1", "1000", "0")
    ]


def test_built_in_formats() -> None:
    assert show("45123", BUILT_IN[14], EPOCH) == "2023-07-16"
    assert show("-12.5", BUILT_IN[44], EPOCH) == "($12.50)"


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("-5.5", "0.00;0", "-6"),
        ("-1234.5", "#,##0.0_);#,##0", "-1,235"),
        ("-5", '0" kr";0', "-5"),
        ("-5", '0;0" CR"', "5 CR"),
        ("-5", "0.0;(0.0)", "(5.0)"),
        ("-5", "-0;-0", "-5"),
        ("5.5", "0.00;0", "5.50"),
    ],
)
def test_a_negative_number_has_a_sign_unless_the_format_marks_it_otherwise(
    value: str, code: str, expected: str
) -> None:
    assert show(value, code, datetime(1899, 12, 30)) == expected
