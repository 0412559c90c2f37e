from html.parser import HTMLParser


class Inventory(HTMLParser):
    """Lists every element with its attributes, by a parser that shares no code with the sanitiser."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.others = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.others.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment
