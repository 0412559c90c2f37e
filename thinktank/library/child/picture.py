"""Make the renditions of an uploaded picture. Runs in the child process only."""

import io
import math
import struct
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from PIL import AvifImagePlugin, Image, ImageCms, ImageFile, ImageFilter, ImageMath

from thinktank.library.child.refused import Refused
from thinktank.library.shapes import (
    CARD_WIDTHS,
    FORMATS,
    card_box,
    card_height,
    card_widths,
    whole_height,
    whole_widths,
)

MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
MAX_FRAMES = 500
MEDIA_TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # a JPEG followed by further pictures, which some phones write
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "AVIF": "image/avif",
}
SAVE_OPTIONS: dict[str, dict[str, Any]] = {
    "avif": {"quality": 50, "speed": 9, "max_threads": 2},
    "webp": {"quality": 80, "method": 2},
    "jpeg": {"quality": 82, "optimize": True, "progressive": True},
}
PAPER = "white"  # behind transparent parts, for JPEG
BAND_PIXELS = 2_000_000
USUAL_GAMMA = 1 / 2.2
USUAL_PRIMARIES = (
    0.3127,
    0.329,
    0.64,
    0.33,
    0.3,
    0.6,
    0.15,
    0.06,
)  # of sRGB: x and y of white, red, green, blue
GREY = {"1", "L", "LA", "I", "I;16"}
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = {5, 6, 7, 8}
LEAST_BITS = 10  # of a likeness, set and not set

Matrix = Sequence[Sequence[float]]  # three rows of three


def make_renditions(source: str, target: str, focal_x: int, focal_y: int) -> dict[str, Any]:
    """Write every rendition into the directory `target`. The focal point is in per cent from left and top.

    Returns media_type, width and height (pixels, after turning), frames, of which the first is used, and the likeness.
    Raises Refused.
    """
    opened = _opened(source)
    media_type, frames = MEDIA_TYPES[opened.format or ""], _frames(opened)
    width, height = opened.size
    enough = max(_scale(width, height), _scale(height, width))  # the picture may be turned later
    opened.draft(None, (math.ceil(width * enough), math.ceil(height * enough)))
    _scale_transparent_value(opened)
    image = _loaded(opened)
    turn = _turn(image)
    if turn in SIDEWAYS:
        width, height = height, width
    picture = _working_copy(image, _scale(width, height))
    if turn in TURNS:
        picture = picture.transpose(TURNS[turn])
    picture.info = {}  # renditions must have no EXIF, location, comment or profile
    _write_all(picture, Path(target), width, height, focal_x, focal_y)
    likeness = _likeness(picture)
    return {
        "media_type": media_type,
        "width": width,
        "height": height,
        "frames": frames,
        "likeness": likeness,
    }


def _likeness(picture: Image.Image) -> str:
    """A difference hash: 64 bits as hexadecimal digits, each whether a field of 8 by 8 is darker than the one to its right.

    Copies in another size, format or compression differ in a few bits. Empty for a picture that is almost even, such as a
    logo on white: many look like it.
    """
    grey = _on_paper(picture).convert("L").resize((9, 8), Image.Resampling.BOX)
    bits = 0
    for y in range(8):
        for x in range(8):
            bits = bits << 1 | (cast(int, grey.getpixel((x, y))) < cast(int, grey.getpixel((x + 1, y))))
    return f"{bits:016x}" if LEAST_BITS <= bits.bit_count() <= 64 - LEAST_BITS else ""


def _opened(source: str) -> ImageFile.ImageFile:
    """Read the header of a picture without decoding it. Raises Refused when it is too large or no picture."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image = Image.open(source, formats=["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Refused("too_many_pixels") from error
    except Image.UnidentifiedImageError as error:
        raise Refused("not_picture") from error
    if image.width > MAX_SIDE or image.height > MAX_SIDE or image.width * image.height > MAX_PIXELS:
        raise Refused("too_many_pixels")
    if getattr(image, "n_frames", 1) > MAX_FRAMES:
        raise Refused("too_many_frames")
    image.seek(0)
    return image


def _frames(image: Image.Image) -> int:
    """Number of frames of an animation. Further pictures that some phones put into a JPEG do not count."""
    return 1 if image.format == "MPO" else getattr(image, "n_frames", 1)


def _scale_transparent_value(image: ImageFile.ImageFile) -> None:
    """Scale the transparent value of a PNG to the depth to which Pillow scales its pixels.

    PNG 3rd edition, 11.3.1.1: tRNS has samples of the file's depth. Pillow keeps the depth of 16-bit grey.
    """
    value = image.info.get("transparency")
    rawmode = image.tile[0].args if image.format == "PNG" and image.tile else ""
    if not isinstance(rawmode, str):
        return
    if isinstance(value, tuple) and ";16" in rawmode:
        image.info["transparency"] = tuple(each >> 8 for each in value)
    elif isinstance(value, int) and (largest := {"1": 1, "L;2": 3, "L;4": 15}.get(rawmode)):
        image.info["transparency"] = value * 255 // largest


def _loaded(image: ImageFile.ImageFile) -> Image.Image:
    """The decoded picture. Parts of a GIF that its first frame does not cover are transparent."""
    covered = image.tile[0].extents if image.format == "GIF" and image.tile else None
    image.load()
    if covered in {None, (0, 0, *image.size)} or image.has_transparency_data:
        return image
    whole = image.convert("RGBA")
    alpha = Image.new("L", image.size, 0)
    alpha.paste(255, covered)
    whole.putalpha(alpha)
    return whole


def _turn(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 when it is missing or broken. XMP is ignored, as browsers do."""
    exif = Image.Exif()
    try:
        exif.load(image.info.get("exif", b""))
        return exif.get(ORIENTATION, 1)
    except (SyntaxError, ValueError, TypeError, KeyError, OSError, struct.error):
        return 1


def _scale(width: int, height: int) -> float:
    """The smallest factor, at most 1, to which the picture can be reduced without loss in the largest rendition."""
    left, _top, right, _bottom = card_box(width, height, 50, 50)
    return min(1, max(whole_widths(width, height)[-1] / width, CARD_WIDTHS[-1] / (right - left)))


def _working_copy(image: Image.Image, scale: float) -> Image.Image:
    """The picture in RGB or RGBA, reduced. It is reduced band by band, so that it is never in memory twice."""
    facts, is_grey = image.info, image.mode in GREY
    factor = max(1, int(1 / scale / 2))
    rows = max(1, BAND_PIXELS // image.width // factor) * factor
    canvas: Image.Image | None = None
    for top in range(0, image.height, rows):
        band = _in_plain_mode(image.crop((0, top, image.width, min(top + rows, image.height)))).reduce(factor)
        if canvas is None:
            canvas = Image.new(band.mode, (band.width, math.ceil(image.height / factor)))
        canvas.paste(band, (0, top // factor))
    image.close()
    if canvas is None:
        raise Refused("broken")
    return _in_srgb(canvas, facts, is_grey)


def _in_plain_mode(band: Image.Image) -> Image.Image:
    """The picture in RGB, RGBA or, because of its profile, CMYK."""
    if band.mode.startswith("I") or band.mode == "F":
        return _from_16_bits(band)
    if band.has_transparency_data:
        return band.convert("RGBA")
    return band if band.mode == "CMYK" else band.convert("RGB")


def _from_16_bits(band: Image.Image) -> Image.Image:
    """Scale 16-bit grey to 8 bits. Pillow's convert() would clip the values instead."""
    grey = band.convert("F").point(lambda value: value * (1 / 257)).convert("L")
    transparent = band.info.get("transparency")
    if not isinstance(transparent, int):
        return grey.convert("RGB")
    shown = ImageMath.lambda_eval(lambda values: values["band"] != transparent, band=band.convert("I"))
    picture = grey.convert("RGBA")
    picture.putalpha(shown.point(lambda value: value * 255).convert("L"))
    return picture


def _in_srgb(picture: Image.Image, facts: dict[Any, Any], is_grey: bool) -> Image.Image:
    """Convert the colours to sRGB. A broken profile is ignored."""
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    opaque = picture if picture.mode == "CMYK" else picture.convert("RGB")
    shown = _by_profile(opaque, facts.get("icc_profile"), is_grey) or _by_chunks(opaque.convert("RGB"), facts)
    if alpha:
        shown.putalpha(alpha)
    return shown


def _by_profile(picture: Image.Image, profile: bytes | None, is_grey: bool) -> Image.Image | None:
    """The picture in sRGB, or None without a usable profile. A profile for grey is usable for grey pictures only."""
    if not profile:
        return None
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if theirs.profile.xcolor_space.strip() == "GRAY":
            if not is_grey:
                return None
            picture = picture.convert("L")
        return ImageCms.profileToProfile(picture, theirs, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _by_chunks(picture: Image.Image, facts: dict[Any, Any]) -> Image.Image:
    """Apply the gAMA and cHRM chunks of a PNG without a profile (PNG 3rd edition, 13.13 and 13.14)."""
    if "srgb" in facts:
        return picture
    gamma, primaries = facts.get("gamma"), facts.get("chromaticity")
    if gamma and abs(gamma - USUAL_GAMMA) >= 0.02:
        exponent = USUAL_GAMMA / gamma
        picture = picture.point([round(255 * (value / 255) ** exponent) for value in range(256)] * 3)
    if primaries and any(abs(a - b) > 0.002 for a, b in zip(primaries, USUAL_PRIMARIES, strict=True)):
        picture = _by_primaries(picture, primaries)
    return picture


def _by_primaries(picture: Image.Image, primaries: Sequence[float]) -> Image.Image:
    """Convert from these primaries and white point to those of sRGB. Impossible values are ignored."""
    try:
        theirs, back = _rgb_to_xyz(primaries), _inverse(_rgb_to_xyz(USUAL_PRIMARIES))
    except ZeroDivisionError:
        return picture

    def shown(*values: float) -> tuple[float, ...]:
        light = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]
        light = [min(1, max(0, each)) for each in _times(back, _times(theirs, light))]
        return tuple(12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in light)

    return picture.filter(ImageFilter.Color3DLUT.generate(33, shown))


def _rgb_to_xyz(primaries: Sequence[float]) -> Matrix:
    """The matrix from linear RGB to XYZ, with each of X, Y, Z relative to the white point."""
    white, *colours = [
        (x / y, 1.0, (1 - x - y) / y) for x, y in zip(primaries[::2], primaries[1::2], strict=True)
    ]
    rows = [
        [value / of_white for value in row]
        for row, of_white in zip(zip(*colours, strict=True), white, strict=True)
    ]
    amounts = _times(_inverse(rows), (1, 1, 1))
    return [[value * amount for value, amount in zip(row, amounts, strict=True)] for row in rows]


def _times(matrix: Matrix, vector: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _inverse(matrix: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    sides = [[e * i - f * h, c * h - b * i, b * f - c * e],
             [f * g - d * i, a * i - c * g, c * d - a * f],
             [d * h - e * g, b * g - a * h, a * e - b * d]]  # fmt: skip
    whole = a * sides[0][0] + b * sides[1][0] + c * sides[2][0]
    return [[side / whole for side in row] for row in sides]


def _write_all(
    picture: Image.Image, target: Path, width: int, height: int, focal_x: int, focal_y: int
) -> None:
    # The boxes are in pixels of the original; the picture may be smaller.
    scale_x, scale_y = picture.width / width, picture.height / height
    left, top, right, bottom = card_box(width, height, focal_x, focal_y)
    card = (left * scale_x, top * scale_y, right * scale_x, bottom * scale_y)
    for wanted in whole_widths(width, height):
        _write(
            picture.resize((wanted, whole_height(wanted, width, height)), Image.Resampling.LANCZOS),
            target,
            wanted,
        )
    for wanted in card_widths(width, height):
        cropped = picture.resize((wanted, card_height(wanted)), Image.Resampling.LANCZOS, box=card)
        _write(cropped, target, f"card-{wanted}")


def _write(picture: Image.Image, target: Path, stem: str | int) -> None:
    for extension in FORMATS:
        copy = _on_paper(picture) if extension == "jpeg" else picture
        copy.save(target / f"{stem}.{extension}", format=extension.upper(), **SAVE_OPTIONS[extension])


def _on_paper(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, PAPER)
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper
