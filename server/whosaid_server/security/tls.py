"""Certificates: one's own, and those of the authorities that vouch for clients."""

from __future__ import annotations

import ssl
from pathlib import Path

import grpc

from whosaid_server.security.watched import SecretsError, Watched, read_bytes


def server_credentials(cert: Path, key: Path, client_ca: Path | None = None) -> grpc.ServerCredentials:
    """TLS with the certificate chain in ``cert``; with ``client_ca`` clients need a certificate, too (mutual TLS).

    All are PEM files. They are looked at in every handshake, so that connections which are made after a change are made
    with the new ones; those that exist go on.

    Raises:
        SecretsError: a file cannot be read, or key and certificate do not belong together.
    """
    files = [cert, key] if client_ca is None else [cert, key, client_ca]
    watched = Watched(files, lambda: _configuration(cert, key, client_ca))

    def changed() -> grpc.ServerCertificateConfiguration | None:
        configuration, is_new = watched.current()
        return configuration if is_new else None

    first, _ = watched.current()
    return grpc.dynamic_ssl_server_credentials(
        first,
        changed,  # type: ignore[arg-type]  # None is the documented word for "as before"
        require_client_authentication=client_ca is not None,
    )


def _configuration(cert: Path, key: Path, client_ca: Path | None) -> grpc.ServerCertificateConfiguration:
    chain, private = read_bytes(cert, "--tls-cert"), read_bytes(key, "--tls-key")
    roots = None if client_ca is None else read_bytes(client_ca, "--tls-client-ca")
    # gRPC would take anything, and fail in every handshake.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(cert, key, password=_no_password)
    except (ssl.SSLError, OSError, ValueError) as error:
        msg = (
            f"--tls-cert {cert} and --tls-key {key} are no certificate chain and its unencrypted key, in PEM ({error})"
        )
        raise SecretsError(msg) from error
    if roots is not None:
        try:
            context.load_verify_locations(client_ca)
        except (ssl.SSLError, OSError) as error:
            msg = f"--tls-client-ca: {client_ca} has no certificates in PEM ({error})"
            raise SecretsError(msg) from error
    return grpc.ssl_server_certificate_configuration([(private, chain)], roots)


def _no_password() -> str:
    """Otherwise a key with a password would have the service ask for it on its terminal."""
    raise ValueError("the key is encrypted with a password")
