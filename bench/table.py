"""Results as a table in Markdown, which is also what the terminal shows."""

HEAD = ("case", "tool", "median", "min to max", "runs", "peak memory", "ratio to fz")


def table(results):
    """One table of several cases, each as {"title", "tools"} or {"title", "reason"}."""
    rows = [row for result in results for row in rows_of(result)]
    widths = [max(len(row[i]) for row in [HEAD, *rows]) for i in range(len(HEAD))]
    left = ("case", "tool")
    rule = [("-" if name in left else "") + "-" * (width - 1) + ("" if name in left else ":")
            for name, width in zip(HEAD, widths)]
    return "\n".join(line(cells, widths, left) for cells in [HEAD, rule, *rows]) + "\n"


def line(cells, widths, left):
    padded = (cell.ljust(width) if name in left else cell.rjust(width)
              for cell, width, name in zip(cells, widths, HEAD))
    return f"| {' | '.join(padded)} |"


def rows_of(result):
    if "reason" in result:
        yield (result["title"], clipped(result["reason"]), "", "", "", "", "")
        return
    fz = next((tool["median"] for tool in result["tools"] if tool["tool"] == "fz"
               and "median" in tool), None)
    title = result["title"]
    for tool in result["tools"]:
        yield (title, *cells_of(tool, fz))
        title = ""


def cells_of(tool, fz):
    name = f"{tool['tool']} (floor)" if tool["is_floor"] else tool["tool"]
    if "reason" in tool:
        return (f"{name}: {clipped(tool['reason'])}", "", "", "", "", "")
    ratio = f"{tool['median'] / fz:.2f}" if fz else ""
    return (
        name,
        duration(tool["median"]),
        f"{duration(tool['min'])} to {duration(tool['max'])}",
        str(len(tool["runs"])),
        f"{tool['peak']:.1f} MiB",
        ratio,
    )


def clipped(reason):
    return reason if len(reason) < 60 else reason[:57] + "…"


def duration(milliseconds):
    if milliseconds < 1000:
        return f"{milliseconds:.3g} ms" if milliseconds < 100 else f"{milliseconds:.0f} ms"
    return f"{milliseconds / 1000:.3g} s" if milliseconds < 100000 else f"{milliseconds / 1000:.0f} s"
