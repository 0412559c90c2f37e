"""Names a browser and its system from what it says of itself, for people who look through their own sessions."""

import re

# The first that fits: most browsers name others too
BROWSERS = [
    ("Yandex", r"YaBrowser/"),
    ("Edge", r"Edg(?:A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"(?:Firefox|FxiOS)/"),
    ("Chrome", r"(?:Chrome|CriOS)/"),
    ("Safari", r"Version/.*Safari/"),
]
SYSTEMS = [
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh|Mac OS X"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
]


def browser_and_system(agent: str) -> str:
    """Such as "Firefox, Windows"; empty for what is neither."""
    found = [_first(names, agent) for names in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found))


def _first(names: list[tuple[str, str]], agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, agent)), "")
