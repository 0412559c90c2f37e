"""A mail server for one test: takes letters on 127.0.0.1:2525 and writes them to the folder that is named."""

import socketserver
import sys
import uuid
from pathlib import Path


class Letters(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            if line.upper() == "DATA":
                self.say("354 go on")
                letter = b""
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    letter += part
                (Path(sys.argv[1]) / f"{uuid.uuid4().hex}.eml").write_bytes(letter)
            if line.upper() == "QUIT":
                self.say("221 bye")
                return
            self.say("250 ok")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


Server(("127.0.0.1", 2525), Letters).serve_forever()
