"""The part of README.md that is written by the bench."""

from table import table

BEGIN = "<!-- ./dev bench --write writes from here -->\n"
END = "<!-- to here -->\n"


def write(readme, machine, results):
    text = readme.read_text()
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    readme.write_text(before + BEGIN + part(machine, results) + END + after)


def part(machine, results):
    lines = "".join(f"- {line}\n" for line in machine)
    measured = sorted({(result["date"], result["commit"]) for result in results})
    when = ", ".join(f"{date} at commit {commit}" for date, commit in measured)
    return f"\n{lines}- Measured: {when}\n\n{table(results)}\n"
