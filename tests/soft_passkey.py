"""A passkey made of software, as a browser would pass its answers on: for tests that need no browser."""

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

PRESENT, ATTESTED = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
NO_MODEL = bytes(16)


class SoftPasskey:
    def __init__(self, host="localhost"):
        self.host, self.origin = host, f"http://{host}"
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = sha256(str(id(self)).encode())

    def register(self, options):
        """What navigator.credentials.create gives for these options, as JSON."""
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(NO_MODEL, self.id, public)
        data = AuthenticatorData.create(sha256(self.host.encode()), ATTESTED, 0, credential)
        attestation = AttestationObject.create("none", data, {})
        client = self._client_data("webauthn.create", options)
        return self._answer(clientDataJSON=client, attestationObject=attestation)

    def prove(self, options):
        """What navigator.credentials.get gives for these options, as JSON."""
        data = AuthenticatorData.create(sha256(self.host.encode()), PRESENT, 1)
        client = self._client_data("webauthn.get", options)
        signature = self.key.sign(data + client.hash, ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _client_data(self, kind, options):
        return CollectedClientData.create(kind, options["publicKey"]["challenge"], self.origin)

    def _answer(self, **parts):
        return {
            "type": "public-key",
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "response": {name: websafe_encode(bytes(part)) for name, part in parts.items()},
            "clientExtensionResults": {},
        }
