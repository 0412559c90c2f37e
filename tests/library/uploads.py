"""Generated files such as people, phones and attackers upload."""

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms
from pypdf import PdfWriter


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content)


def drawing(width=640, height=480, mode="RGB"):
    """Gradients and a fractal: the same each time, and about as hard to compress as a photograph."""
    across = Image.linear_gradient("L").resize((width, height))
    down = across.rotate(90).resize((width, height))
    fractal = Image.effect_mandelbrot((width, height), (-1.3, -0.4, -0.7, 0.2), 100)
    channels = {
        "L": [fractal],
        "LA": [fractal, down],
        "RGB": [across, down, fractal],
        "RGBA": [across, down, fractal, across],
    }
    return Image.merge(mode, channels.get(mode) or [across, down, fractal, across])


def encoded(image, file_format="JPEG", **options):
    file = io.BytesIO()
    image.save(file, format=file_format, **options)
    return file.getvalue()


def photo(width=200, height=150, **options):
    return encoded(drawing(width, height), **options)


def png(width, height, depth, colour_type, row, extra=b""):
    """A PNG with identical rows: bits and colour type as in PNG 3rd edition, 11.2.1; `extra`: further chunks."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b"\0" + row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    chunks = [png_chunk(b"IHDR", header), extra, png_chunk(b"IDAT", data), png_chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def png_bomb(width, height):
    """A valid PNG of one colour: kilobytes that unpack to gigabytes."""
    return png(width, height, 8, 2, b"\x7f" * (width * 3))


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def linear_grey_profile():
    """An ICC profile (v2.1) for grey whose values are light: white point D50 and a curve without gamma."""
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    curve = b"curv" + bytes(4) + struct.pack(">I", 0)
    head = b"XXXXXXXX" + struct.pack(">I", 0x02100000) + b"mntrGRAYXYZ "
    head = head[4:].ljust(36, b"\0")[:32] + b"acsp" + bytes(28)
    head = head.ljust(64, b"\0") + struct.pack(">3i", 63190, 65536, 54061)
    table = struct.pack(">I4sII4sII", 2, b"wtpt", 156, 20, b"kTRC", 176, 12)
    body = head.ljust(124, b"\0") + table + white + curve
    return struct.pack(">I", len(body) + 4) + body


def gif_of(frames):
    """A valid GIF of one pixel with this number of frames."""
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + frame * frames + b"\x3b"


def photo_from_a_phone(orientation=6):
    """240 pixels wide and 160 high as stored, red at the stored top; with the location and phone of the photographer in EXIF."""
    image = Image.new("RGB", (240, 160), "blue")
    image.paste("red", (0, 0, 240, 80))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRET-MAKER"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (55.0, 45.0, 21.0)
    exif.get_ifd(0x8825)[29] = "SECRET-GPS"
    return encoded(
        image,
        exif=exif,
        comment=b"SECRET-COMMENT",
        xmp=b"<x:xmpmeta>SECRET-XMP</x:xmpmeta>",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + b"SECRET-ICC",
        quality=95,
    )


def pdf(pages=3, **encryption):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if encryption:
        writer.encrypt(**encryption)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
