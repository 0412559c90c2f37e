"""The people of the demonstration site, who do not exist."""

from drawing import DEEP, EXTRAS, INK, MIST, MOSS, PAPER, PINE, SAND, STEEL, VERMILION, Sheet, mix, smooth


def portrait(ground, coat, hair, skin, style, tilt):
    """A head without features, as on a cut-paper card: nobody's likeness, which suits people who are invented."""
    sheet = Sheet(ground, (800, 1000), 3)
    sheet.disc(400 - tilt * 260, 330, 300, mix(ground, PAPER, 0.35))
    if style in ("long", "bob"):
        reach = 640 if style == "long" else 520
        sheet.polygon(
            smooth(
                [
                    (236, 360),
                    (250, 200),
                    (400, 132),
                    (550, 200),
                    (566, 360),
                    (590, reach),
                    (400, reach + 40),
                    (212, reach),
                ],
                16,
                closed=True,
            ),
            hair,
        )
    sheet.polygon(
        smooth(
            [
                (60, 1040),
                (110, 790),
                (290, 700),
                (400, 690),
                (510, 700),
                (690, 790),
                (740, 1040),
                (400, 1120),
            ],
            16,
            closed=True,
        ),
        coat,
    )
    sheet.polygon([(334, 520), (466, 520), (486, 720), (400, 800), (314, 720)], mix(skin, INK, 0.14))
    sheet.polygon(
        [(300, 712), (400, 860), (500, 712), (560, 730), (400, 1000), (240, 730)], mix(coat, PAPER, 0.75)
    )
    sheet.polygon([(330, 716), (400, 800), (470, 716), (400, 770)], mix(skin, INK, 0.14))
    sheet.polygon(
        smooth(
            [(270, 330), (292, 208), (400, 176), (508, 208), (530, 330), (506, 470), (400, 566), (294, 470)],
            16,
            closed=True,
        ),
        skin,
    )
    if style == "beard":
        sheet.polygon(
            smooth(
                [
                    (278, 400),
                    (330, 452),
                    (400, 440),
                    (470, 452),
                    (522, 400),
                    (512, 520),
                    (400, 616),
                    (288, 520),
                ],
                14,
                closed=True,
            ),
            hair,
        )
    if style != "bald":
        fringe = [
            (258, 350),
            (250, 220),
            (400, 130),
            (550, 220),
            (542, 350),
            (508, 262),
            (400 + tilt * 90, 238),
            (292, 262),
        ]
        sheet.polygon(smooth(fringe, 14, closed=True), hair)
    if style == "bob":
        for x in (340, 460):
            sheet.ring(x, 352, 40, 7, INK)
        sheet.line([(380, 348), (420, 348)], 7, INK)
    return sheet.finish("portrait", grain=False)


PORTRAITS = {
    "velinskaya": (STEEL, INK, (92, 58, 44), (226, 190, 160), "bob", 1),
    "ostrozhin": (MOSS, DEEP, (66, 58, 54), (222, 184, 152), "beard", -1),
    "farrowby": (SAND, PINE, (170, 116, 70), (236, 202, 178), "long", 1),
    "reinkord": (MIST, INK, (120, 120, 118), (228, 194, 168), "short", -1),
    "ashirkhanov": ((196, 150, 112), PINE, (38, 34, 36), (206, 160, 122), "short", 1),
    "khalikberova": (PINE, VERMILION, (34, 30, 34), (214, 170, 134), "long", -1),
}

for person, features in PORTRAITS.items():
    EXTRAS[f"portrait-{person}.png"] = lambda dice, features=features: portrait(*features)
