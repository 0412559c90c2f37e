"""The covers, by the names under which the content asks for them."""

# ruff: noqa: S311 (the dice draw pictures, not secrets)

import itertools
import math
import random

from drawing import (
    DEEP,
    HEIGHT,
    INK,
    MIST,
    MOSS,
    PAPER,
    PINE,
    SAND,
    SCALE,
    STEEL,
    VERMILION,
    WIDTH,
    Sheet,
    blob,
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


@cover("round-table")
def round_table(dice):
    """A table from above, with a place for everyone."""
    sheet = Sheet(SAND)
    for i in range(-6, 40):  # the floor
        sheet.line([(i * 90 - 400, -20), (i * 90 + 60, HEIGHT + 20)], 2, mix(SAND, PAPER, 0.6), caps=False)
    x, y = 1180, 625
    light = mix(SAND, INK, 0.13)
    sheet.disc(x + 44, y + 58, 440, light)
    seats = 16
    for i in range(seats):
        a = 2 * math.pi * (i + 0.5) / seats
        cx, cy = x + 540 * math.cos(a), y + 540 * math.sin(a)
        for dx, dy, fill in ((26, 34, light), (0, 0, None)):
            colour = fill or (VERMILION if i == 10 else (PINE if i % 2 else INK))
            corners = []
            for u, v in ((-44, -62), (30, -62), (30, 62), (-44, 62)):
                corners.append(
                    (cx + dx + u * math.cos(a) - v * math.sin(a), cy + dy + u * math.sin(a) + v * math.cos(a))
                )
            sheet.polygon(corners, colour)
            back = [
                (cx + dx + u * math.cos(a) - v * math.sin(a), cy + dy + u * math.sin(a) + v * math.cos(a))
                for u, v in ((42, -62), (58, -62), (58, 62), (42, 62))
            ]
            sheet.polygon(back, colour)
    sheet.disc(x, y, 440, INK)
    sheet.ring(x, y, 424, 3, STEEL)
    sheet.disc(x, y, 205, SAND)
    sheet.disc(x + 20, y + 26, 184, light)
    sheet.disc(x - 3, y - 4, 196, SAND)
    for i in range(seats):
        a = 2 * math.pi * (i + 0.5) / seats
        px, py = x + 345 * math.cos(a), y + 345 * math.sin(a)
        turn = a + dice.uniform(-0.12, 0.12)
        corners = []
        for u, v in ((-34, -25), (34, -25), (34, 25), (-34, 25)):
            corners.append(
                (px + u * math.cos(turn) - v * math.sin(turn), py + u * math.sin(turn) + v * math.cos(turn))
            )
        sheet.polygon(corners, PAPER if i % 3 else MIST)
    return sheet


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


@cover("doorway")
def doorway(dice):
    """A door left open."""
    sheet = Sheet(INK)
    floor = 930
    sheet.box(0, floor, WIDTH, HEIGHT - floor, DEEP)
    for i in range(15):
        x = 60 + i * 140
        if not 1060 < x < 1480:
            sheet.line([(x, 0), (x, floor)], 3, mix(INK, DEEP, 0.8), caps=False)
    sheet.box(0, floor - 26, WIDTH, 26, mix(INK, DEEP, 0.8))
    sheet.polygon([(1120, floor), (1440, floor), (1180, HEIGHT + 10), (240, HEIGHT + 10)], SAND)
    sheet.polygon(
        [(1150, floor), (1232, floor), (700, HEIGHT + 10), (360, HEIGHT + 10)], mix(SAND, PAPER, 0.8)
    )
    sheet.box(1090, 226, 380, floor - 226, STEEL)
    view = Sheet(PAPER)
    for k, (base, colour) in enumerate(((640, MIST), (700, mix(MOSS, MIST, 0.35)), (770, MOSS), (850, PINE))):
        ridge = [
            (x, base + (34 - k * 4) * math.sin(x / (72 + k * 30) + k * 2.1)) for x in range(1100, 1460, 6)
        ]
        view.polygon(ridge + [(1460, 1000), (1100, 1000)], colour)
    mask = Sheet(0, mode="L")
    mask.box(1120, 256, 320, floor - 256, 255)
    sheet.image.paste(view.image, (0, 0), mask.image)
    sheet.polygon([(1440, 256), (1640, 188), (1640, 1034), (1440, floor)], VERMILION)
    shade = mix(VERMILION, INK, 0.24)
    sheet.polygon([(1470, 322), (1608, 280), (1608, 566), (1470, 562)], shade)
    sheet.polygon([(1470, 616), (1608, 628), (1608, 950), (1470, 868)], shade)
    sheet.disc(1622, 604, 11, PAPER)
    return sheet


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


@cover("screens")
def screens(dice):
    """Everyone present, nobody in the room."""
    sheet = Sheet(INK)
    columns, rows, w, h, gap = 5, 4, 336, 258, 40
    left = (WIDTH - columns * w - (columns - 1) * gap) / 2
    top = (HEIGHT - rows * h - (rows - 1) * gap) / 2
    grounds = [DEEP, MOSS, SAND, STEEL, PINE, MIST]
    last = None
    for j in range(rows):
        for i in range(columns):
            x, y = left + i * (w + gap), top + j * (h + gap)
            ground = dice.choice([g for g in grounds if g != last])
            last = ground
            empty = (i, j) == (3, 1)
            if empty:
                sheet.box(x, y, w, h, VERMILION, 18)
                continue
            tile = Sheet(ground, (w, h))
            shade = {DEEP: SAND, MOSS: INK, SAND: PINE, STEEL: PAPER, PINE: SAND, MIST: DEEP}[ground]
            cx = w / 2 + dice.uniform(-34, 34)
            r = dice.uniform(46, 56)
            cy = h * 0.44 + dice.uniform(-14, 14)
            tile.disc(cx, cy + r * 2.75, r * 1.75, shade)
            tile.disc(cx, cy, r + 9, ground)
            tile.disc(cx, cy, r, shade)
            mask = Sheet(0, (w, h), mode="L")
            mask.box(0, 0, w - 1, h - 1, 255, 18)
            sheet.image.paste(tile.image, (round(x * SCALE), round(y * SCALE)), mask.image)
    return sheet


@cover("desks")
def desks(dice):
    """Desks in rows, seen from a gallery."""
    sheet = Sheet(MOSS)

    def place(u, v, z=0):  # an oblique view of the floor
        return (-250 + u * 1.0 + v * 0.42, 60 + v * 0.78 - u * 0.16 - z)

    for i in range(-4, 34):
        sheet.line(
            [place(i * 120 - 600, -300), place(i * 120 - 600, 2000)], 2, mix(MOSS, PINE, 0.25), caps=False
        )
    for row in range(-1, 7):
        for column in range(-1, 8):
            u, v = column * 330 + 40, row * 270
            w, d, z = 220, 130, 62
            sheet.polygon(
                [
                    place(u + 46, v + 52),
                    place(u + w + 46, v + 52),
                    place(u + w + 46, v + d + 52),
                    place(u + 46, v + d + 52),
                ],
                mix(MOSS, INK, 0.34),
            )
            chosen = (row, column) == (3, 3)
            top = VERMILION if chosen else PAPER
            side = mix(top, INK, 0.42)
            front = mix(top, INK, 0.22)
            sheet.polygon(
                [
                    place(u, v + d, z),
                    place(u + w, v + d, z),
                    place(u + w, v + d, z - 26),
                    place(u, v + d, z - 26),
                ],
                front,
            )
            sheet.polygon(
                [
                    place(u + w, v, z),
                    place(u + w, v + d, z),
                    place(u + w, v + d, z - 26),
                    place(u + w, v, z - 26),
                ],
                side,
            )
            sheet.polygon(
                [place(u, v, z), place(u + w, v, z), place(u + w, v + d, z), place(u, v + d, z)], top
            )
            turn = dice.uniform(-12, 12)
            a, b = u + 72 + turn, v + 30
            sheet.polygon(
                [
                    place(a, b, z),
                    place(a + 76, b + turn / 3, z),
                    place(a + 76, b + 74 + turn / 3, z),
                    place(a, b + 74, z),
                ],
                PAPER if chosen else mix(SAND, STEEL, 0.25),
            )
            s = place(u + w / 2, v + d + 66, 30)
            sheet.disc(s[0] + 14, s[1] + 26, 40, mix(MOSS, INK, 0.34))
            sheet.disc(*s, 40, INK)
            sheet.disc(s[0], s[1] - 5, 36, DEEP)
    return sheet


@cover("sea-route")
def sea_route(dice):
    """A polar map: parallels, coasts, and a route between them."""
    sheet = Sheet(DEEP)
    x, y = 960, 560

    def polar(a, r):
        return x + r * math.cos(math.radians(a)), y + r * math.sin(math.radians(a))

    def land(anchors, fill):
        """A coast through (angle, radius) anchors, with bays and headlands."""
        coarse = smooth(anchors, 3)
        coast = []
        for a, r in coarse:
            rough = 0 if r > 1200 else 0.04
            coast.append(polar(a, r * (1 + dice.uniform(-rough, rough))))
        coast = smooth(coast, 8)
        first, last = anchors[0][0], anchors[-1][0]
        back = [polar(last + (first - last) * k / 12, 2000) for k in range(13)]
        return coast, back, fill

    lands = [
        land(
            [
                (-4, 1700),
                (0, 1150),
                (4, 800),
                (10, 640),
                (20, 570),
                (33, 600),
                (45, 520),
                (56, 480),
                (66, 545),
                (76, 515),
                (88, 560),
                (97, 650),
                (103, 560),
                (112, 600),
                (122, 700),
                (130, 640),
                (139, 760),
                (145, 1000),
                (148, 1700),
            ],
            PAPER,
        ),
        land(
            [
                (176, 1700),
                (180, 1200),
                (188, 980),
                (197, 880),
                (206, 930),
                (216, 760),
                (226, 700),
                (236, 620),
                (247, 640),
                (258, 560),
                (270, 590),
                (283, 545),
                (296, 600),
                (310, 590),
                (322, 680),
                (331, 880),
                (337, 1200),
                (341, 1700),
            ],
            MOSS,
        ),
    ]
    green = smooth(
        [
            polar(a, r)
            for a, r in (
                (166, 400),
                (171, 470),
                (173, 560),
                (178, 640),
                (180, 760),
                (185, 880),
                (190, 800),
                (193, 700),
                (199, 640),
                (201, 540),
                (207, 470),
                (203, 400),
                (194, 372),
                (184, 350),
                (174, 365),
            )
        ],
        14,
        closed=True,
    )

    for grow, share in ((84, 0.1), (56, 0.2), (28, 0.32)):
        for coast, back, _ in lands:
            near = []
            for px, py in coast:
                d = math.dist((px, py), (x, y))
                near.append((x + (px - x) * (d - grow) / d, y + (py - y) * (d - grow) / d))
            sheet.polygon(near + back, mix(DEEP, STEEL, share))
        sheet.line(green + green[:1], grow * 2, mix(DEEP, STEEL, share))
    for k in range(1, 9):
        sheet.ring(x, y, k * 165, 2, mix(DEEP, STEEL, 0.6))
    for i in range(24):
        sheet.line([polar(i * 15, 165), polar(i * 15, 1600)], 2, mix(DEEP, STEEL, 0.6), caps=False)
    for coast, back, fill in lands:
        sheet.polygon(coast + back, fill)
    sheet.polygon(green, SAND)
    for r, share in ((268, 0.4), (226, 0.65), (178, 0.95)):
        sheet.polygon(blob(x - 20, y - 24, r, random.Random(5), 0.15, 13), mix(DEEP, MIST, share))
    for a, r, size in (
        (70, 345, 34),
        (60, 330, 20),
        (40, 380, 30),
        (112, 380, 30),
        (120, 400, 20),
        (238, 470, 40),
        (252, 442, 30),
        (268, 448, 36),
        (226, 520, 30),
        (283, 440, 22),
        (12, 400, 22),
    ):
        sheet.polygon(blob(*polar(a, r), size, dice, 0.32, 9), SAND if a < 200 else MOSS)
    route = [
        polar(a, r)
        for a, r in (
            (-12, 1300),
            (-9, 820),
            (0, 590),
            (16, 470),
            (34, 466),
            (56, 412),
            (78, 436),
            (100, 470),
            (120, 545),
            (140, 640),
            (152, 800),
            (160, 1020),
            (163, 1400),
        )
    ]
    curve = smooth(route, 24)
    sheet.dashes(curve, 14, VERMILION, 46, 28)
    for i in (2, 8):
        sheet.disc(*route[i], 27, VERMILION)
        sheet.disc(*route[i], 12, PAPER)
    return sheet


@cover("cables")
def cables(dice):
    """Lines laid along the seabed."""
    sheet = Sheet(INK)
    height = terrain(dice, 18)
    for level, line in contours(height, [i * 0.16 - 1.6 for i in range(24)]):
        strong = round(level / 0.16) % 4 == 0
        sheet.line(line, 4 if strong else 2.5, mix(INK, STEEL, 0.5 if strong else 0.3), caps=False)
    ways = [
        ([(-60, 240), (320, 330), (700, 270), (1090, 470), (1500, 420), (2060, 560)], PAPER, 9),
        ([(-60, 960), (380, 860), (780, 930), (1180, 770), (1560, 860), (2060, 720)], MOSS, 9),
        (
            [(-60, 560), (300, 610), (690, 560), (980, 700), (1240, 620), (1600, 250), (2060, 160)],
            VERMILION,
            13,
        ),
    ]
    for points, colour, width in ways:
        curve = smooth(points, 30)
        sheet.line(curve, width + 16, INK, caps=False)
        sheet.line(curve, width, colour, caps=False)
        for (px, py), a in spaced(curve, 330, 130):
            ux, uy = 26 * math.cos(a), 26 * math.sin(a)
            sheet.line([(px - ux, py - uy), (px + ux, py + uy)], width + 15, colour)
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


@cover("corridors")
def corridors(dice):
    """Routes across high ground."""
    sheet = Sheet(PAPER)
    height = terrain(dice, 22, (110, 330))
    for level, line in contours(height, [i * 0.14 - 1.6 for i in range(30)]):
        strong = round(level / 0.14) % 5 == 0
        sheet.line(line, 4 if strong else 2.5, mix(PAPER, MOSS, 0.95 if strong else 0.6), caps=False)
    ways = [
        ([(-60, 330), (360, 250), (800, 330), (1220, 210), (1640, 280), (2060, 210)], INK),
        ([(-60, 700), (330, 730), (640, 590), (990, 690), (1330, 560), (1660, 650), (2060, 540)], VERMILION),
        ([(-60, 1010), (400, 1060), (820, 930), (1180, 1050), (1500, 930), (1760, 1010), (2060, 900)], PINE),
    ]
    for points, colour in ways:
        curve = smooth(points, 30)
        sheet.line(curve, 44, PAPER, caps=False)
        sheet.line(curve, 20, colour, caps=False)
        for (px, py), _ in spaced(curve, 390, 260):
            sheet.disc(px, py, 30, colour)
            sheet.disc(px, py, 16, PAPER)
    return sheet


@cover("strata-routes")
def strata_routes(dice):
    """A graphic timetable: distance upwards, time to the right."""
    sheet = Sheet(INK)
    stations = [90, 235, 330, 560, 690, 905, 1010, 1165]
    for i, y in enumerate(stations):
        sheet.line([(0, y), (WIDTH, y)], 5 if i in (0, 3, 5, 7) else 2, mix(INK, STEEL, 0.55), caps=False)
    for i in range(41):
        sheet.line(
            [(i * 50, stations[0]), (i * 50, stations[-1])],
            2,
            mix(INK, STEEL, 0.42 if i % 4 == 0 else 0.16),
            caps=False,
        )

    def train(start, down, slope, waits, colour, width):
        order = stations if down else stations[::-1]
        x, path = start, []
        for i, y in enumerate(order):
            if i:
                x += abs(y - order[i - 1]) * slope
            path.append((x, y))
            x += waits.get(i, 0)
            path.append((x, y))
        sheet.line(path, width, colour)
        return path

    for i in range(13):
        train(
            -900 + i * 235,
            True,
            dice.choice((0.62, 0.66, 0.7)),
            {3: dice.choice((20, 40, 60)), 5: dice.choice((10, 30, 60))},
            PAPER if i % 3 else SAND,
            6,
        )
    for i in range(11):
        train(
            -880 + i * 285,
            False,
            dice.choice((0.74, 0.8)),
            {2: dice.choice((30, 50)), 4: dice.choice((20, 70))},
            MOSS,
            6,
        )
    path = train(210, True, 0.64, {3: 330, 5: 210}, VERMILION, 16)
    for p in (path[6], path[7], path[10], path[11]):
        sheet.disc(*p, 19, VERMILION)
    return sheet


@cover("winter-road")
def winter_road(dice):
    """A road across the ice, marked with poles."""
    sheet = Sheet(MIST)
    horizon = 430
    for k in range(9):
        sheet.box(0, k * 48, WIDTH, 49, mix(STEEL, PAPER, 0.25 + k * 0.08))
    sheet.disc(1390, horizon - 26, 128, VERMILION)
    ridge = [
        (x, horizon - 34 - 28 * math.sin(x / 210) - 13 * math.sin(x / 57) - 6 * math.sin(x / 19))
        for x in range(-10, WIDTH + 20, 10)
    ]
    sheet.polygon(ridge + [(WIDTH + 10, horizon + 8), (-10, horizon + 8)], PINE)
    sheet.box(0, horizon, WIDTH, HEIGHT - horizon, PAPER)
    for i in range(64):  # wind marks in the snow
        y = horizon + 14 + (i / 63) ** 1.9 * 800
        x = dice.uniform(-100, WIDTH)
        length = 60 + (y - horizon) * dice.uniform(0.4, 1.1)
        sheet.line(
            smooth([(x, y), (x + length * 0.5, y - 5), (x + length, y + 3)], 8),
            2 + (y - horizon) / 190,
            mix(PAPER, STEEL, 0.36),
        )

    def road(t, side):  # t: 0 at the horizon, 1 at the lower edge
        y = horizon + (HEIGHT + 60 - horizon) * t * t
        middle = 1130 - 250 * t * t + 150 * math.sin(t * 3.3) * (1 - t)
        return middle + side * (7 + 430 * t * t), y

    left = [road(k / 60, -1) for k in range(61)]
    right = [road(k / 60, 1) for k in range(61)]
    sheet.polygon(left + right[::-1], mix(MIST, STEEL, 0.5))
    for side in (-0.52, -0.34, 0.34, 0.52):
        near = [road(k / 60, side - 0.045) for k in range(61)]
        far = [road(k / 60, side + 0.045) for k in range(61)]
        sheet.polygon(near + far[::-1], mix(STEEL, DEEP, 0.35))
    for k in range(12):
        t = 0.12 + 0.9 * (k / 11) ** 1.15
        for side in (-1.28, 1.28):
            x, y = road(t, side)
            h, w = 26 + 420 * t * t, 3 + 17 * t * t
            sheet.polygon(
                [
                    (x + w, y),
                    (x + w * 6 + h * 0.55, y + h * 0.1),
                    (x + w * 5 + h * 0.55, y + h * 0.1 + w),
                    (x, y + w * 0.6),
                ],
                mix(PAPER, STEEL, 0.5),
            )
            sheet.polygon([(x - w / 2, y), (x + w / 2, y), (x + w / 2, y - h), (x - w / 2, y - h)], INK)
            sheet.polygon(
                [
                    (x - w / 2, y - h),
                    (x + w / 2, y - h),
                    (x + w / 2, y - h * 0.78),
                    (x - w / 2, y - h * 0.78),
                ],
                VERMILION,
            )
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


@cover("books")
def books(dice):
    """Books on a shelf, and a window."""
    sheet = Sheet(MOSS)
    sheet.box(1210, 130, 640, 800, INK)
    panes = [(1240, 160, 275, 355), (1545, 160, 275, 355), (1240, 545, 275, 355), (1545, 545, 275, 355)]
    for x, y, w, h in panes:
        sheet.box(x, y, w, h, PAPER)
    window = Sheet(PAPER)
    window.disc(1620, 420, 150, SAND)
    hills = [(x, 720 + 60 * math.sin(x / 140) + 20 * math.sin(x / 53)) for x in range(1200, 1900, 10)]
    window.polygon(hills + [(1900, 1000), (1200, 1000)], STEEL)
    mask = Sheet(0, mode="L")
    for x, y, w, h in panes:
        mask.box(x, y, w, h, 255)
    sheet.image.paste(window.image, (0, 0), mask.image)
    sheet.polygon([(0, 930), (WIDTH, 930), (WIDTH, HEIGHT), (0, HEIGHT)], SAND)
    sheet.box(0, 930, WIDTH, 16, mix(SAND, INK, 0.25))
    sheet.polygon([(1130, 1000), (1740, 1000), (1600, HEIGHT), (880, HEIGHT)], mix(SAND, PAPER, 0.75))
    x = 110
    shades = [INK, PAPER, PINE, DEEP, SAND, INK, STEEL, PAPER, PINE]
    for i in range(14):
        w = dice.choice((54, 66, 78, 92))
        h = dice.uniform(430, 650)
        colour = VERMILION if i == 8 else shades[i % len(shades)]
        if i == 13:
            break
        if i == 12:  # the last one leans
            a = math.radians(-13)
            corners = []
            for u, v in ((0, 0), (w, 0), (w, -h), (0, -h)):
                corners.append(
                    (
                        x + 142 + u * math.cos(a) - v * math.sin(a) - w,
                        930 + u * math.sin(a) + v * math.cos(a) + 17,
                    )
                )
            sheet.polygon(corners, colour)
            break
        sheet.box(x, 930 - h, w - 6, h, colour)
        band = mix(colour, INK if sum(colour) > 420 else PAPER, 0.4)
        for b in (0.1, 0.14, 0.86):
            sheet.box(x, 930 - h + h * b, w - 6, 8, band)
        x += w
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
