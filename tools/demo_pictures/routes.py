"""Covers of routes: at sea, under it, across high ground, through time, over ice."""

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
    STEEL,
    VERMILION,
    WIDTH,
    Sheet,
    blob,
    contours,
    cover,
    mix,
    smooth,
    spaced,
    terrain,
)


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
