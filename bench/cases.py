"""What is measured: each case is one action of every tool on one kind of database."""

import dataclasses

from work import History, diamonds, linear


@dataclasses.dataclass
class Case:
    name: str
    title: str
    place: str  # sqlite, postgresql, delayed or none
    action: str  # a method of Tool
    history: History
    before: str = "empty"  # or "stamped": only the version is at head; or "upgraded": the tables too
    one_transaction: bool = False
    databases: int = 1  # so many, one after another by a shell
    rounds: int = 5
    tables: int = 0  # how many of the work's tables are there afterwards


NO_HISTORY = History("none", [])


def cases_on(place, title):
    def case(what, words, action, history, **more):
        return Case(f"{place}-{what}", f"{words}, {title}", place, action, history, **more)

    thousand, ten_thousand = linear(1000), linear(10000)
    yield case("1", "one revision", "upgrade", linear(1), tables=1, rounds=21)
    yield case("1000", "1,000 revisions", "upgrade", thousand, tables=1000)
    yield case("single", "1,000 revisions in one transaction", "upgrade", thousand, tables=1000,
               one_transaction=True)
    yield case("noop-1000", "no-op at 1,000", "no_op", thousand, before="stamped", rounds=11)
    yield case("noop-10000", "no-op at 10,000", "no_op", ten_thousand, before="stamped", rounds=11)
    yield case("downgrade", "1,000 revisions down to base", "downgrade", thousand, before="upgraded")
    if place == "delayed":
        return
    yield case("history", "history of 1,000", "history", thousand, before="stamped", rounds=11)
    yield case("many", "200 databases of 10 revisions", "upgrade", linear(10), tables=10,
               databases=200, rounds=3)


def all_cases():
    return [
        Case("start-version", "--version", "none", "print_version", NO_HISTORY,
             databases=0, rounds=51),
        *(Case(f"start-{place}", f"current on an empty project, {title}", place, "current",
               NO_HISTORY, rounds=51)
          for place, title in TITLES.items()),
        *(case for place, title in TITLES.items() for case in cases_on(place, title)),
        Case("sqlite-diamonds", "no-op at 3,000 diamonds (9,001 revisions), SQLite", "sqlite",
             "no_op", diamonds(3000), before="stamped", rounds=11),
    ]


TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "delayed": "PostgreSQL 10 ms away"}


def chosen(names):
    """The cases of these names; a name also stands for all that begin with it and a hyphen. Without
    names, all. Raises KeyError with the first name that is none."""
    found = all_cases()
    if not names:
        return found
    for name in names:
        if not any(matches(case, name) for case in found):
            raise KeyError(name)
    return [case for case in found if any(matches(case, name) for name in names)]


def matches(case, name):
    return case.name == name or case.name.startswith(name + "-")
