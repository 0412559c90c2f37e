"""Find characters that no font of this machine has. Pango, which chooses the fonts of every PDF, is asked."""

import ctypes
import functools
import unicodedata
from collections.abc import Iterable
from html import escape
from typing import Any

from thinktank.printing.share.faces import letters_of_our_fonts
from thinktank.printing.typesetter import lay_out, missing_library

PANGO = "libpango-1.0.so.0"
DRAWN_AS_NOTHING = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}  # categories
VARIATIONS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
# Scripts that Debian's fonts-noto-core and fonts-noto-cjk add, each with one of its letters
COMMON_SCRIPTS = {"Arabic": "ع", "Hebrew": "א", "Chinese": "中", "Japanese": "の", "Korean": "한", "Devanagari": "क",
          "Greek": "ω", "Georgian": "გ", "Armenian": "հ", "Thai": "ไ"}  # fmt: skip


def letters_without_font(texts: Iterable[str]) -> str:
    """The characters that would be empty boxes in a PDF, each once, in the order of the texts; "" without Pango."""
    signs = dict.fromkeys(sign for text in texts if not text.isascii() for sign in text)
    asked = "".join(sorted(sign for sign in signs if _is_to_be_asked(sign)))
    if not asked or missing_library():
        return ""
    unknown = _without_font(asked)
    return "".join(sign for sign in signs if sign in unknown)


def scripts_without_font() -> list[str]:
    """English names of the common scripts that this machine cannot print."""
    unknown = letters_without_font(COMMON_SCRIPTS.values())
    return [script for script, letter in COMMON_SCRIPTS.items() if letter in unknown]


def _is_to_be_asked(sign: str) -> bool:
    if sign in letters_of_our_fonts() or ord(sign) in VARIATIONS:
        return False
    return unicodedata.category(sign) not in DRAWN_AS_NOTHING


@functools.lru_cache(maxsize=64)
def _without_font(signs: str) -> set[str]:
    lines = "".join(f"<p>{escape(sign)}</p>" for sign in signs)
    rendered = lay_out(f"<body>{lines}</body>", "single.css")
    boxes = [box for page in rendered.pages for box in page._page_box.descendants()]
    return {box.text for box in boxes if getattr(box, "text", "") in set(signs) and _unknown_glyphs(box)}


def _unknown_glyphs(box: Any) -> int:
    """How many glyphs of the text would be empty boxes: pango_layout_get_unknown_glyphs_count."""
    from weasyprint.text.ffi import ffi

    box.pango_layout.reactivate(box.style)
    address = int(ffi.cast("uintptr_t", box.pango_layout.layout))
    return ctypes.CDLL(PANGO).pango_layout_get_unknown_glyphs_count(ctypes.c_void_p(address))
