"""The colours of charts. Paper has them as they are; on screens `.chart` in static/css gives their classes other values."""

INK, SOFT, RULE = "#14203a", "#525c74", "#d8d9dc"
SERIES = ["#2c5f4b", "#d5452a", "#6f86b9", "#c9a227", "#8a4f7d", "#7d889f"]
NAMES = {INK: "ink", SOFT: "soft", RULE: "rule"} | {colour: str(n) for n, colour in enumerate(SERIES, 1)}
