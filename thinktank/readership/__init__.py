"""How often texts are read: counts by text, language and day, and the list "most read"."""
