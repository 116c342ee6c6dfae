"""Certificates, made for a test."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class Authority:
    """Signs certificates for this machine's services and for clients. ``ca``: its own certificate, as a file."""

    def __init__(self, folder: Path, name: str = "Authority") -> None:
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._certificate = self._sign(name, self._key.public_key(), issuer=name, is_authority=True)
        self.ca = folder / f"{name}.pem"
        self.ca.write_bytes(self._certificate.public_bytes(Encoding.PEM))

    def issue(self, name: str = "service") -> tuple[Path, Path]:
        """Write certificate and key of ``name`` into the folder, over those that are there. Gives their files."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = self._certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        certificate = self._sign(name, key.public_key(), issuer=str(issuer), is_authority=False)
        files = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        for file, content in zip(files, (certificate.public_bytes(Encoding.PEM), private), strict=True):
            # As certbot and Kubernetes do: a file that is complete takes the place of the old one.
            new = file.with_suffix(".new")
            new.write_bytes(content)
            new.replace(file)
        return files

    def _sign(self, name: str, key: ec.EllipticCurvePublicKey, *, issuer: str, is_authority: bool) -> x509.Certificate:
        now = dt.datetime.now(dt.timezone.utc)
        addresses = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName(addresses), critical=False)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .sign(self._key, hashes.SHA256())
        )


@pytest.fixture
def make_authority(tmp_path: Path) -> Callable[..., Authority]:
    """``make_authority(name)``: an authority whose files are in the test's folder."""

    def make(name: str = "Authority") -> Authority:
        return Authority(tmp_path, name)

    return make


@pytest.fixture
def authority(make_authority: Callable[..., Authority]) -> Authority:
    return make_authority()
