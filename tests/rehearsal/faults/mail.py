"""The mail server is away."""

import socketserver
import threading

from tests.rehearsal import acts
from tests.rehearsal.outcome import expect, fault, until
from thinktank.operations.serving import HOST


@fault("The mail server is away, and comes back", holds="an invitation is kept and sent later, once")
def mail_away(rehearsal):
    rehearsal.site.call(acts.invite, "newcomer", "newcomer@example.org")
    until(lambda: rehearsal.site.call(acts.invitations)[1] >= 1, "an attempt fails", seconds=60, every=1)
    waiting = rehearsal.site.call(acts.invitations)
    expect(waiting[0] == "READY", f"the task is {waiting[0]}")
    with MailServer(rehearsal.mail_port) as server:
        rehearsal.site.call(acts.run_failed_now)
        until(lambda: server.letters, "the letter arrives", seconds=60)
        until(
            lambda: rehearsal.site.call(acts.invitations)[0] == "SUCCESSFUL",
            "the task is done",
            seconds=30,
            every=1,
        )
    expect(len(server.letters) == 1, f"{len(server.letters)} letters")
    expect("/admin/invitation/" in server.letters[0] or "http" in server.letters[0], "the letter has no link")
    return f"kept after {waiting[1]} failed attempt; 1 letter arrived when the server was back"


class MailServer:
    """Takes every letter by SMTP, and keeps it in `letters`."""

    def __init__(self, port):
        self.letters = []
        letters = self.letters

        class Session(socketserver.StreamRequestHandler):
            def handle(self):
                self.wfile.write(b"220 rehearsal\r\n")
                for line in self.rfile:
                    word = line[:4].upper()
                    if word == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        letters.append(
                            "".join(iter(lambda: self.rfile.readline().decode(errors="replace"), ".\r\n"))
                        )
                    self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                    if word == b"QUIT":
                        return

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self._server = socketserver.ThreadingTCPServer((HOST, port), Session)

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error):
        self._server.shutdown()
        self._server.server_close()
