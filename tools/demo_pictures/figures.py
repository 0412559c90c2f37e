"""Figures inside texts, the logo, and the marks of institutions."""

import math

from drawing import DEEP, INK, MOSS, PAPER, PINE, SAND, STEEL, VERMILION, Sheet, blob, extra, mix, smooth


def arrow(sheet, x0, y0, x1, y1, width, fill, head=26):
    a = math.atan2(y1 - y0, x1 - x0)
    bx, by = x1 - head * math.cos(a), y1 - head * math.sin(a)
    sheet.line([(x0, y0), (bx, by)], width, fill)
    nx, ny = -math.sin(a) * head * 0.62, math.cos(a) * head * 0.62
    sheet.polygon([(x1, y1), (bx + nx, by + ny), (bx - nx, by - ny)], fill)


@extra("fig-channels.png")
def fig_channels(dice):
    """Four kinds of channel between two sides."""
    sheet = Sheet(PAPER, (1600, 1000))
    for i, (ox, oy) in enumerate(((0, 0), (800, 0), (0, 500), (800, 500))):
        sheet.box(ox + 20, oy + 20, 760, 460, mix(PAPER, SAND, 0.45), 10)
        left, right, y = ox + 150, ox + 650, oy + 250
        if i == 0:  # a direct line
            sheet.line([(left, y), (right, y)], 12, VERMILION)
            for k in range(3):
                sheet.disc(left + 190 + k * 60, y, 17, VERMILION)
        elif i == 1:  # notice in advance: envelopes one after another
            for k in range(3):
                x = left + 105 + k * 108
                sheet.box(x, y - 34, 84, 68, VERMILION if k == 2 else STEEL, 4)
                sheet.line([(x + 6, y - 26), (x + 42, y + 6), (x + 78, y - 26)], 5, PAPER)
            arrow(sheet, left + 100, y + 78, right - 96, y + 78, 7, INK)
            for k in range(7):
                sheet.line([(left + 110 + k * 40, y + 68), (left + 110 + k * 40, y + 88)], 4, INK)
        elif i == 2:  # rules for an encounter: courses that keep clear
            one = smooth(
                [(left + 90, y + 92), (left + 210, y + 70), (left + 300, y + 120), (right - 84, y + 92)], 20
            )
            two = smooth(
                [(right - 90, y - 92), (right - 210, y - 70), (right - 300, y - 120), (left + 84, y - 92)], 20
            )
            for line, colour in ((one, INK), (two, PINE)):
                sheet.dashes(line[:-6], 7, colour, 22, 15)
                arrow(sheet, *line[-10], *line[-1], 7, colour)
            sheet.line([(left + 130, y), (right - 130, y)], 6, VERMILION)
            for k in range(6):
                sheet.line([(left + 140 + k * 44, y - 14), (left + 140 + k * 44, y + 14)], 6, VERMILION)
        else:  # a look
            sheet.polygon(
                [(left + 70, y), (right - 30, y - 132), (right - 30, y + 132)], mix(SAND, VERMILION, 0.35)
            )
            eye = [(left + 70 + 100 * t / 20, y - 42 * math.sin(math.pi * t / 20)) for t in range(21)]
            eye += [(left + 170 - 100 * t / 20, y + 42 * math.sin(math.pi * t / 20)) for t in range(21)]
            sheet.polygon([(px + 6, py) for px, py in eye], VERMILION)
            sheet.disc(left + 126, y, 22, PAPER)
            sheet.disc(left + 126, y, 11, INK)
        for x, colour in ((left, INK), (right, PINE)):
            sheet.box(x - 62, y - 150, 124, 300, colour, 8)
            for k in range(3):
                sheet.box(x - 30, y - 108 + k * 84, 60, 44, mix(colour, PAPER, 0.8), 3)
    return sheet.finish("fig-channels", grain=False)


@extra("fig-basin.png")
def fig_basin(dice):
    """One river: reservoir upstream, gauges, fields downstream."""
    sheet = Sheet(mix(PAPER, SAND, 0.3), (1600, 1000))
    for x, y, r, colour in (
        (330, 330, 230, STEEL),
        (90, 350, 290, mix(STEEL, DEEP, 0.45)),
        (560, 330, 150, mix(STEEL, DEEP, 0.2)),
    ):
        sheet.polygon([(x - r, y), (x, y - r), (x + r, y)], colour)
        sheet.polygon(
            [
                (x - r * 0.26, y - r * 0.74),
                (x, y - r),
                (x + r * 0.26, y - r * 0.74),
                (x + r * 0.1, y - r * 0.67),
                (x, y - r * 0.79),
                (x - r * 0.12, y - r * 0.66),
            ],
            PAPER,
        )
    river = smooth(
        [
            (480, 560),
            (640, 600),
            (760, 560),
            (880, 610),
            (1000, 580),
            (1120, 650),
            (1250, 660),
            (1370, 760),
            (1440, 880),
        ],
        24,
    )
    sheet.line(river, 46, DEEP)
    lake = smooth(
        [
            (60, 470),
            (200, 420),
            (330, 450),
            (470, 480),
            (540, 560),
            (480, 640),
            (330, 650),
            (230, 600),
            (110, 590),
        ],
        18,
        closed=True,
    )
    sheet.polygon(lake, DEEP)
    for share in (0.8, 0.58, 0.34):
        cx, cy = 310, 540
        sheet.line(
            [(cx + (px - cx) * share, cy + (py - cy) * share) for px, py in lake + lake[:1]],
            4,
            mix(DEEP, STEEL, 0.75),
        )
    sheet.line([(548, 470), (566, 690)], 34, INK)  # the dam
    sheet.dashes(river[40:], 5, STEEL, 30, 22)
    for k, (x, y) in enumerate(
        ((760, 710), (920, 740), (1080, 790), (1130, 420), (1300, 450), (1400, 590))
    ):  # fields
        w, h, skew = 138, 84, 40
        colour = (MOSS, PINE, MOSS)[k % 3]
        top = y < 600
        gate = (x + w / 2, y + h if top else y)
        mouth = min(river, key=lambda p: abs(p[0] - gate[0]) + 0.4 * abs(p[1] - gate[1]))
        sheet.line([mouth, (gate[0] - (skew if top else 0), gate[1])], 10, DEEP)
        sheet.polygon([(x, y), (x + w, y), (x + w - skew, y + h), (x - skew, y + h)], colour)
        for r in range(1, 6):
            sheet.line(
                [(x + w * r / 6, y + 6), (x + w * r / 6 - skew, y + h - 6)], 4, mix(colour, PAPER, 0.5)
            )
    for x, y in ((700, 580), (1040, 600)):  # gauges
        sheet.box(x - 10, y - 130, 20, 160, VERMILION)
        for k in range(5):
            sheet.box(x + 10, y - 120 + k * 28, 18, 7, VERMILION)
    sheet.polygon(blob(1466, 920, 110, dice, 0.1, 10, 0.45), DEEP)

    def calendar(x, y, months, colour):
        for k in range(12):
            sheet.box(x + k * 40, y, 32, 56, colour if k in months else mix(SAND, PAPER, 0.1), 4)

    calendar(220, 870, (0, 1, 2, 10, 11), DEEP)
    sheet.polygon(
        [(166, 858), (128, 906), (152, 906), (138, 944), (182, 890), (156, 890)], DEEP
    )  # electricity
    sheet.dashes([(460, 858), (460, 740), (552, 700)], 4, INK, 14, 10)
    calendar(1060, 96, (4, 5, 6, 7, 8), PINE)
    sheet.line([(1004, 156), (1004, 92)], 7, PINE)  # an ear of grain
    for k in range(3):
        for sign in (-1, 1):
            sheet.line([(1004, 138 - k * 19), (1004 + sign * 17, 120 - k * 19)], 9, PINE)
    sheet.dashes([(1260, 164), (1260, 330), (1240, 404)], 4, INK, 14, 10)
    return sheet.finish("fig-basin", grain=False)


@extra("logo.png")
def logo(dice):
    """Two halves, not quite level, and the point at issue between them."""
    clear = (0, 0, 0, 0)
    sheet = Sheet(clear, (512, 512), 4, "RGBA")
    ink, green, red = INK + (255,), MOSS + (255,), VERMILION + (255,)
    for box, start, colour in (((50, 26, 430, 406), 90, ink), ((82, 106, 462, 486), 270, green)):
        sheet.pen.pieslice([4 * v for v in box], start, start + 180, fill=colour)
    sheet.disc(256, 256, 82, clear)
    sheet.disc(256, 256, 54, red)
    return sheet.finish("logo", grain=False)


@extra("mark-harbour.png")
def mark_harbour(dice):
    """Waves beneath a rising disc."""
    sheet = Sheet((0, 0, 0, 0), (512, 512), 4, "RGBA")
    ink = INK + (255,)
    sheet.pen.pieslice([4 * v for v in (116, 96, 396, 376)], 180, 360, fill=ink)
    for k in range(3):
        y = 300 + k * 66
        wave = [(64 + t * 4, y + 17 * math.sin(t / 96 * 2 * math.pi * 2 + k * math.pi)) for t in range(97)]
        sheet.line(wave, 28, ink)
    return sheet.finish("mark", grain=False)


@extra("mark-basin.png")
def mark_basin(dice):
    """Two streams that meet."""
    sheet = Sheet((0, 0, 0, 0), (512, 512), 4, "RGBA")
    pine = PINE + (255,)
    for sign in (-1, 1):
        for k in range(3):
            x = 256 + sign * (64 + k * 56)
            curve = smooth(
                [
                    (x + sign * 16, 72),
                    (x + sign * 10, 170),
                    (256 + sign * (26 + k * 40), 310),
                    (256 + sign * (22 + k * 38), 440),
                ],
                20,
            )
            sheet.line(curve, 25, pine)
    return sheet.finish("mark", grain=False)


@extra("logo-on-dark.png")
def logo_on_dark(dice):
    """The logo for a dark ground: paper where the other has ink."""
    clear = (0, 0, 0, 0)
    sheet = Sheet(clear, (512, 512), 4, "RGBA")
    paper, green, red = PAPER + (255,), mix(MOSS, PAPER, 0.25) + (255,), mix(VERMILION, PAPER, 0.1) + (255,)
    for box, start, colour in (((50, 26, 430, 406), 90, paper), ((82, 106, 462, 486), 270, green)):
        sheet.pen.pieslice([4 * v for v in box], start, start + 180, fill=colour)
    sheet.disc(256, 256, 82, clear)
    sheet.disc(256, 256, 54, red)
    return sheet.finish("logo", grain=False)
