"""Sizes of the copies of a picture. No Django here: the child process uses it too."""

import math

WIDTHS = (320, 640, 960, 1280, 1920)  # pixels: whole pictures, never wider than the original
CARD_WIDTHS = (320, 640, 960)  # pixels: cropped 16:9 around the focal point
CARD_RATIO = (16, 9)
FORMATS = ("avif", "webp", "jpeg")  # best first
MAX_RENDITION_PIXELS = 6_000_000  # a picture far taller than wide gets narrower copies


def whole_widths(width: int, height: int) -> list[int]:
    """Widths of the whole-picture renditions, ascending."""
    widest = max(1, min(width, int(math.sqrt(MAX_RENDITION_PIXELS * width / height))))
    return sorted({min(wanted, widest) for wanted in WIDTHS})


def card_widths(width: int, height: int) -> list[int]:
    """Widths of the cards, ascending: never wider than what is cropped."""
    left, _top, right, _bottom = card_box(width, height, 50, 50)
    return sorted({min(wanted, right - left) for wanted in CARD_WIDTHS})


def whole_height(width: int, original_width: int, original_height: int) -> int:
    return max(1, round(original_height * width / original_width))


def card_height(width: int) -> int:
    across, down = CARD_RATIO
    return max(1, round(width * down / across))


def card_box(width: int, height: int, focal_x: int, focal_y: int) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) of the largest 16:9 part whose middle is as near the focal point as can be."""
    across, down = CARD_RATIO
    box_width = min(width, max(1, round(height * across / down)))
    box_height = min(height, card_height(box_width))
    left = min(max(0, round(width * focal_x / 100 - box_width / 2)), width - box_width)
    top = min(max(0, round(height * focal_y / 100 - box_height / 2)), height - box_height)
    return left, top, left + box_width, top + box_height
