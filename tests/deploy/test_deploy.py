"""The files of deploy/ fit the service: flags that exist, units and manifests that are well-formed, locked packages."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from whosaid_server.settings import Settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "systemd" / "whosaid.service"
MANIFEST = DEPLOY / "kubernetes" / "whosaid.yaml"


def kubernetes() -> dict[str, dict]:
    return {each["kind"]: each for each in yaml.safe_load_all(MANIFEST.read_text(encoding="utf-8"))}


@pytest.fixture
def container() -> dict:
    [container] = kubernetes()["Deployment"]["spec"]["template"]["spec"]["containers"]
    return container


def settings_of(arguments: list[str]) -> Settings:
    return Settings.from_arguments(arguments)


def test_the_units_command_line_is_right():
    command = re.search(r"^ExecStart=\S+ serve ((?:.*\\\n)*.*)$", UNIT.read_text(), re.MULTILINE)
    assert command is not None
    settings = settings_of(command[1].replace("\\\n", " ").split())
    assert settings.uses_tls
    assert settings.token_file is not None
    stop = int(re.search(r"TimeoutStopSec=(\d+)", UNIT.read_text())[1])
    assert stop > settings.grace


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_understands_the_unit(tmp_path):
    # What it starts is not installed here.
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/opt/whosaid/bin/whosaid", sys.executable))
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if UNIT.name in line]
    assert not complaints, complaints


def test_the_containers_arguments_are_right(container):
    settings = settings_of(container["args"])
    assert settings.uses_tls
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert ports == {"grpc": settings.port, "metrics": settings.metrics_port}
    pod = kubernetes()["Deployment"]["spec"]["template"]["spec"]
    pause = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod["terminationGracePeriodSeconds"] > pause + settings.grace


def test_the_pod_has_no_rights_it_does_not_need(container):
    pod = kubernetes()["Deployment"]["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_a_process_that_stops_is_not_restarted_for_it(container):
    paths = {name: container[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "readiness", "liveness")}
    assert paths == {"startup": "/readyz", "readiness": "/readyz", "liveness": "/livez"}


def test_clients_find_every_process():
    assert kubernetes()["Service"]["spec"]["clusterIP"] == "None"


def test_the_image_runs_as_nobody_and_its_variables_are_settings():
    text = (DEPLOY / "Containerfile").read_text()
    final = text.rpartition("FROM ")[2]
    assert re.search(r"^USER 10001", final, re.MULTILINE)
    variables = set(re.findall(r"\bWHOSAID_(\w+)=", final))
    assert variables
    assert variables <= {name.upper() for name in Settings.model_fields}


# The lock file.


def locked() -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for entry in (DEPLOY / "requirements.txt").read_text().replace("\\\n", " ").splitlines():
        if not entry or entry.startswith("#"):
            continue
        requirement, *hashes = re.split(r"\s+--hash=", entry.strip())
        assert hashes, f"{requirement} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes)
        pinned = Requirement(requirement)
        [specifier] = pinned.specifier
        assert specifier.operator == "=="
        found.setdefault(pinned.name, []).append(Version(specifier.version))
    return found


def required() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    each = map(Requirement, [*project["dependencies"], *extras["server"], *extras["otel"]])
    return [requirement for requirement in each if requirement.name != "whosaid"]


def test_every_package_that_the_service_needs_is_locked():
    versions = {name.lower().replace("_", "-").replace(".", "-"): found for name, found in locked().items()}
    for requirement in required():
        name = requirement.name.lower().replace("_", "-").replace(".", "-")
        assert name in versions, f"{requirement.name} is not locked: make lock"
        for version in versions[name]:
            assert version in requirement.specifier, f"{name} {version} is locked, {requirement} is wanted: make lock"
