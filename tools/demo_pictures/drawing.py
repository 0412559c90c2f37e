"""What all pictures of the demonstration site share: colours, a sheet to draw on, lines and areas, and the lists of pictures."""

import itertools
import math
import random
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "thinktank" / "operations" / "demo" / "covers"
WIDTH, HEIGHT = 2000, 1250
SCALE = 3  # drawn larger, then reduced: that is what smooths the edges

INK = (20, 36, 58)
DEEP = (32, 56, 84)
STEEL = (122, 142, 158)
MIST = (196, 203, 200)
PAPER = (240, 232, 216)
SAND = (224, 211, 188)
MOSS = (108, 134, 114)
PINE = (58, 86, 78)
VERMILION = (212, 68, 42)

COVERS = {}
EXTRAS = {}


def cover(name):
    def register(function):
        COVERS[name] = function
        return function

    return register


def extra(name):
    def register(function):
        EXTRAS[name] = function
        return function

    return register


def mix(one, other, share):
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=False))


# ---------------------------------------------------------------- drawing


class Sheet:
    """A sheet measured in final pixels and drawn at SCALE times the size."""

    def __init__(self, ground, size=(WIDTH, HEIGHT), scale=SCALE, mode="RGB"):
        self.size, self.scale = size, scale
        self.image = Image.new(mode, (size[0] * scale, size[1] * scale), ground)
        self.pen = ImageDraw.Draw(self.image)

    def _points(self, points):
        s = self.scale
        return [(x * s, y * s) for x, y in points]

    def polygon(self, points, fill):
        self.pen.polygon(self._points(points), fill=fill)

    def box(self, x, y, w, h, fill, radius=0):
        s = self.scale
        area = (x * s, y * s, (x + w) * s, (y + h) * s)
        if radius:
            self.pen.rounded_rectangle(area, radius * s, fill=fill)
        else:
            self.pen.rectangle(area, fill=fill)

    def disc(self, x, y, r, fill):
        s = self.scale
        self.pen.ellipse(((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s), fill=fill)

    def ring(self, x, y, r, width, fill):
        """A circle whose stroke is centred on radius r."""
        s, outer = self.scale, r + width / 2
        area = [(x - outer) * s, (y - outer) * s, (x + outer) * s, (y + outer) * s]
        self.pen.ellipse(area, outline=fill, width=max(1, round(width * s)))

    def arc(self, x, y, r, start, end, width, fill, caps=False):
        s, outer = self.scale, r + width / 2
        area = [(x - outer) * s, (y - outer) * s, (x + outer) * s, (y + outer) * s]
        self.pen.arc(area, start, end, fill=fill, width=max(1, round(width * s)))
        if caps:
            for angle in (start, end):
                a = math.radians(angle)
                self.disc(x + r * math.cos(a), y + r * math.sin(a), width / 2, fill)

    def line(self, points, width, fill, caps=True):
        s = self.scale
        points = list(points)
        self.pen.line(self._points(points), fill=fill, width=max(1, round(width * s)), joint="curve")
        if width * s >= 14:  # Pillow leaves notches in the joints of broad lines
            for x, y in points if caps else points[1:-1]:
                self.disc(x, y, width / 2 - 0.25, fill)
        elif caps and width >= 2:
            for x, y in (points[0], points[-1]):
                self.disc(x, y, width / 2, fill)

    def dashes(self, points, width, fill, on=26, off=18):
        for piece in dashed(points, on, off):
            if len(piece) > 1:
                self.line(piece, width, fill)

    def finish(self, seed, grain=True):
        picture = self.image.resize(self.size, Image.Resampling.LANCZOS)
        return grained(picture, seed) if grain else picture


def grained(picture, seed):
    """Lay the unevenness of a printed sheet over the picture."""
    dice = random.Random(seed)

    def noise(divisor):
        w, h = picture.width // divisor + 2, picture.height // divisor + 2
        coarse = Image.frombytes("L", (w, h), dice.randbytes(w * h))
        return coarse.resize(picture.size, Image.Resampling.BICUBIC)

    def around(image, strength):
        return image.point([round(128 + (v - 128) * strength) for v in range(256)])

    fine = around(noise(2), 0.05)
    cloud = around(noise(220), 0.025)
    veil = ImageChops.add(fine, cloud, offset=-128)
    veil = Image.merge("RGB", (veil, veil, veil))
    return ImageChops.add(picture, veil, offset=-128)


def smooth(points, steps=14, closed=False):
    """A Catmull–Rom curve through the points."""
    points = list(points)
    n = len(points)
    if closed:

        def get(i):
            return points[i % n]

        segments = n
    else:

        def get(i):
            return points[min(max(i, 0), n - 1)]

        segments = n - 1
    curve = []
    for i in range(segments):
        p0, p1, p2, p3 = get(i - 1), get(i), get(i + 1), get(i + 2)
        for k in range(steps):
            t = k / steps
            curve.append(
                tuple(
                    0.5
                    * (
                        2 * p1[d]
                        + (p2[d] - p0[d]) * t
                        + (2 * p0[d] - 5 * p1[d] + 4 * p2[d] - p3[d]) * t * t
                        + (3 * p1[d] - p0[d] - 3 * p2[d] + p3[d]) * t**3
                    )
                    for d in (0, 1)
                )
            )
    if not closed:
        curve.append(points[-1])
    return curve


def walk(points):
    """Yield (distance, point, direction) along a polyline in small steps."""
    travelled = 0.0
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0)
        pieces = max(1, int(length / 2))
        for k in range(pieces):
            t = k / pieces
            yield (
                travelled + length * t,
                (x0 + (x1 - x0) * t, y0 + (y1 - y0) * t),
                math.atan2(y1 - y0, x1 - x0),
            )
        travelled += length


def dashed(points, on, off):
    piece, pieces = [], []
    for distance, point, _ in walk(points):
        if distance % (on + off) < on:
            piece.append(point)
        elif piece:
            pieces.append(piece)
            piece = []
    if piece:
        pieces.append(piece)
    return pieces


def spaced(points, gap, start=0):
    """Points at equal distances along a polyline, with the direction there."""
    due, found = start, []
    for distance, point, angle in walk(points):
        if distance >= due:
            found.append((point, angle))
            due += gap
    return found


def blob(x, y, r, dice, rough=0.22, corners=11, squash=1.0):
    ring = []
    for i in range(corners):
        a = 2 * math.pi * i / corners
        q = r * (1 + dice.uniform(-rough, rough))
        ring.append((x + q * math.cos(a), y + q * squash * math.sin(a)))
    return smooth(ring, 18, closed=True)


def terrain(dice, hills=16, spread=(140, 420)):
    """A smooth height: a sum of bumps."""
    bumps = [
        (
            dice.uniform(-200, WIDTH + 200),
            dice.uniform(-200, HEIGHT + 200),
            dice.uniform(*spread),
            dice.choice((1, 1, 0.8, -0.7)) * dice.uniform(0.6, 1.2),
        )
        for _ in range(hills)
    ]

    def height(x, y):
        return sum(h * math.exp(-((x - bx) ** 2 + (y - by) ** 2) / (2 * r * r)) for bx, by, r, h in bumps)

    return height


def contours(height, levels, step=12):
    """Marching squares: short segments of every level, joined into lines."""
    columns, rows = WIDTH // step + 3, HEIGHT // step + 3
    grid = [[height((i - 1) * step, (j - 1) * step) for i in range(columns)] for j in range(rows)]
    for level in levels:
        edges = {}
        for j in range(rows - 1):
            for i in range(columns - 1):
                a, b, c, d = grid[j][i], grid[j][i + 1], grid[j + 1][i + 1], grid[j + 1][i]
                hits = []
                for key, p, q in (
                    ((i, j, 0), a, b),
                    ((i + 1, j, 1), b, c),
                    ((i, j + 1, 0), d, c),
                    ((i, j, 1), a, d),
                ):
                    if (p < level) != (q < level):
                        t = (level - p) / (q - p)
                        x, y = (key[0] - 1) * step, (key[1] - 1) * step
                        hits.append((key, (x + t * step, y) if key[2] == 0 else (x, y + t * step)))
                for k in range(0, len(hits) - 1, 2):
                    (k0, p0), (k1, p1) = hits[k], hits[k + 1]
                    edges.setdefault(k0, []).append((k1, p0, p1))
                    edges.setdefault(k1, []).append((k0, p1, p0))
        used = set()
        ends = sorted(edges, key=lambda key: len(edges[key]))  # open lines first
        for start in ends:
            if start in used:
                continue
            key, line = start, []
            while key is not None and key not in used:
                used.add(key)
                following = None
                for other, here, there in edges[key]:
                    if not line:
                        line.append(here)
                    if other not in used:
                        line.append(there)
                        following = other
                        break
                key = following
            first = {other for other, _, _ in edges[start]}
            closed = len(line) > 8 and len(edges[start]) == 2 and any(other in used for other in first)
            if closed and math.dist(line[0], line[-1]) < step * 2:
                line.append(line[0])
            if len(line) > 4:
                yield level, line


def clip(polygon, nx, ny, limit):
    """The part of a convex polygon where nx·x + ny·y <= limit."""
    kept = []
    for (x0, y0), (x1, y1) in zip(polygon, polygon[1:] + polygon[:1], strict=False):
        d0, d1 = nx * x0 + ny * y0 - limit, nx * x1 + ny * y1 - limit
        if d0 <= 0:
            kept.append((x0, y0))
        if d0 * d1 < 0:
            t = d0 / (d0 - d1)
            kept.append((x0 + (x1 - x0) * t, y0 + (y1 - y0) * t))
    return kept


def voronoi(sites):
    margin = 200
    sheet = [
        (-margin, -margin),
        (WIDTH + margin, -margin),
        (WIDTH + margin, HEIGHT + margin),
        (-margin, HEIGHT + margin),
    ]
    for site in sites:
        cell = sheet
        for other in sorted(sites, key=lambda s: math.dist(s, site))[1:28]:
            nx, ny = other[0] - site[0], other[1] - site[1]
            limit = (other[0] ** 2 + other[1] ** 2 - site[0] ** 2 - site[1] ** 2) / 2
            cell = clip(cell, nx, ny, limit)
        yield site, cell


def centre(polygon):
    return (sum(x for x, _ in polygon) / len(polygon), sum(y for _, y in polygon) / len(polygon))


def shrink(polygon, gap):
    """Draw the sides of a polygon inwards by about gap."""
    cx, cy = centre(polygon)
    shape = polygon
    for (x0, y0), (x1, y1) in zip(polygon, polygon[1:] + polygon[:1], strict=False):
        length = math.dist((x0, y0), (x1, y1))
        if length < 1:
            continue
        nx, ny = (y1 - y0) / length, -(x1 - x0) / length
        if nx * (cx - x0) + ny * (cy - y0) > 0:
            nx, ny = -nx, -ny
        shape = clip(shape, nx, ny, nx * x0 + ny * y0 - gap)
        if len(shape) < 3:
            return []
    return shape
