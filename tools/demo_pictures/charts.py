"""Charts of the demonstration's texts, drawn from figures. Numerals are their only lettering, so they serve every language."""

import math

from drawing import (
    DEEP,
    INK,
    MIST,
    PAPER,
    PINE,
    ROOT,
    SAND,
    STEEL,
    VERMILION,
    Sheet,
    dashed,
    extra,
    mix,
    smooth,
)
from PIL import ImageFont

FONT = ROOT / "static" / "fonts" / "inter-latin.woff2"
GROUND = mix(PAPER, SAND, 0.25)
RULE = mix(SAND, STEEL, 0.35)

DAYS_OPEN = [
    128, 119, 131, 122, 130, 127, 124, 112, 129, 128, 118, 101, 116, 109, 116, 106, 95, 104, 84, 102, 102, 97,
]  # fmt: skip
EVEN_WINTER = [3, 9, 15, 21, 28, 35, 42, 50, 57, 64, 71, 79, 85, 90, 94, 97, 100]
HASTY_WINTER = [2, 9, 18, 28, 38, 48, 57, 65, 72, 78, 83, 86]
COSTS = [74, 100, 182, 1140]
BASKETS = [[3, 7, 21, 48, 104], [1, 4, 11, 29, 65], [1, 3, 6, 12, 24], [0, 1, 2, 4, 8]]
CARGO = [4.0, 5.4, 7.5, 10.7, 20.2, 31.5, 33.0, 34.9, 34.1, 36.3, 37.9]  # million tonnes, 2014 to 2024
TRANSIT = [0.2, 0.2, 0.5, 0.7, 1.3, 2.0, 0.2, 2.1, 3.1]  # 2016 to 2024
DISTANCES = [(11_200, 7_350), (10_500, 8_050), (8_300, 9_700)]  # nautical miles


class Chart(Sheet):
    """A sheet with a field for data: `x0, x1` from left to right, `y0` its ground line, `y1` its top."""

    def __init__(self, highest, height=1000):
        super().__init__(GROUND, (1600, height))
        self.x0, self.x1, self.y0, self.y1 = 130, 1530, height - 110, 90
        self.highest = highest

    def y(self, value):
        return self.y0 - (self.y0 - self.y1) * value / self.highest

    def write(self, x, y, text, size=34, fill=INK, anchor="mm", weight=500):
        font = ImageFont.truetype(FONT, size * self.scale)
        font.set_variation_by_axes([weight])
        self.pen.text((x * self.scale, y * self.scale), text, font=font, fill=fill, anchor=anchor)

    def grid(self, values):
        for value in values:
            self.line([(self.x0, self.y(value)), (self.x1, self.y(value))], 2, RULE, caps=False)
            self.write(self.x0 - 24, self.y(value), str(value), 42, mix(INK, STEEL, 0.4), "rm")
        self.line([(self.x0, self.y0), (self.x1, self.y0)], 4, INK, caps=False)

    def columns(self, number, gap=0.28):
        """(left edge, width) of each of so many columns."""
        step = (self.x1 - self.x0) / number
        return [(self.x0 + step * (k + gap / 2), step * (1 - gap)) for k in range(number)]


@extra("fig-tunda-season.png")
def fig_tunda_season(dice):
    """Days on which the road was open, by winter, with the averages of five."""
    chart = Chart(140)
    chart.grid([0, 40, 80, 120])
    columns = chart.columns(len(DAYS_OPEN))
    for k, (days, (x, w)) in enumerate(zip(DAYS_OPEN, columns, strict=True)):
        shortest = days == min(DAYS_OPEN)
        chart.box(x, chart.y(days), w, chart.y0 - chart.y(days), VERMILION if shortest else DEEP, 3)
        if k % 3 == 0:
            chart.write(x + w / 2, chart.y0 + 52, str(2005 + k), 42)
        if k in (0, len(DAYS_OPEN) - 1) or shortest:
            chart.write(x + w / 2, chart.y(days) - 34, str(days), 44, weight=700)
    averages = []
    for k in range(2, len(DAYS_OPEN) - 2):
        x, w = columns[k]
        averages.append((x + w / 2, chart.y(sum(DAYS_OPEN[k - 2 : k + 3]) / 5)))
    chart.line(smooth(averages, 8), 14, GROUND)
    chart.line(smooth(averages, 8), 7, VERMILION)
    return chart.finish("season", grain=False)


@extra("fig-tunda-curve.png")
def fig_tunda_curve(dice):
    """The share of the year's supply delivered, by week, in two winters."""
    chart = Chart(108)
    chart.grid([0, 25, 50, 75, 100])
    step = (chart.x1 - chart.x0 - 60) / 17

    def points(values, first):
        start = [(chart.x0 + step * (first - 1), chart.y(0))]
        return start + [(chart.x0 + step * (first + k), chart.y(v)) for k, v in enumerate(values)]

    for week in range(1, 18):
        if week % 2:
            chart.write(chart.x0 + step * week, chart.y0 + 52, str(week), 42)
    for values, first, colour, beside in ((EVEN_WINTER, 1, INK, -50), (HASTY_WINTER, 5, VERMILION, 56)):
        line = points(values, first)
        chart.line(line, 9, colour)
        x, y = line[-1]
        chart.disc(x, y, 15, colour)
        chart.write(x, y + beside, str(values[-1]), 50, colour, weight=700)
    return chart.finish("curve", grain=False)


@extra("fig-tunda-cost.png")
def fig_tunda_cost(dice):
    """What a tonne costs by four ways, as bars from the left."""
    chart = Chart(1200, 640)
    for k, cost in enumerate(COSTS):
        y = 80 + k * 130
        w = (chart.x1 - 280) * cost / max(COSTS)
        chart.box(100, y, w, 84, VERMILION if cost == 100 else DEEP, 4)
        chart.write(100 + w + 26, y + 42, str(cost), 52, anchor="lm", weight=700)
    chart.line([(100, 50), (100, 590)], 4, INK, caps=False)
    return chart.finish("cost", grain=False)


@extra("fig-tunda-baskets.png")
def fig_tunda_baskets(dice):
    """What a winter costs beyond the usual, by the weeks it has lost: as today, and with three baskets of measures."""
    chart = Chart(110)
    chart.grid([0, 25, 50, 75, 100])
    step = (chart.x1 - chart.x0 - 160) / 4
    for week in range(5):
        chart.write(chart.x0 + 60 + step * week, chart.y0 + 52, str(week + 1), 42)
    for values, colour in zip(BASKETS, (VERMILION, STEEL, PINE, INK), strict=True):
        line = [(chart.x0 + 60 + step * k, chart.y(v)) for k, v in enumerate(values)]
        chart.line(line, 9, colour)
        x, y = line[-1]
        chart.disc(x, y, 15, colour)
        chart.write(x + 32, y, str(values[-1]), 50, colour, "lm", weight=700)
    return chart.finish("baskets", grain=False)


@extra("fig-tunda-map.png")
def fig_tunda_map(dice):
    """A river on its way north, a railhead, nine settlements, the roads between them."""
    sheet = Sheet(mix(MIST, PAPER, 0.55), (1600, 1000))
    for x, y, r in ((240, 200, 210), (1330, 840, 250), (760, 880, 150), (1420, 170, 160)):
        for share in (1, 0.78, 0.55, 0.32):
            ring = [
                (x + r * share * math.cos(a / 20) * 1.3, y + r * share * math.sin(a / 20) * 0.8)
                for a in range(127)
            ]
            sheet.line(ring, 3, mix(MIST, STEEL, 0.45), caps=False)
    river = smooth(
        [(-40, 960), (180, 820), (420, 760), (560, 600), (780, 560), (980, 430), (1180, 400), (1340, 250), (1640, 130)],
        24,
    )  # fmt: skip
    sheet.line(river, 92, STEEL)
    sheet.line(river, 76, mix(STEEL, PAPER, 0.55))
    railhead = (170, 560)
    places = [(470, 520), (690, 380), (930, 250), (1190, 140), (640, 750), (930, 690), (1200, 600), (1450, 480), (330, 330)]  # fmt: skip
    trunk = smooth([railhead, places[0], places[1], (860, 430), (990, 560), places[6], (1290, 430), (1330, 300), places[3]], 20)  # fmt: skip
    for path in (
        [railhead, (220, 430), places[8]],
        [places[1], (800, 300), places[2]],
        [(990, 560), (960, 630), places[5]],
        [places[5], (780, 740), places[4]],
        [places[6], (1320, 560), places[7]],
    ):
        for piece in dashed(smooth(path, 16), 22, 16):
            if len(piece) > 1:
                sheet.line(piece, 7, INK)
    for piece in dashed(trunk, 34, 18):
        if len(piece) > 1:
            sheet.line(piece, 12, VERMILION)
    for x, y in places:
        sheet.disc(x, y, 25, PAPER)
        sheet.disc(x, y, 18, INK)
    sheet.box(railhead[0] - 34, railhead[1] - 34, 68, 68, PAPER, 6)
    sheet.box(railhead[0] - 25, railhead[1] - 25, 50, 50, INK, 4)
    for k in range(7):  # the railway
        sheet.line([(-10 + k * 24, 592 - k * 4), (2 + k * 24, 556 - k * 4)], 6, INK)
    sheet.line([(-20, 580), (railhead[0] - 34, 562)], 7, INK)
    return sheet.finish("tunda-map", grain=False)


@extra("fig-route-total.png")
def fig_route_total(dice):
    """All cargo by year."""
    chart = Chart(42)
    chart.grid([0, 10, 20, 30, 40])
    for k, (cargo, (x, w)) in enumerate(zip(CARGO, chart.columns(len(CARGO)), strict=True)):
        chart.box(x, chart.y(cargo), w, chart.y0 - chart.y(cargo), VERMILION if k in (4, 5) else DEEP, 4)
        chart.write(x + w / 2, chart.y0 + 52, str(2014 + k), 42)
    return chart.finish("total", grain=False)


@extra("fig-route-transit.png")
def fig_route_transit(dice):
    """Cargo by year, with the part that passed through."""
    chart = Chart(42)
    chart.grid([0, 10, 20, 30, 40])
    years = list(zip(CARGO[2:], TRANSIT, chart.columns(len(TRANSIT)), strict=True))
    for k, (cargo, transit, (x, w)) in enumerate(years):
        chart.box(x, chart.y(cargo), w, chart.y0 - chart.y(cargo), DEEP)
        chart.box(x, chart.y(cargo), w, chart.y(0) - chart.y(transit), VERMILION)
        chart.write(x + w / 2, chart.y0 + 52, str(2016 + k), 42)
    return chart.finish("transit", grain=False)


@extra("fig-route-distance.png")
def fig_route_distance(dice):
    """Two ways to each of three ports, as pairs of bars from the left."""
    chart = Chart(1200, 760)
    for k, pair in enumerate(DISTANCES):
        for n, (miles, colour) in enumerate(zip(pair, (DEEP, VERMILION), strict=True)):
            y = 70 + k * 226 + n * 88
            w = 1220 * miles / 11_200
            chart.box(100, y, w, 76, colour, 4)
            chart.write(100 + w + 26, y + 38, str(miles), 52, anchor="lm", weight=700)
    chart.line([(100, 40), (100, 720)], 4, INK, caps=False)
    return chart.finish("distance", grain=False)
