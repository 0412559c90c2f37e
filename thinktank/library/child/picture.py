"""From an uploaded picture to its renditions. Runs in the child process only."""

import io
import math
import struct
import warnings
from pathlib import Path

from PIL import AvifImagePlugin, Image, ImageCms, ImageFilter, ImageMath

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
    "MPO": "image/jpeg",  # a JPEG with more pictures behind the first, as some phones write
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "AVIF": "image/avif",
}
SAVE_OPTIONS = {
    "avif": {"quality": 50, "speed": 9, "max_threads": 2},
    "webp": {"quality": 80, "method": 2},
    "jpeg": {"quality": 82, "optimize": True, "progressive": True},
}
PAPER = "white"  # behind transparent parts where the format has none (JPEG)
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


def make_renditions(source, target, focal_x, focal_y):
    """Write every rendition into the directory `target`.

    Returns the media type, width and height as they are shown, and the number of frames, of which the first is used.
    """
    image = _opened(source)
    media_type, frames = MEDIA_TYPES[image.format], _frames(image)
    width, height = image.size
    enough = max(_scale(width, height), _scale(height, width))  # a phone may have been held either way
    image.draft(None, (math.ceil(width * enough), math.ceil(height * enough)))
    _scale_transparent_value(image)
    image = _loaded(image)
    turn = _turn(image)
    if turn in SIDEWAYS:
        width, height = height, width
    picture = _working_copy(image, _scale(width, height))
    if turn in TURNS:
        picture = picture.transpose(TURNS[turn])
    picture.info = {}  # no EXIF, place, comment or profile reaches a rendition
    _write_all(picture, Path(target), width, height, focal_x, focal_y)
    return {"media_type": media_type, "width": width, "height": height, "frames": frames}


def _opened(source):
    """The picture with its header read and found bearable; nothing is decoded yet."""
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


def _frames(image):
    """How many frames an animation has. The further pictures that some phones put into a JPEG are no animation."""
    return 1 if image.format == "MPO" else getattr(image, "n_frames", 1)


def _scale_transparent_value(image):
    """Bring the one transparent value of a PNG to the depth to which Pillow brings its pixels.

    PNG 3rd edition, 11.3.1.1: tRNS holds a sample of the file's own depth. Grey of 16 bits keeps its depth.
    """
    value = image.info.get("transparency")
    rawmode = image.tile[0].args if image.format == "PNG" and image.tile else ""
    if isinstance(value, tuple) and ";16" in rawmode:
        image.info["transparency"] = tuple(each >> 8 for each in value)
    elif isinstance(value, int) and (largest := {"1": 1, "L;2": 3, "L;4": 15}.get(rawmode)):
        image.info["transparency"] = value * 255 // largest


def _loaded(image):
    """The picture decoded; what the first frame of a GIF leaves uncovered is transparent, whatever lies below."""
    covered = image.tile[0].extents if image.format == "GIF" and image.tile else None
    image.load()
    if covered in {None, (0, 0, *image.size)} or image.has_transparency_data:
        return image
    whole = image.convert("RGBA")
    alpha = Image.new("L", image.size, 0)
    alpha.paste(255, covered)
    whole.putalpha(alpha)
    return whole


def _turn(image):
    """The orientation of EXIF, 1 to 8, as browsers read it: not that of XMP. A broken block says nothing."""
    exif = Image.Exif()
    try:
        exif.load(image.info.get("exif", b""))
        return exif.get(ORIENTATION, 1)
    except (SyntaxError, ValueError, TypeError, KeyError, OSError, struct.error):
        return 1


def _scale(width, height):
    """How far the picture may shrink, at most 1, before the largest rendition would suffer."""
    left, _top, right, _bottom = card_box(width, height, 50, 50)
    return min(1, max(whole_widths(width, height)[-1] / width, CARD_WIDTHS[-1] / (right - left)))


def _working_copy(image, scale):
    """The picture in RGB or RGBA, shrunk band by band: a large one is never held in memory twice."""
    facts, is_grey = image.info, image.mode in GREY
    factor = max(1, int(1 / scale / 2))
    rows = max(1, BAND_PIXELS // image.width // factor) * factor
    canvas = None
    for top in range(0, image.height, rows):
        band = _in_plain_mode(image.crop((0, top, image.width, min(top + rows, image.height)))).reduce(factor)
        if canvas is None:
            canvas = Image.new(band.mode, (band.width, math.ceil(image.height / factor)))
        canvas.paste(band, (0, top // factor))
    image.close()
    return _in_srgb(canvas, facts, is_grey)


def _in_plain_mode(band):
    """RGB, RGBA or (for its profile) CMYK."""
    if band.mode.startswith("I") or band.mode == "F":
        return _from_16_bits(band)
    if band.has_transparency_data:
        return band.convert("RGBA")
    return band if band.mode == "CMYK" else band.convert("RGB")


def _from_16_bits(band):
    """Grey of 16 bits a pixel, scaled to 8: Pillow's convert() would cut the values off."""
    grey = band.convert("F").point(lambda value: value * (1 / 257)).convert("L")
    transparent = band.info.get("transparency")
    if not isinstance(transparent, int):
        return grey.convert("RGB")
    shown = ImageMath.lambda_eval(lambda values: values["band"] != transparent, band=band.convert("I"))
    picture = grey.convert("RGBA")
    picture.putalpha(shown.point(lambda value: value * 255).convert("L"))
    return picture


def _in_srgb(picture, facts, is_grey):
    """Colours as a browser shows them without a profile. A profile that makes no sense is ignored."""
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    opaque = picture if picture.mode == "CMYK" else picture.convert("RGB")
    shown = _by_profile(opaque, facts.get("icc_profile"), is_grey) or _by_chunks(opaque.convert("RGB"), facts)
    if alpha:
        shown.putalpha(alpha)
    return shown


def _by_profile(picture, profile, is_grey):
    """The picture in sRGB, or None without a usable profile; one for grey is usable for grey alone."""
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


def _by_chunks(picture, facts):
    """PNG 3rd edition, 13.13 and 13.14: a file without a profile may say how its values are meant (gAMA, cHRM)."""
    if "srgb" in facts:
        return picture
    gamma, primaries = facts.get("gamma"), facts.get("chromaticity")
    if gamma and abs(gamma - USUAL_GAMMA) >= 0.02:
        exponent = USUAL_GAMMA / gamma
        picture = picture.point([round(255 * (value / 255) ** exponent) for value in range(256)] * 3)
    if primaries and any(abs(a - b) > 0.002 for a, b in zip(primaries, USUAL_PRIMARIES, strict=True)):
        picture = _by_primaries(picture, primaries)
    return picture


def _by_primaries(picture, primaries):
    """The picture with sRGB's primaries and white in the place of these. Those that make no sense are ignored."""
    try:
        theirs, back = _rgb_to_xyz(primaries), _inverse(_rgb_to_xyz(USUAL_PRIMARIES))
    except ZeroDivisionError:
        return picture

    def shown(*values):
        light = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]
        light = [min(1, max(0, each)) for each in _times(back, _times(theirs, light))]
        return tuple(12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in light)

    return picture.filter(ImageFilter.Color3DLUT.generate(33, shown))


def _rgb_to_xyz(primaries):
    """The matrix from linear light to X, Y, Z, each in parts of the white's own."""
    white, *colours = [
        (x / y, 1, (1 - x - y) / y) for x, y in zip(primaries[::2], primaries[1::2], strict=True)
    ]
    rows = [
        [value / of_white for value in row]
        for row, of_white in zip(zip(*colours, strict=True), white, strict=True)
    ]
    amounts = _times(_inverse(rows), (1, 1, 1))
    return [[value * amount for value, amount in zip(row, amounts, strict=True)] for row in rows]


def _times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _inverse(matrix):
    (a, b, c), (d, e, f), (g, h, i) = matrix
    sides = [[e * i - f * h, c * h - b * i, b * f - c * e],
             [f * g - d * i, a * i - c * g, c * d - a * f],
             [d * h - e * g, b * g - a * h, a * e - b * d]]  # fmt: skip
    whole = a * sides[0][0] + b * sides[1][0] + c * sides[2][0]
    return [[side / whole for side in row] for row in sides]


def _write_all(picture, target, width, height, focal_x, focal_y):
    # The boxes are in pixels of the original, the picture may be smaller.
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


def _write(picture, target, stem):
    for extension in FORMATS:
        copy = _on_paper(picture) if extension == "jpeg" else picture
        copy.save(target / f"{stem}.{extension}", format=extension.upper(), **SAVE_OPTIONS[extension])


def _on_paper(picture):
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, PAPER)
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper
