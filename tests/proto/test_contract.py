"""The contract's stubs: fresh, loadable by everybody, and one copy of the constraints in a process."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "client"
GENERATED = [
    *sorted(path.relative_to(CLIENT) for path in (CLIENT / "whosaid" / "v1").glob("*_pb2*.py*")),
    *sorted(path.relative_to(CLIENT) for path in (CLIENT / "whosaid" / "_vendor").glob("validate_pb2.py*")),
]


def run(python: str, *arguments: str, **environment: str) -> str:
    """Run Python outside the repository, with warnings as errors; give back what it prints."""
    done = subprocess.run(
        [python, "-W", "error", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        timeout=110,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def generator() -> str:
    """The interpreter that `make proto` uses."""
    default = ROOT / ".venv-proto" / "bin" / "python"
    python = Path(os.environ.get("WHOSAID_PROTO_PYTHON", default))
    if not python.exists():
        pytest.skip("no stub generator; `make test` installs it")
    return str(python.absolute())


def test_stubs_are_those_of_the_contract(generator, tmp_path):
    run(generator, str(ROOT / "scripts" / "generate_stubs.py"), str(tmp_path))
    fresh = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert fresh == sorted(GENERATED)
    for name in GENERATED:
        assert (tmp_path / name).read_text() == (CLIENT / name).read_text(), f"{name} is old: run `make proto`"


def test_stubs_load_on_the_oldest_runtime(generator):
    # The generator's environment has the client's lower bounds.
    printed = run(
        generator,
        "-c",
        "import google.protobuf, grpc, whosaid, whosaid.v1.claim_extraction_service_pb2_grpc\n"
        "print(google.protobuf.__version__, grpc.__version__)",
        PYTHONPATH=str(CLIENT),
    )
    assert printed.split() == ["6.30.2", "1.72.1"]


def test_lower_bounds_are_the_generators():
    requirements = (ROOT / "scripts" / "proto-requirements.txt").read_text()
    pins = dict(re.findall(r"^([a-z-]+)==([\d.]+)$", requirements, re.MULTILINE))
    project = (ROOT / "pyproject.toml").read_text()
    for package in ("grpcio", "grpcio-status", "protobuf", "googleapis-common-protos"):
        assert f'"{package}>={pins[package]}' in project
    assert pins["grpcio-tools"] == pins["grpcio"]


LOAD = "import whosaid.v1.claim_extraction_service_pb2 as pb; pb.ExtractClaimsRequest(article={'id': 'a'}); "


@pytest.mark.skipif(sys.version_info < (3, 11), reason="protovalidate 1.x cannot be imported by itself")
@pytest.mark.parametrize(
    "program",
    [
        LOAD + "import protovalidate; assert not protovalidate.collect_violations(pb.Limits())",
        "import protovalidate; " + LOAD + "assert not protovalidate.collect_violations(pb.Limits())",
        "import whosaid_server.validation; " + LOAD,
    ],
    ids=["stubs first", "protovalidate first", "service"],
)
def test_stubs_and_protovalidate_live_in_one_process(program):
    run(sys.executable, "-c", program)


def test_stubs_use_another_copy_of_the_constraints_if_there_is_one(tmp_path):
    # Another package's copy, older than ours: registering both would be an error.
    package = tmp_path / "buf" / "validate"
    package.mkdir(parents=True)
    (package / "validate_pb2.py").write_text(
        "from google.protobuf import descriptor_pb2, descriptor_pool\n"
        "file = descriptor_pb2.FileDescriptorProto(name='buf/validate/validate.proto', package='buf.validate')\n"
        "descriptor_pool.Default().Add(file)\n"
    )
    run(
        sys.executable,
        "-c",
        f"import sys; {LOAD}assert 'buf.validate.validate_pb2' in sys.modules; "
        "assert 'whosaid._vendor.validate_pb2' not in sys.modules",
        PYTHONPATH=str(tmp_path),
    )


def test_stubs_work_when_the_constraints_are_registered_already():
    run(
        sys.executable,
        "-c",
        "from google.protobuf import descriptor_pb2, descriptor_pool\n"
        "file = descriptor_pb2.FileDescriptorProto(name='buf/validate/validate.proto', package='buf.validate')\n"
        "descriptor_pool.Default().Add(file)\n" + LOAD,
    )


def test_stubs_need_no_more_than_the_base_install():
    printed = run(
        sys.executable,
        "-c",
        "import sys; before = set(sys.modules); import whosaid.v1.claim_extraction_service_pb2_grpc\n"
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))",
    )
    heavy = {"torch", "transformers", "numpy", "spacy", "pydantic", "protovalidate", "protobuf", "whosaid_server"}
    assert not heavy & set(printed.split())


def imports(folder: Path) -> set[str]:
    """The top-level names that the Python files below ``folder`` import, anywhere in them."""
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found


def test_models_know_neither_grpc_nor_the_service():
    known = imports(ROOT / "models" / "whosaid_models")
    assert not known & {"grpc", "google", "whosaid", "whosaid_server"}


def test_core_of_the_service_knows_no_grpc():
    server = ROOT / "server" / "whosaid_server"
    for name in ("handler", "validation", "conversion", "offsets", "engine", "streams", "errors", "settings"):
        tree = ast.parse((server / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [each for each in names if each.partition(".")[0].startswith("grpc")], name


FILES = sorted((ROOT / "proto" / "whosaid").rglob("*.proto"))


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_lines_of_the_contract_fit_the_screen(file):
    assert [line for line in file.read_text().splitlines() if len(line) > 120] == []
