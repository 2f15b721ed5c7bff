"""A small plot, written as SVG: lines over two logarithmic axes."""

import math

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 130, 56, 54
COLOURS = ("#0b62c4", "#8a8f98", "#d9730d", "#2e8b57", "#9b3fb5")
FONT = "font-family='Helvetica, Arial, sans-serif'"


class Axis:
    """A logarithmic axis from a power of ten, or what is given, to another; in pixels."""

    def __init__(self, low, high, start, end):
        self._low, self._high = math.log10(low), math.log10(high)
        self._start, self._end = start, end

    def at(self, value):
        part = (math.log10(value) - self._low) / (self._high - self._low)
        return self._start + part * (self._end - self._start)


def plot(title, x_title, lines, labels):
    """`lines`: name -> [(x, milliseconds)]. `labels`: the values of x that are written below."""
    values = [y for points in lines.values() for _, y in points]
    low, high = 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values)))
    across = Axis(min(labels), max(labels), LEFT, WIDTH - RIGHT)
    up = Axis(low, high, HEIGHT - BOTTOM, TOP)
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' {FONT}>",
        f"<rect width='{WIDTH}' height='{HEIGHT}' rx='8' fill='#ffffff'/>",
        text(LEFT, 30, title, size=16, weight="bold"),
        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, x_title, anchor="middle"),
        *grid(across, up, labels, low, high),
        *curves(across, up, lines),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def grid(across, up, labels, low, high):
    power = low
    while power <= high:
        y = up.at(power)
        yield stroke(LEFT, y, WIDTH - RIGHT, y, "#e3e6ea")
        yield text(LEFT - 8, y + 4, milliseconds(power), anchor="end")
        power *= 10
    for value in labels:
        x = across.at(value)
        yield stroke(x, TOP, x, HEIGHT - BOTTOM, "#f0f2f4")
        yield text(x, HEIGHT - BOTTOM + 18, f"{value:,}", anchor="middle")


def curves(across, up, lines):
    ends = spread({name: up.at(points[-1][1]) for name, points in lines.items()})
    for (name, points), colour in zip(lines.items(), COLOURS):
        places = [(across.at(x), up.at(y)) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        width = 3 if name == "fz" else 2
        yield f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='{width}'/>"
        for x, y in places:
            yield f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3.2' fill='{colour}'/>"
        last = f"{name} {milliseconds(points[-1][1])}"
        yield text(places[-1][0] + 10, ends[name] + 4, last, colour=colour, weight="bold")


def spread(heights, apart=16):
    """The heights of the names, moved so that none lies on another."""
    moved, below = {}, None
    for name, y in sorted(heights.items(), key=lambda item: -item[1]):
        moved[name] = y if below is None else min(y, below - apart)
        below = moved[name]
    return moved


def milliseconds(value):
    return f"{value / 1000:.3g} s" if value >= 1000 else f"{value:.3g} ms"


def stroke(x1, y1, x2, y2, colour):
    return f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='{colour}'/>"


def text(x, y, words, anchor="start", size=12, colour="#3c4148", weight="normal"):
    return (f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' font-size='{size}' "
            f"font-weight='{weight}' fill='{colour}'>{words}</text>")
