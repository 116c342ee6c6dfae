"""What `import whosaid` offers, and what it must never bring along."""

from __future__ import annotations

import subprocess
import sys
import types
from pathlib import Path

import pytest

import whosaid
from whosaid import _errors

SOURCES = Path(whosaid.__file__).parent

# What only the models and the service need; a newsroom tool that installs the client has none of it.
HEAVY = (
    "torch", "numpy", "transformers", "onnxruntime", "scipy", "spacy", "safetensors", "trafilatura", "protovalidate",
    "pydantic_settings", "prometheus_client", "opentelemetry", "pyarrow", "zstandard", "ray", "grpc_health",
    "grpc_reflection", "whosaid_models", "whosaid_server",
)  # fmt: skip

BLOCKED = f"""
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {HEAVY!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}} (blocked)", name=name)
sys.meta_path.insert(0, Blocker())
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BLOCKED + code], capture_output=True, text=True, timeout=60, check=False
    )


def test_all_is_exact():
    public = {
        name
        for name, value in vars(whosaid).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType)
    }
    assert set(whosaid.__all__) == public | {"__version__"}
    assert whosaid.__all__ == sorted(whosaid.__all__)


def test_modules_are_private_but_for_the_contract_and_the_command_line():
    public = {path.stem for path in SOURCES.iterdir() if not path.name.startswith(("_", "py.typed"))}
    assert public == {"v1", "cli", "batch"}


def test_every_exception_is_public_and_drawn_in_both_trees():
    errors = {
        name for name, value in vars(_errors).items() if isinstance(value, type) and issubclass(value, Exception)
    } - {"DecodeError"}
    assert errors <= set(whosaid.__all__)
    for name in errors:
        assert name in (whosaid.__doc__ or "")
        assert name in (_errors.__doc__ or "")


def test_every_module_of_the_base_install_imports_without_the_heavy_packages():
    modules = [
        ".".join(("whosaid", *path.relative_to(SOURCES).with_suffix("").parts)).removesuffix(".__init__")
        for path in SOURCES.rglob("*.py")
        if "batch" not in path.relative_to(SOURCES).parts and path.stem != "_batch_view"  # the extra [batch]
    ]
    done = run(f"import importlib\nfor name in {modules!r}: importlib.import_module(name)\n")
    assert done.returncode == 0, done.stderr
    assert len(modules) > 20


def test_import_does_not_even_try_the_heavy_packages():
    ours = [name for name in HEAVY if not name.startswith("grpc_")]  # grpc itself looks for those
    code = f"import sys, whosaid, whosaid.cli; print([name for name in {ours!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_local_client_without_the_extra_says_what_to_install():
    done = run(
        "import whosaid\n"
        "try: whosaid.LocalClient()\n"
        "except whosaid.MissingExtraError as error: print(isinstance(error, ImportError), error)\n"
    )
    assert done.stdout.startswith("True ")
    assert 'pip install "whosaid[server]"' in done.stdout


@pytest.mark.parametrize("command", [["extract", "-"], ["serve", "--port", "0"], ["info"]])
def test_commands_without_the_extra_say_what_to_install(command):
    done = subprocess.run(
        [sys.executable, "-c", f"{BLOCKED}\nfrom whosaid.cli import main; main({command!r})"],
        input="The bridge is open.", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 4
    assert 'pip install "whosaid[server]"' in done.stderr
    assert done.stderr.count("\n") == 1
