"""Covers of rooms where people meet or work."""

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
    SCALE,
    STEEL,
    VERMILION,
    WIDTH,
    Sheet,
    cover,
    mix,
)


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
