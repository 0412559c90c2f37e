"""Covers of landscapes: ice, coasts, rivers, ground, wires and wind."""

import itertools
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
    centre,
    contours,
    cover,
    mix,
    shrink,
    smooth,
    spaced,
    terrain,
    voronoi,
)
from PIL import Image


@cover("ice")
def ice(dice):
    """Floes drifting apart around a channel, and one ship in it."""
    sheet = Sheet(INK)
    lead = smooth([(-80, 1130), (360, 930), (760, 860), (1120, 560), (1500, 420), (2080, 60)], 24)
    sites = []
    for _ in range(9000):  # small pieces near the channel, broad floes far from it
        x, y = dice.uniform(-220, WIDTH + 220), dice.uniform(-220, HEIGHT + 220)
        away = min(math.dist((x, y), p) for p in lead[::4])
        if all(math.dist((x, y), other) > 34 + away * 0.3 for other in sites):
            sites.append((x, y))
    for (x, y), cell in voronoi(sites):
        away = min(math.dist((x, y), p) for p in lead)
        if away < 74:
            continue
        floe = shrink(cell, (4 + 17 * math.exp(-away / 130)) * dice.uniform(0.7, 1.3))
        if len(floe) < 3:
            continue
        cut = []  # knock the corners off
        for i, (px, py) in enumerate(floe):
            for ox, oy in (floe[i - 1], floe[(i + 1) % len(floe)]):
                cut.append((px + (ox - px) * 0.2, py + (oy - py) * 0.2))
        shade = dice.choice((PAPER, PAPER, PAPER, mix(PAPER, MIST, 0.45), MIST, mix(MIST, STEEL, 0.3)))
        sheet.polygon([(px + 8, py + 12) for px, py in cut], mix(INK, STEEL, 0.33))
        sheet.polygon(cut, shade)
        if away > 330 and dice.random() < 0.6:  # a ridge in the thick ice
            mx, my = centre(cut)
            start, end = cut[0], cut[len(cut) // 2]
            bend = (mx + dice.uniform(-30, 30), my + dice.uniform(-30, 30))
            sheet.line(
                [
                    (mx + (q[0] - mx) * 0.72, my + (q[1] - my) * 0.72) if q is not bend else q
                    for q in (start, bend, end)
                ],
                4,
                mix(shade, STEEL, 0.45),
            )
    wake = lead[: len(lead) * 56 // 100]
    sheet.dashes(wake, 5, STEEL, 30, 26)
    (x, y), (bx, by) = wake[-1], wake[-6]
    a = math.atan2(y - by, x - bx)

    def placed(shape):
        return [
            (x + u * math.cos(a) - v * math.sin(a), y + u * math.sin(a) + v * math.cos(a)) for u, v in shape
        ]

    sheet.polygon(
        placed([(96, 0), (66, 20), (30, 28), (-78, 28), (-84, 0), (-78, -28), (30, -28), (66, -20)]),
        VERMILION,
    )
    sheet.polygon(placed([(-20, 19), (-62, 19), (-62, -19), (-20, -19)]), PAPER)
    return sheet


@cover("braided-river")
def braided_river(dice):
    """A river that divides and meets again."""
    sheet = Sheet(SAND)
    course = smooth([(-120, 300), (330, 420), (760, 780), (1190, 800), (1620, 520), (2140, 560)], 40)
    frame = [(p, a) for p, a in spaced(course, 4)]

    def at(s, across):
        s = min(max(s, 0), len(frame) - 1)
        (x, y), a = frame[int(s)]
        return x - across * math.sin(a), y + across * math.cos(a)

    total = len(frame)
    marks = [p for p, _ in frame[::9]]

    def far(px, py):  # distance from the course, a little uneven
        return (
            min(math.dist((px, py), m) for m in marks)
            + 16 * math.sin(px / 83 + py / 130)
            + 9 * math.sin(py / 47 - px / 71)
        )

    for level, line in contours(far, [330 + 44 * k for k in range(14)]):
        sheet.line(line, 4, mix(SAND, MOSS, 0.95 - (level - 330) / 900), caps=False)

    def half(s):
        return 225 + 40 * math.sin(s / 60) + 26 * math.sin(s / 23 + 1)

    band = [at(s, -half(s)) for s in range(0, total, 3)] + [
        at(s, half(s + 40)) for s in range(total - 1, 0, -3)
    ]
    sheet.polygon(band, DEEP)
    placed = []
    for _ in range(1500):
        s, off = dice.uniform(-20, total + 20), dice.uniform(-190, 190)
        length, width = dice.uniform(26, 88), dice.uniform(16, 48)
        if abs(off) + width > half(s) - 20:
            continue
        if any(abs(s - q) < (length + m) * 0.94 and abs(off - o) < width + w + 15 for q, o, m, w in placed):
            continue
        placed.append((s, off, length, width))
        upper, lower = [], []
        lean = dice.uniform(-22, 22)
        for k in range(25):
            t = -1 + k / 12
            body = width * (1 - t * t) * (1 + 0.3 * t)
            upper.append(at(s + t * length, off + lean * t - body))
            lower.append(at(s + t * length, off + lean * t + body * 0.8))
        sheet.polygon(upper + lower[::-1], dice.choice((PAPER, SAND, SAND, MOSS, mix(SAND, MOSS, 0.5))))
    post = at(total * 0.62, -310)
    foot = at(total * 0.62, 330)
    sheet.line([post, foot], 10, VERMILION)
    for p in (post, foot):
        sheet.disc(*p, 30, VERMILION)
        sheet.disc(*p, 13, PAPER)
    return sheet


@cover("energy")
def energy(dice):
    """Wires and wind."""
    sheet = Sheet(PAPER)
    sheet.disc(1420, 560, 250, VERMILION)
    for k, (base, colour) in enumerate(((930, MIST), (1010, MOSS), (1105, PINE))):
        ridge = [
            (x, base + 46 * math.sin(x / (310 - k * 40) + k * 1.9) + 18 * math.sin(x / 97 + k))
            for x in range(-20, WIDTH + 40, 20)
        ]
        if k == 1:
            for x, h, r, turn in (
                (300, 560, 210, 12),
                (760, 440, 160, 48),
                (1150, 330, 120, 80),
                (1800, 400, 146, 30),
            ):
                y = base
                sheet.polygon([(x - 11, y + 60), (x + 11, y + 60), (x + 5, y - h), (x - 5, y - h)], INK)
                for b in range(3):
                    a = math.radians(turn + b * 120)
                    ca, sa = math.cos(a), math.sin(a)
                    blade = [(0, -4), (r * 0.2, -15), (r, -2), (r, 2), (r * 0.2, 7), (0, 4)]
                    sheet.polygon([(x + u * ca - v * sa, y - h + u * sa + v * ca) for u, v in blade], INK)
                sheet.disc(x, y - h, 14, INK)
        sheet.polygon(ridge + [(WIDTH + 30, HEIGHT + 10), (-30, HEIGHT + 10)], colour)
    masts = [(-240, 300), (560, 330), (1330, 250), (2180, 300)]
    for wire in range(5):
        for (x0, y0), (x1, y1) in itertools.pairwise(masts):
            line = []
            for k in range(41):
                t = k / 40
                sag = (150 + wire * 16) * 4 * t * (1 - t)
                line.append((x0 + (x1 - x0) * t, y0 + wire * 62 + (y1 - y0) * t + sag))
            sheet.line(line, 5, INK, caps=False)
    for x, y in masts[1:3]:
        sheet.box(x - 9, y - 70, 18, HEIGHT, INK)
        for wire in range(5):
            sheet.box(x - 66, y + wire * 62 - 5, 132, 10, INK)
    return sheet


@cover("shoreline")
def shoreline(dice):
    """A shoreline year by year, and a boat left ashore."""
    sheet = Sheet(SAND)
    spots = [
        (860, 560, 430, 1.0),
        (1290, 760, 330, 0.85),
        (560, 880, 250, 0.55),
        (1120, 300, 250, 0.5),
        (1640, 930, 200, 0.35),
    ]

    def depth(x, y):
        wobble = 0.035 * math.sin(x / 67 + y / 91) + 0.025 * math.sin(y / 43 - x / 120)
        return (
            sum(h * math.exp(-((x - a) ** 2 + (y - b) ** 2) / (2 * r * r)) for a, b, r, h in spots) + wobble
        )

    levels = 13
    colours = (
        [mix(SAND, PAPER, k / 5) for k in range(5)]
        + [mix(PAPER, MOSS, k / 4) for k in range(4)]
        + [MOSS, PINE, DEEP, INK]
    )
    width, height = WIDTH // 4, HEIGHT // 4
    field = Image.new("F", (width, height))
    field.putdata([depth(x * 4, y * 4) for y in range(height) for x in range(width)])
    field = field.resize(sheet.image.size, Image.Resampling.BICUBIC)
    bounds = [0.16 + k * 0.099 for k in range(levels)]
    for bound, colour in zip(bounds, colours, strict=False):
        mask = field.point(lambda v, b=bound: v * 24000 - b * 24000).convert("L")
        sheet.image.paste(colour, (0, 0), mask)
    for _level, line in contours(depth, bounds[:9]):
        sheet.line(line, 3, mix(PINE, SAND, 0.25), caps=False)
    x, y, a = 1640, 400, -0.5
    hull = [(-118 + 236 * t / 30, 50 * math.sin(math.pi * t / 30) ** 0.8) for t in range(31)]
    hull += [(u, -v) for u, v in hull[::-1]]
    for dx, dy, colour in ((16, 24, mix(SAND, INK, 0.3)), (0, 0, VERMILION)):
        sheet.polygon(
            [
                (x + dx + u * math.cos(a) - v * math.sin(a), y + dy + u * math.sin(a) + v * math.cos(a))
                for u, v in hull
            ],
            colour,
        )
    inner = [
        (x + (u * math.cos(a) - v * math.sin(a)) * 0.62, y + (u * math.sin(a) + v * math.cos(a)) * 0.55)
        for u, v in hull
    ]
    sheet.polygon(inner, mix(VERMILION, INK, 0.45))
    return sheet


@cover("minerals")
def minerals(dice):
    """Layers, a fault through them, and one thin vein."""
    sheet = Sheet(PAPER)

    def fault(y):
        return 1240 + (y - 625) * 0.34

    layers = [
        (150, MIST),
        (150, SAND),
        (110, MOSS),
        (190, STEEL),
        (60, VERMILION),
        (170, PINE),
        (130, SAND),
        (150, DEEP),
        (420, INK),
    ]

    def edge(x, base, k):
        return (
            base
            + 54 * math.sin(x / 390 + 0.5 + k * 0.11)
            + 20 * math.sin(x / 151 + k * 0.6)
            + 7 * math.sin(x / 47 + k)
        )

    for side, drop in (("left", 0), ("right", 168)):
        base = 120 + drop
        block = Sheet(PAPER)
        for k, (thick, colour) in enumerate(layers):
            top = [(x, edge(x, base, k)) for x in range(-20, WIDTH + 40, 12)]
            block.polygon(top + [(WIDTH + 30, HEIGHT + 400), (-30, HEIGHT + 400)], colour)
            if colour in (SAND, PINE, MIST, STEEL):
                rows = max(2, int(thick / 30))
                for r in range(1, rows):
                    line = [(x, edge(x, base, k) + r * thick / rows) for x in range(-20, WIDTH + 40, 12)]
                    block.dashes(
                        line, 3.5, mix(colour, INK, 0.34), dice.choice((22, 40, 70)), dice.choice((16, 26))
                    )
            elif colour in (MOSS, DEEP):
                for _ in range(230):
                    x = dice.uniform(0, WIDTH)
                    y = edge(x, base, k) + dice.uniform(14, max(16, thick - 14))
                    block.disc(x, y, dice.choice((3, 4, 6)), mix(colour, PAPER, 0.42))
            base += thick
        mask = Sheet(0, mode="L")
        if side == "left":
            mask.polygon(
                [
                    (-10, -10),
                    (fault(-10) - 9, -10),
                    (fault(HEIGHT + 10) - 9, HEIGHT + 10),
                    (-10, HEIGHT + 10),
                ],
                255,
            )
        else:
            mask.polygon(
                [
                    (WIDTH + 10, -10),
                    (fault(-10) + 9, -10),
                    (fault(HEIGHT + 10) + 9, HEIGHT + 10),
                    (WIDTH + 10, HEIGHT + 10),
                ],
                255,
            )
        sheet.image.paste(block.image, (0, 0), mask.image)
    return sheet


@cover("thaw-line")
def thaw_line(dice):
    """Frozen ground above, thawing ground below; a road that ends where they meet."""
    sheet = Sheet(PAPER)
    bands = 15
    for k in range(bands):
        share = k / (bands - 1)
        top = 90 + k * 84
        edge = [
            (x, top + 46 * share * math.sin(x / 260 + k * 1.7) + 18 * math.sin(x / 97 + k * 0.9))
            for x in range(-20, WIDTH + 60, 20)
        ]
        colour = mix(PAPER, STEEL, share * 2.0) if share < 0.5 else mix(STEEL, INK, (share - 0.5) * 2.0)
        sheet.polygon([*edge, (WIDTH + 40, HEIGHT + 20), (-20, HEIGHT + 20)], colour)
    for _ in range(260):  # grains of ice that grow fewer with depth
        x, y = dice.uniform(0, WIDTH), HEIGHT * dice.random() ** 2.2
        sheet.disc(x, y, dice.uniform(2, 6), mix(PAPER, STEEL, dice.uniform(0, 0.35)))
    road = smooth([(1240, -40), (1180, 170), (1290, 360), (1190, 560), (1265, 745)], 26)
    for n, (point, angle) in enumerate(spaced(road, 46)):
        (x, y), length = point, 30 - n * 0.5
        dx, dy = math.cos(angle) * length / 2, math.sin(angle) * length / 2
        sheet.line([(x - dx, y - dy), (x + dx, y + dy)], max(6, 24 - n), VERMILION)
    return sheet


@cover("ice-and-coast")
def ice_and_coast(dice):
    """A coast in contour lines below, the edge of the ice above, open water between them."""
    sheet = Sheet(DEEP)
    height = terrain(dice, hills=22, spread=(120, 300))
    for level, line in contours(
        lambda x, y: height(x, y) + (y - 900) / 190, [k * 0.42 for k in range(1, 11)]
    ):
        sheet.line(line, 5 if level < 0.6 else 3, mix(MOSS, PAPER, min(0.75, level / 6)), caps=False)
    sites = [(dice.uniform(-60, WIDTH + 60), dice.uniform(-80, 560)) for _ in range(120)]
    for (x, y), cell in voronoi(sites):
        edge = 360 + 90 * math.sin(x / 310) + 40 * math.sin(x / 90)
        if y > edge:
            continue
        floe = shrink(cell, 5 + 24 * max(0, y / edge) ** 3)
        if len(floe) > 2:
            sheet.polygon(floe, mix(PAPER, MIST, dice.uniform(0, 0.7)))
    track = smooth([(-40, 690), (330, 600), (760, 640), (1180, 560), (1610, 610), (2040, 520)], 30)
    sheet.dashes(track, 9, VERMILION, 34, 24)
    x, y = track[len(track) * 5 // 8]
    sheet.polygon(
        [(x - 46, y - 20), (x + 26, y - 24), (x + 62, y - 8), (x + 26, y + 16), (x - 46, y + 16)], VERMILION
    )
    return sheet
