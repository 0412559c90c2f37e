"""Draw a chart. The drawing may load nothing: no address, no file, no picture, no further data."""

import json
from pathlib import Path
from typing import Any

from thinktank.library.child.refused import Refused

FONTS = Path(__file__).resolve().parents[2] / "printing" / "fonts"
LOADING = {"url", "href", "src", "loader", "sequence", "graticule", "sphere", "lookup", "image", "datasets", "usermeta", "params", "expr", "signal", "transform", "projection", "config_url"}  # fmt: skip
DEEPEST = 20


def draw(source: str) -> dict[str, Any]:
    """{"svg": ...} of the file's {"specification", "locale"}. Raises Refused."""
    asked = json.loads(Path(source).read_text(encoding="utf-8"))
    refuse_loading(asked["specification"])
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    drawn = vl_convert.vegalite_to_svg(
        asked["specification"], format_locale=asked["locale"], allowed_base_urls=[], show_warnings=False
    )
    return {"svg": drawn}


def refuse_loading(specification: Any, depth: int = 0, is_data: bool = False) -> None:
    """Raise Refused for a specification that could load something or compute: only values that it holds are drawn."""
    if depth > DEEPEST:
        raise Refused("chart_loads")
    if isinstance(specification, dict):
        for name, value in specification.items():
            if not is_data and (name in LOADING or (name in {"mark", "type"} and value == "image")):
                raise Refused("chart_loads")
            refuse_loading(value, depth + 1, is_data or name == "values")
    elif isinstance(specification, list):
        for value in specification:
            refuse_loading(value, depth + 1, is_data)
