"""Encrypted connections, certificates of clients, and certificates that are replaced."""

from __future__ import annotations

import logging
import ssl

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from whosaid_server.security import SecretsError, server_credentials
from whosaid_server.settings import Settings, SettingsError

NO_PROXY = [("grpc.enable_http_proxy", 0)]


async def check(address: str, credentials: grpc.ChannelCredentials | None) -> bool:
    """Whether a connection comes about, and the service answers on it."""
    channel = (
        grpc.aio.insecure_channel(address, options=NO_PROXY)
        if credentials is None
        else grpc.aio.secure_channel(address, credentials, options=NO_PROXY)
    )
    async with channel:
        try:
            await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=10)
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.UNAVAILABLE:
                raise
            return False
    return True


def presented_by(address: str) -> str:
    """The certificate that the service shows, as PEM."""
    host, _, port = address.rpartition(":")
    return ssl.get_server_certificate((host, int(port)), timeout=10)


async def test_only_encrypted_connections_to_a_service_with_a_certificate(start_server, fake, authority):
    cert, key = authority.issue()
    trusting = grpc.ssl_channel_credentials(authority.ca.read_bytes())
    async with start_server(extractor=fake, tls_cert=cert, tls_key=key) as running:
        assert await check(running.server.address, trusting)
        assert not await check(running.server.address, None)


async def test_mutual_tls_wants_a_certificate_of_its_authority(start_server, fake, authority, make_authority):
    cert, key = authority.issue()
    ca = authority.ca.read_bytes()
    clients, others = make_authority("Clients"), make_authority("Others")
    settings = {"tls_cert": cert, "tls_key": key, "tls_client_ca": clients.ca}
    async with start_server(extractor=fake, **settings) as running:
        for signer, accepted in ((clients, True), (others, False)):
            own, own_key = signer.issue("caller")
            credentials = grpc.ssl_channel_credentials(ca, own_key.read_bytes(), own.read_bytes())
            assert await check(running.server.address, credentials) is accepted
        assert not await check(running.server.address, grpc.ssl_channel_credentials(ca))


async def test_new_certificates_are_shown_without_a_restart_and_old_connections_go_on(
    start_server, fake, authority, request_of
):
    cert, key = authority.issue()
    trusting = grpc.ssl_channel_credentials(authority.ca.read_bytes())
    async with start_server(extractor=fake, tls_cert=cert, tls_key=key) as running:
        address = running.server.address
        async with grpc.aio.secure_channel(address, trusting, options=NO_PROXY) as old:
            health = health_pb2_grpc.HealthStub(old)
            assert await health.Check(health_pb2.HealthCheckRequest(), timeout=10)
            assert presented_by(address).strip() == cert.read_text().strip()
            authority.issue()
            assert presented_by(address).strip() == cert.read_text().strip()
            assert await check(address, trusting)
            assert await health.Check(health_pb2.HealthCheckRequest(), timeout=10)


async def test_a_rotation_that_goes_wrong_leaves_the_old_certificate_in_force(start_server, fake, authority, caplog):
    caplog.set_level(logging.INFO, "whosaid_server")
    cert, key = authority.issue()
    first = cert.read_text().strip()
    trusting = grpc.ssl_channel_credentials(authority.ca.read_bytes())
    async with start_server(extractor=fake, tls_cert=cert, tls_key=key) as running:
        address = running.server.address
        good_key = key.read_bytes()
        for mistake in (lambda: key.write_bytes(b"no key"), lambda: key.write_bytes(b""), key.unlink):
            mistake()
            assert presented_by(address).strip() == first
            assert await check(address, trusting)
        assert "what was read before stays in force" in caplog.text
        # Half of a rotation: the new certificate with the old key.
        key.write_bytes(good_key)
        authority.issue("other")
        cert.write_bytes((cert.parent / "other.crt").read_bytes())
        assert presented_by(address).strip() == first
        key.write_bytes((cert.parent / "other.key").read_bytes())
        assert presented_by(address).strip() == cert.read_text().strip()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda cert, key: key.unlink(), "--tls-key: .* cannot be read: No such file"),
        (lambda cert, key: cert.write_text("no certificate"), "are no certificate chain and its unencrypted key"),
        (lambda cert, key: key.write_bytes(cert.read_bytes()), "are no certificate chain and its unencrypted key"),
    ],
)
def test_files_of_no_use_are_told_at_the_start(authority, spoil, words):
    cert, key = authority.issue()
    spoil(cert, key)
    with pytest.raises(SecretsError, match=words):
        server_credentials(cert, key)


def test_the_key_of_another_certificate_is_told_at_the_start(authority):
    cert, _ = authority.issue()
    _, other = authority.issue("other")
    with pytest.raises(SecretsError, match=r"(?i)mismatch"):
        server_credentials(cert, other)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_other_machines_need_tls_or_a_word_of_consent(host, authority):
    with pytest.raises(SettingsError, match=r"other machines can reach .*--insecure"):
        Settings.from_arguments(["--host", host])
    cert, key = authority.issue()
    assert Settings.from_arguments(["--host", host, "--insecure"]).host == host
    assert Settings.from_arguments(["--host", host, "--tls-cert", str(cert), "--tls-key", str(key)]).uses_tls


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_needs_nothing(host):
    assert Settings.from_arguments(["--host", host]).host == host


def test_half_of_a_pair_is_refused():
    with pytest.raises(SettingsError, match="--tls-cert needs --tls-key"):
        Settings.from_arguments(["--tls-cert", "a"])
    with pytest.raises(SettingsError, match="--tls-client-ca needs --tls-cert and --tls-key"):
        Settings.from_arguments(["--tls-client-ca", "a"])
