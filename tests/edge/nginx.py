"""nginx with the configuration in deploy/nginx, on free ports of this machine; and clients that ask it."""

import getpass
import http.client
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.machine import nginx_path
from thinktank.operations.serving import HOST, free_port

DEPLOY = Path(__file__).resolve().parents[2] / "deploy" / "nginx"
SITE, MEDIA = "example.org", "media.example.org"  # as in the configuration

MAIN = """\
daemon off;
pid {folder}/pid;
error_log {folder}/error.log warn;
worker_processes 1;
worker_rlimit_nofile 4096;
{user}
events {{ worker_connections 2048; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass
class Edge:
    """nginx that listens at these ports. `application`: the port behind it."""

    folder: Path
    application: int
    http: int = field(default_factory=free_port)
    https: int = field(default_factory=free_port)

    @property
    def marks(self):
        """WITHDRAWALS_DIR of the application."""
        return self.folder / "marks"

    def ask(self, path, method="GET", body=None, *, host=SITE, headers=()):
        """The response, read whole as `.text`; `headers` are pairs, which may repeat a name."""
        with closing(self.connect(host)) as connection:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", host)
            for name, value in dict(headers).items() if isinstance(headers, dict) else headers:
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            response.raw = response.read()
            response.text = response.raw.decode(errors="replace")
            return response

    def connect(self, host=SITE):
        connection = http.client.HTTPSConnection(HOST, self.https, timeout=20)
        connection.sock = self.socket(host)
        return connection

    def socket(self, host=SITE):
        """A connection with TLS, as to this host."""
        context = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        return context.wrap_socket(
            socket.create_connection((HOST, self.https), timeout=20), server_hostname=host
        )

    def send(self, request):
        """The statuses of everything that comes back for these bytes until nginx closes."""
        received = b""
        with closing(self.socket()) as connection:
            connection.sendall(request)
            connection.settimeout(3)
            try:
                while chunk := connection.recv(65536):
                    received += chunk
            except (TimeoutError, ConnectionError, ssl.SSLError):
                pass
        return [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]


def write_configuration(edge):
    """The configuration of deploy/nginx with the paths and ports of this test, and a certificate for both hosts."""
    folder = edge.folder
    shutil.copytree(DEPLOY / "thinktank", folder / "thinktank")
    text = (DEPLOY / "thinktank.conf").read_text()
    for name, value in {
        "127.0.0.1:8000": f"{HOST}:{edge.application}",
        "listen 80": f"listen {HOST}:{edge.http}",
        "listen 443": f"listen {HOST}:{edge.https}",
        "/etc/ssl/thinktank": folder,
        "/var/cache/nginx/thinktank": folder / "cache",
        "/var/lib/thinktank-withdrawals": edge.marks,
        "/var/www/acme": folder / "acme",
    }.items():
        assert name in text, name
        text = text.replace(name, str(value))
    (folder / "site.conf").write_text(
        "".join(line for line in text.splitlines(True) if "listen [::]" not in line)
    )
    for name, path, value in [
        ("errors.conf", "/etc/nginx/thinktank", folder / "thinktank"),
        ("limits.conf", "/var/log/nginx", folder),
    ]:
        file = folder / "thinktank" / name
        file.write_text(file.read_text().replace(path, str(value)))
    user = f"user {getpass.getuser()};" if getpass.getuser() == "root" else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={SITE}", "-addext", f"subjectAltName=DNS:{SITE},DNS:{MEDIA}",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip


@contextmanager
def nginx_before(application, folder):
    """A running Edge before the port `application`. Its files are in `folder`."""
    edge = Edge(Path(folder), application)
    write_configuration(edge)
    process = subprocess.Popen(
        [nginx_path(), "-e", "stderr", "-c", folder / "nginx.conf"], stderr=subprocess.PIPE, text=True
    )
    try:
        _wait_until_it_listens(edge, process)
        yield edge
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _wait_until_it_listens(edge, process):
    for _attempt in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"nginx ended: {process.stderr.read()}")
        with closing(socket.socket()) as probe:
            if probe.connect_ex((HOST, edge.https)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("nginx does not listen.")
