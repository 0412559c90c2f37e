import segno


def qr_path(text: str) -> tuple[str, int]:
    """A QR code as the data of an SVG path, a unit a module, and its width with the quiet zone around it."""
    code = segno.make(text, error="m", micro=False)
    rows = code.matrix_iter(scale=1, border=2)
    squares = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return "".join(squares), code.symbol_size(border=2)[0]
