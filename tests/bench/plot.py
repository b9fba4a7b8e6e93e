# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""A line chart as SVG, without a library."""
from xml.sax.saxutils import escape

COLOURS = ("#1b6ca8", "#999999", "#c0392b", "#27ae60")
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 360, 80, 50, 40


def lines(path, title, series):
    """series: name -> [(x, y), ...]; x is placed by rank, not by value."""
    xs = sorted({x for points in series.values() for x, _ in points})
    top = max(y for points in series.values() for _, y in points) * 1.1

    def at(x, y):
        step = (WIDTH - LEFT - 40) / max(len(xs) - 1, 1)
        return (LEFT + xs.index(x) * step,
                HEIGHT - BOTTOM - y / top * (HEIGHT - BOTTOM - TOP))

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
             f'height="{HEIGHT}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
             f'<text x="{LEFT}" y="20" font-size="15">{escape(title)}</text>']
    for i in range(5):
        y = top * i / 4
        _, py = at(xs[0], y)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - 40}" y1="{py:.1f}" '
                     f'y2="{py:.1f}" stroke="#dddddd"/><text x="{LEFT - 8}" '
                     f'y="{py + 4:.1f}" text-anchor="end">{y:,.0f}</text>')
    for x in xs:
        px, _ = at(x, 0)
        parts.append(f'<text x="{px:.1f}" y="{HEIGHT - BOTTOM + 18}" '
                     f'text-anchor="middle">{x:,}</text>')
    for number, (name, points) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        placed = [at(x, y) for x, y in points]
        parts.append('<polyline fill="none" stroke-width="2" stroke="'
                     f'{colour}" points="' +
                     " ".join(f"{x:.1f},{y:.1f}" for x, y in placed) + '"/>')
        for x, y in placed:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" '
                         f'fill="{colour}"/>')
        parts.append(f'<text x="{LEFT + 150 * number}" y="{HEIGHT - 10}" '
                     f'fill="{colour}">{escape(name)}</text>')
    parts.append("</svg>\n")
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(parts))
