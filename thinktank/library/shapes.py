"""Sizes of the renditions of a picture. This module must not import Django, because the child process uses it too."""

import math

WIDTHS = (320, 640, 960, 1280, 1920)  # pixels, of uncropped renditions; never wider than the original
CARD_WIDTHS = (320, 640, 960)  # pixels, of renditions cropped to 16:9 around the focal point
CARD_RATIO = (16, 9)
FORMATS = ("avif", "webp", "jpeg")  # best first
MAX_RENDITION_PIXELS = 6_000_000  # very tall pictures get narrower renditions


def whole_widths(width: int, height: int) -> list[int]:
    """Widths of the uncropped renditions in pixels, ascending."""
    widest = max(1, min(width, int(math.sqrt(MAX_RENDITION_PIXELS * width / height))))
    return sorted({min(wanted, widest) for wanted in WIDTHS})


def card_widths(width: int, height: int) -> list[int]:
    """Widths of the cropped renditions in pixels, ascending. None is wider than the part that is cut out."""
    left, _top, right, _bottom = card_box(width, height, 50, 50)
    return sorted({min(wanted, right - left) for wanted in CARD_WIDTHS})


def whole_height(width: int, original_width: int, original_height: int) -> int:
    return max(1, round(original_height * width / original_width))


def card_height(width: int) -> int:
    across, down = CARD_RATIO
    return max(1, round(width * down / across))


def card_box(width: int, height: int, focal_x: int, focal_y: int) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) in pixels of the largest 16:9 part, centred as close to the focal point as possible.

    The focal point is in per cent from left and top.
    """
    across, down = CARD_RATIO
    box_width = min(width, max(1, round(height * across / down)))
    box_height = min(height, card_height(box_width))
    left = min(max(0, round(width * focal_x / 100 - box_width / 2)), width - box_width)
    top = min(max(0, round(height * focal_y / 100 - box_height / 2)), height - box_height)
    return left, top, left + box_width, top + box_height
