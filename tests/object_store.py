"""A real object store on this machine: moto's server with the S3 protocol, in a thread of the process that asks for it."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import boto3

ACCOUNT = {
    "aws_access_key_id": "key",
    "aws_secret_access_key": "a secret/with+signs",
    "region_name": "us-east-1",
}
BUCKET = "files"


class ObjectStore:
    """`url` is for FILES_URL."""

    def __init__(self) -> None:
        self._server, self._port = None, 0
        self.start()
        self.endpoint = f"http://127.0.0.1:{self._port}"
        self.url = f"s3://key:a%20secret%2Fwith%2Bsigns@127.0.0.1:{self._port}/{BUCKET}"
        self.client = boto3.client("s3", endpoint_url=self.endpoint, **ACCOUNT)
        self.client.create_bucket(Bucket=BUCKET)

    def start(self) -> None:
        """Start, or start again at the same address with the same objects."""
        from moto.server import ThreadedMotoServer  # loads half of the web

        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=self._port, verbose=False)
        self._server.start()
        _host, self._port = self._server.get_host_and_port()

    def keys(self) -> list[str]:
        return [each["Key"] for each in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", ())]

    def empty(self) -> None:
        for key in self.keys():
            self.client.delete_object(Bucket=BUCKET, Key=key)

    def stop(self) -> None:
        if self._server:
            self._server.stop()
            self._server = None

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody listens at the address."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """The address takes connections and never answers, as a process that is stopped would."""
        with self.away(), socket.create_server(("127.0.0.1", self._port), backlog=128):
            yield


@contextmanager
def open_object_store() -> Iterator[ObjectStore]:
    store = ObjectStore()
    try:
        yield store
    finally:
        store.stop()
