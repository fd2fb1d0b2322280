"""What tables of everyday documents are about: columns, values, questions."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Value = Callable[[random.Random], str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the table, its name in a question, its values."""

    name: str
    value: Value = field(compare=False)
    questions: tuple[str, ...] = ()
    """With {key} for the words that identify the row; empty: only general ones."""
    asked_as: str = ""

    @property
    def spoken(self) -> str:
        return self.asked_as or self.name.lower()


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of table; its first `keys` columns identify a row, `key` says how in a question."""

    titles: tuple[str, ...]
    columns: tuple[Column, ...]
    key: str = "{0}"
    keys: int = 1


def one_of(*values: str) -> Value:
    return lambda draw: draw.choice(values)


def words_of(first: Sequence[str], second: Sequence[str]) -> Value:
    return lambda draw: f"{draw.choice(first)} {draw.choice(second)}"


def number(low: int, high: int, step: int = 1, form: str = "{:,}") -> Value:
    return lambda draw: form.format(draw.randrange(low, high, step))


def amount(low: int, high: int, form: str = "{:,.2f}") -> Value:
    return lambda draw: form.format(draw.randrange(low * 20, high * 20) / 20)


def clock(draw: random.Random) -> str:
    return f"{draw.randint(6, 21):02}:{draw.randrange(0, 60, 5):02}"


def hours(draw: random.Random) -> str:
    return f"{draw.randint(7, 10)}:{draw.choice(['00', '30'])} to {draw.randint(15, 20)}:00"


def date(draw: random.Random) -> str:
    day, month, year = draw.randint(1, 28), draw.randint(1, 12), draw.randint(1998, 2027)
    name = "January February March April May June July August September October November December"
    forms = [
        f"{day} {name.split()[month - 1]} {year}",
        f"{day:02}/{month:02}/{year}",
        f"{year}-{month:02}-{day:02}",
        f"{day} {name.split()[month - 1][:3]} {year}",
    ]
    return draw.choice(forms)


def code(draw: random.Random) -> str:
    """Codes that look alike: the same few letters and digits."""
    letters, digits = draw.choice(["KT", "KT", "RX", "B"]), draw.randint(100, 139)
    return f"{letters}-{digits * draw.choice([1, 1, 11])}"


_FIRST = ("Anna", "Anne", "Ben", "Carla", "Carlo", "Dora", "Emil", "Farah", "Greta", "Hamid")
_LAST = ("Abel", "Baker", "Barker", "Costa", "Dahl", "Eriksen", "Erikson", "Fofana", "Garg", "Hale")
person = words_of(_FIRST, _LAST)
_TOWNS = one_of("Alderney", "Birkholm", "Castra", "Dunmore", "East Dunmore", "Elverum", "Fenwick")
_DEPARTMENT = one_of("Accounts", "Archive", "Purchasing", "Sales", "Legal", "IT support", "Kitchen")
_WEEKDAYS = one_of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Mon-Fri", "daily")
_PRICE_QUESTIONS = ("How much does {key} cost?", "What does {key} cost?", "How much is {key}?")

TOPICS = (
    Topic(
        ("Telephone list", "Staff", "Who is who", "Employees of the branch"),
        (
            Column("Name", person),
            Column("Department", _DEPARTMENT, ("Where does {key} work?",)),
            Column("Extension", number(200, 260, form="{}"), ("How can {key} be reached?",)),
            Column("Room", number(1, 40, form="R{}"), ("In which room is {key}?",)),
            Column("Joined", date, ("When did {key} join?", "Since when is {key} here?")),
            Column("Hours", number(40, 101, 10, "{}%"), asked_as="working hours"),
            Column("Deputy", person, ("Who stands in for {key}?", "Who is the deputy of {key}?")),
        ),
    ),
    Topic(
        ("Price list", "Prices 2026", "Spare parts", "Catalogue"),
        (
            Column("Item no.", code, asked_as="item number"),
            Column("Article", words_of(("Hinge", "Pump", "Valve"), ("small", "large", "steel"))),
            Column("Price", amount(2, 400), _PRICE_QUESTIONS),
            Column("Stock", number(0, 90), ("How many of {key} are in stock?",), "stock"),
            Column(
                "Supplier", words_of(_LAST, ("Ltd", "GmbH", "& Sons")), ("Who supplies {key}?",)
            ),
            Column("Shelf", number(1, 60, form="C{}"), ("Where is {key} kept?",)),
        ),
        key="item {0}",
    ),
    Topic(
        ("Ticket prices", "Fares", "Tariff from 1 March", "Rates"),
        (
            Column("Zone", one_of("A", "B", "C", "City", "Coast")),
            Column("Ticket", one_of("Adult", "Child", "Student", "Senior", "Dog", "Bicycle")),
            Column("Single", amount(1, 30), ("How much is a single for {key}?",), "single fare"),
            Column("Day", amount(4, 60), ("How much is a day ticket for {key}?",), "day ticket"),
            Column("Discount", number(5, 60, 5, "{}%"), ("What discount does {key} get?",)),
        ),
        key="{1} in zone {0}",
        keys=2,
    ),
    Topic(
        ("Timetable", "Departures", "Bus times in winter", "Line plan"),
        (
            Column("Line", number(11, 49, form="{}")),
            Column("From", _TOWNS, ("Where does {key} start?",), "origin"),
            Column("To", _TOWNS, ("Where does {key} go?",), "destination"),
            Column("Departure", clock, ("When does {key} leave?", "What time does {key} leave?")),
            Column("Arrival", clock, ("When does {key} arrive?",)),
            Column("Days", _WEEKDAYS, ("On which days does {key} run?",)),
            Column("Platform", number(1, 13, form="{}"), ("From which platform is {key}?",)),
        ),
        key="line {0}",
    ),
    Topic(
        ("Rooms", "Rooms for hire", "Meeting rooms", "Halls"),
        (
            Column("Room", words_of(("Oak", "Elm", "Lime", "Blue", "Green"), ("Room", "Hall"))),
            Column("Seats", number(6, 200, 2), ("How many people fit into {key}?",)),
            Column(
                "Floor", one_of("ground", "1st", "2nd", "3rd", "basement"), ("Where is {key}?",)
            ),
            Column("Half day", amount(20, 300), ("What is {key} for half a day?",)),
            Column("Equipment", one_of("projector", "screen", "piano", "whiteboard", "none")),
            Column("Booked by", person, ("Who has booked {key}?",), "person who booked"),
        ),
        key="the {0}",
    ),
    Topic(
        ("Invoices", "Open items", "Payments of the quarter", "Ledger"),
        (
            Column("Invoice", number(40010, 40090, form="{}")),
            Column("Customer", words_of(_LAST, ("Ltd", "Bakery", "Trust")), ("Who owes {key}?",)),
            Column("Amount", amount(50, 9000), ("How much is {key} for?",)),
            Column("Due", date, ("When is {key} due?", "By when must {key} be paid?"), "due date"),
            Column("Status", one_of("paid", "open", "overdue", "disputed"), ("Is {key} paid?",)),
        ),
        key="invoice {0}",
    ),
    Topic(
        ("Vehicles", "Machines", "Equipment register", "Fleet"),
        (
            Column("Vehicle", words_of(("Van", "Truck", "Tractor"), ("1", "2", "3", "4", "12"))),
            Column("Registration", code, ("What is the number plate of {key}?",)),
            Column("Year", number(2004, 2026, form="{}"), ("When was {key} built?",)),
            Column("Last service", date, ("When was {key} last serviced?",)),
            Column("Load", number(400, 9000, 50, "{:,} kg"), ("How much can {key} carry?",)),
            Column("Driver", person, ("Who drives {key}?",)),
            Column("Cost per day", amount(20, 400, "€{:,.2f}"), ("What does {key} cost a day?",)),
        ),
        key="{0}",
    ),
    Topic(
        ("Courses", "Evening classes", "Training plan", "Programme"),
        (
            Column("Course", words_of(("French", "Welding", "Bookkeeping"), ("I", "II", "III"))),
            Column("Teacher", person, ("Who teaches {key}?", "Who gives {key}?")),
            Column("Day", _WEEKDAYS, ("On which day is {key}?",)),
            Column("Begins", clock, ("At what time does {key} begin?",), "start"),
            Column("Places", number(6, 40), ("How many can take part in {key}?",)),
            Column("Fee", amount(20, 300, "£{:,.2f}"), _PRICE_QUESTIONS),
            Column("First lesson", date, ("On which date does {key} start?",)),
        ),
        key="{0}",
    ),
    Topic(
        ("Sales", "Results by branch", "Figures by region", "Budget"),
        (
            Column("Branch", _TOWNS),
            Column("Year", number(2021, 2027, form="{}")),
            Column("Sales", number(10_000, 900_000, 500), ("What did {key} sell?",)),
            Column("Costs", number(10_000, 700_000, 500), ("What were the costs of {key}?",)),
            Column("Staff", number(3, 60), ("How many people work in {key}?",), "number of staff"),
            Column("Change", number(1, 30, form="{}.5%"), ("How much did {key} grow?",)),
        ),
        key="{0} in {1}",
        keys=2,
    ),
    Topic(
        ("Opening hours", "Offices", "Branches", "Where to find us"),
        (
            Column("Office", _TOWNS),
            Column("Weekdays", hours, ("When is {key} open on weekdays?",)),
            Column("Saturday", hours, ("When is {key} open on Saturdays?",), "Saturday hours"),
            Column("Telephone", number(100000, 999999, form="0{}"), ("How can one call {key}?",)),
            Column("Manager", person, ("Who runs {key}?", "Who is in charge of {key}?")),
            Column("Address", words_of(("12", "3", "48"), ("Mill Lane", "High Street", "Quay"))),
        ),
        key="the {0} office",
    ),
)
