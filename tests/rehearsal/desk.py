"""An editor's browser, as far as sending a file needs one."""

import http.cookies
import re
import secrets
from urllib.parse import urlsplit

from tests.rehearsal import acts
from tests.rehearsal.requests import ask


class Desk:
    """Signed in as the superuser of the rehearsal."""

    def __init__(self, site):
        self.url = site.url
        name, value = site.call(acts.desk_session)
        self.cookie = f"{name}={value}"

    def get(self, path, **options):
        return ask(self.url, path, Cookie=self.cookie, **options)

    def send_file(self, path, content, name, **fields):
        """The answer to the form at this path, filled in with a file named `upload`."""
        form = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)[1]
        csrf = http.cookies.SimpleCookie(form.headers["Set-Cookie"])["csrftoken"].value
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in ({"csrfmiddlewaretoken": token} | fields).items()
        ]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="upload"; filename="{name}"\r\n'
        parts += [f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(), content]
        body = b"".join([*parts, f"\r\n--{boundary}--\r\n".encode()])
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Cookie": f"{self.cookie}; csrftoken={csrf}",
            "Origin": f"http://{urlsplit(self.url).netloc}",
            "Sec-Fetch-Site": "same-origin",
        }
        return ask(self.url, path, "POST", body, timeout=60, **headers)
