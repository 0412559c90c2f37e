import segno


def qr_path(text: str) -> tuple[str, int]:
    """A QR code as (data of an SVG path, width), in modules; both include the quiet zone of two modules."""
    code = segno.make(text, error="m", micro=False)
    rows = code.matrix_iter(scale=1, border=2)
    squares = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return "".join(squares), int(code.symbol_size(border=2)[0])
