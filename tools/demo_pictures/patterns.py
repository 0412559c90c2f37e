"""Covers that are patterns: arcs, wheels, tracks, signals, nets, calendars."""

import math

from drawing import (
    DEEP,
    HEIGHT,
    INK,
    MIST,
    MOSS,
    PAPER,
    PINE,
    SAND,
    STEEL,
    VERMILION,
    WIDTH,
    Sheet,
    blob,
    centre,
    cover,
    mix,
    smooth,
)


@cover("two-arcs")
def two_arcs(dice):
    """Two families of arcs that come close without touching."""
    sheet = Sheet(INK)
    left, right = (430, 1250), (1570, 0)
    for k in range(15):
        r = 770 - k * 50
        sheet.ring(*left, r, 24 if k else 30, mix(PAPER, INK, k / 19))
    for k in range(15):
        r = 770 - k * 50
        sheet.ring(*right, r, 24 if k else 30, mix(MOSS, INK, k / 19))
    sheet.disc(1000, 625, 46, VERMILION)
    return sheet


@cover("interlock")
def interlock(dice):
    """Wheels that move one another."""
    sheet = Sheet(INK)
    for i in range(42):
        sheet.line([(i * 50, 0), (i * 50, HEIGHT)], 2, mix(INK, DEEP, 0.7), caps=False)
    for i in range(26):
        sheet.line([(0, i * 50), (WIDTH, i * 50)], 2, mix(INK, DEEP, 0.7), caps=False)

    pitch = 26.0  # arc length from tooth to tooth, divided by pi

    def wheel(x, y, teeth, turn, colour, spokes, hub):
        r = teeth * pitch / 2
        outline = []
        for k in range(teeth):
            for share, lift in ((-0.29, -17), (-0.15, 17), (0.15, 17), (0.29, -17)):
                a = turn + 2 * math.pi * (k + share) / teeth
                outline.append((x + (r + lift) * math.cos(a), y + (r + lift) * math.sin(a)))
        sheet.polygon([(px + 14, py + 20) for px, py in outline], mix(INK, (0, 0, 0), 0.35))
        sheet.polygon(outline, colour)
        rim = r - 62
        if spokes:
            sheet.disc(x, y, rim, mix(colour, INK, 0.62))
            for k in range(spokes):
                a = turn + 2 * math.pi * k / spokes
                sheet.line(
                    [(x, y), (x + (rim + 6) * math.cos(a), y + (rim + 6) * math.sin(a))],
                    38,
                    colour,
                    caps=False,
                )
        sheet.disc(x, y, hub, colour)
        sheet.disc(x, y, hub * 0.5, INK)
        sheet.ring(x, y, r - 40, 4, mix(colour, INK, 0.35))

    def partner(x, y, teeth, turn, angle, other):
        """Where a wheel that meshes at this angle stands, and how it is turned."""
        d = (teeth + other) * pitch / 2
        a = math.radians(angle)
        k = (a - turn) * teeth / (2 * math.pi)  # the tooth phase at the point of contact
        return x + d * math.cos(a), y + d * math.sin(a), a + math.pi - 2 * math.pi * (0.5 - k) / other

    one = (640, 700, 34, 0.0)
    two = (*partner(*one, -24, 20)[:2], 20, partner(*one, -24, 20)[2])
    three = (*partner(*two, 38, 11)[:2], 11, partner(*two, 38, 11)[2])
    four = (*partner(*three, 12, 26)[:2], 26, partner(*three, 12, 26)[2])
    five = (*partner(*one, 205, 16)[:2], 16, partner(*one, 205, 16)[2])
    six = (*partner(*two, -62, 30)[:2], 30, partner(*two, -62, 30)[2])
    wheel(*one, PAPER, 6, 92)
    wheel(*two, MOSS, 5, 70)
    wheel(*four, STEEL, 6, 80)
    wheel(*five, SAND, 4, 60)
    wheel(*six, mix(DEEP, STEEL, 0.35), 6, 80)
    wheel(*three, VERMILION, 0, 52)
    return sheet


@cover("rings")
def rings(dice):
    """Tracks around a centre, as in a detector."""
    sheet = Sheet(PINE)
    x, y = 880, 640
    for r, n, w in ((200, 18, 26), (320, 26, 26), (450, 34, 34), (600, 44, 40), (770, 56, 46), (960, 68, 52)):
        for i in range(n):
            span = 360 / n
            fill = mix(PINE, INK, dice.choice((0.35, 0.35, 0.55, 0.75)))
            if dice.random() < 0.12:
                fill = MOSS
            sheet.arc(x, y, r, i * span + 0.06 * span, (i + 1) * span - 0.06 * span, w, fill)
    for _ in range(17):
        a0 = dice.uniform(0, 2 * math.pi)
        bend = dice.choice((-1, 1)) * dice.uniform(0.0002, 0.0011)
        reach = dice.choice((450, 600, 770, 960, 1100))
        track = []
        for r in range(0, reach, 12):
            a = a0 + bend * r
            track.append((x + r * math.cos(a), y + r * math.sin(a)))
        sheet.line(track, 5, PAPER)
        sheet.disc(*track[-1], 11, PAPER)
    track = [
        (x + r * math.cos(-0.62 + 0.00065 * r), y + r * math.sin(-0.62 + 0.00065 * r))
        for r in range(0, 985, 12)
    ]
    sheet.line(track, 13, VERMILION)
    sheet.disc(*track[-1], 26, VERMILION)
    sheet.disc(x, y, 34, INK)
    sheet.disc(x, y, 15, PAPER)
    return sheet


@cover("crossing")
def crossing(dice):
    """Many paths, one line, and a few gates in it."""
    sheet = Sheet(PAPER)
    gates = (300, 640, 960)
    sheet.box(1090, 0, WIDTH - 1090, HEIGHT, SAND)
    lines = 46
    for i in range(lines):
        y0 = -60 + i * (HEIGHT + 120) / (lines - 1) + dice.uniform(-8, 8)
        gate = min(gates, key=lambda g: abs(g - y0))
        squeezed = gate + (y0 - gate) * 0.2
        stop = dice.random() < 0.25
        end = (2060, squeezed + (y0 - gate) * dice.uniform(0.6, 1.3) + dice.uniform(-170, 170))
        path = [
            (-60, y0),
            (380, y0 + dice.uniform(-20, 20)),
            (820, y0 + (squeezed - y0) * 0.65),
            (1090, squeezed),
        ]
        if stop:
            path = path[:3] + [(1000, y0 + (squeezed - y0) * 0.9)] if abs(y0 - gate) < 60 else path[:3]
        else:
            path += [
                (1350, squeezed + (end[1] - squeezed) * 0.28),
                (1680, squeezed + (end[1] - squeezed) * 0.7),
                end,
            ]
        special = i == 24
        colour = VERMILION if special else (INK if i % 3 else PINE)
        if special and stop:
            path += [(1090, squeezed), (1500, squeezed - 80), end]
        curve = smooth(path, 20)
        sheet.line(curve, 13 if special else 5, colour)
        if stop and not special:
            sheet.disc(*curve[-1], 11, colour)
    edges = [0] + [e for g in gates for e in (g - 74, g + 74)] + [HEIGHT]
    for top, bottom in zip(edges[::2], edges[1::2], strict=False):
        sheet.box(1068, top, 44, bottom - top, INK)
    return sheet


@cover("signal")
def signal(dice):
    """A signal and its echo, line upon line."""
    sheet = Sheet(PAPER)
    rows = 33
    for row in range(rows):
        base = 250 + row * 30
        share = row / (rows - 1)
        call = math.exp(-((share - 0.469) ** 2) / 0.035)
        echo = math.exp(-((share - 0.66) ** 2) / 0.02)
        phases = [dice.uniform(0, 6.3) for _ in range(4)]
        points = []
        for x in range(-20, WIDTH + 30, 10):
            ripple = sum(math.sin(x / q + p) for q, p in zip((31, 47, 83, 19), phases, strict=False))
            a = math.exp(-((x - 660) ** 2) / (2 * 150**2))
            b = math.exp(-((x - 1430) ** 2) / (2 * 105**2))
            lift = 235 * a * call * (1 + 0.035 * ripple) + 120 * b * echo * (1 + 0.04 * ripple) + 1.6 * ripple
            points.append((x, base - lift))
        sheet.polygon(points + [(WIDTH + 20, base + 34), (-20, base + 34)], PAPER)
        chosen = row == 15
        sheet.line(points, 13 if chosen else 6, VERMILION if chosen else mix(INK, PINE, share), caps=False)
    sheet.box(0, 1232, WIDTH, 40, PAPER)
    return sheet


@cover("network")
def network(dice):
    """Knots in a net."""
    sheet = Sheet(PINE)
    pulls = [(1300, 560, 420, 130), (330, 1010, 380, -150), (560, 110, 330, 130)]

    def bend(x, y):
        for cx, cy, r, force in pulls:
            d = math.dist((x, y), (cx, cy)) or 1
            f = force * math.exp(-(d * d) / (2 * r * r)) * d / r
            x, y = x - f * (x - cx) / d, y - f * (y - cy) / d
        return x, y

    step = 190

    def knot(i, j):
        return (i - 3) * step + (step / 2 if j % 2 else 0), (j - 5) * step * 0.42

    special = min(
        ((i, j) for i in range(20) for j in range(32)), key=lambda k: math.dist(bend(*knot(*k)), (1300, 560))
    )
    sx, sy = bend(*knot(*special))

    def side(a, b):
        (x0, y0), (x1, y1) = knot(*a), knot(*b)
        return [bend(x0 + (x1 - x0) * t / 10, y0 + (y1 - y0) * t / 10) for t in range(11)]

    for j in range(32):
        for i in range(20):
            odd = j % 2
            right, below, left = (i + odd, j + 1), (i, j + 2), (i - 1 + odd, j + 1)
            mesh = side((i, j), right) + side(right, below) + side(below, left) + side(left, (i, j))
            mx, my = centre(mesh)
            near = math.exp(-math.dist((mx, my), (sx, sy)) / 520)
            if dice.random() < 0.16 + 0.7 * near:
                colour = dice.choice((MOSS, mix(PINE, INK, 0.45), INK, mix(PINE, MOSS, 0.5)))
                sheet.polygon(mesh, colour)
    for j in range(32):
        for i in range(20):
            odd = j % 2
            for other in ((i + odd, j + 1), (i - 1 + odd, j + 1)):
                sheet.line(side((i, j), other), 9, SAND, caps=False)
    for j in range(32):
        for i in range(20):
            if (i, j) != special:
                x, y = bend(*knot(i, j))
                sheet.disc(x, y, 19, PAPER)
                sheet.disc(x, y, 8, INK)
    sheet.disc(sx, sy, 60, INK)
    sheet.disc(sx, sy, 46, VERMILION)
    return sheet


@cover("weeks")
def weeks(dice):
    """A winter as a calendar of ice: its edges have thawed, and one week more."""
    sheet = Sheet(DEEP)
    columns, rows, gap = 17, 7, 104
    x0, y0 = (WIDTH - gap * (columns - 1)) / 2, (HEIGHT - gap * (rows - 1)) / 2
    thawed = {0: 0.2, 1: 0.32, 2: 0.48, 16: 0.3}
    for column in range(columns):
        for row in range(rows):
            x, y = x0 + gap * column, y0 + gap * row
            if column == 3:
                sheet.disc(x, y, 42, VERMILION)
            elif column in thawed:
                r = 42 * (thawed[column] + dice.uniform(-0.08, 0.08))
                sheet.ring(x, y, 42, 3, mix(DEEP, STEEL, 0.35))
                sheet.polygon(blob(x, y, r, dice, rough=0.12), mix(STEEL, DEEP, 0.15))
            else:
                sheet.polygon(blob(x, y, 42, dice, rough=0.035), mix(PAPER, MIST, dice.uniform(0, 0.7)))
    return sheet


@cover("tape")
def tape(dice):
    """Punched tapes of a teleprinter; in one of them a message."""
    sheet = Sheet(PINE)
    angle = math.radians(-14)
    along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))

    def at(s, t):
        return s * along[0] + t * across[0], s * along[1] + t * across[1]

    for number in range(6):
        middle = 30 + number * 330
        paper = mix(PAPER, SAND, 0.15 + 0.09 * (number % 3))
        sheet.polygon(
            [at(s, middle + t) for s, t in ((-600, -135), (2500, -135), (2500, 135), (-600, 135))], paper
        )
        for step in range(-8, 42):
            for level in (-104, -60, -16, 60, 104):
                if dice.random() < 0.52:
                    is_message = number == 2 and 10 <= step < 22
                    sheet.disc(*at(step * 60, middle + level), 17, VERMILION if is_message else PINE)
            sheet.disc(*at(step * 60, middle + 22), 7, PINE)
    return sheet
