"""The programs of examples/ do what they say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
# 😀 is one code point and two UTF-16 code units, so that offsets in the wrong unit would show.
TEXT = "Smiles 😀 help. The bridge will open in May, Ann Lee said."
CLAIM = "Ann Lee: The bridge will open in May.\n    “The bridge will open in May”\n"


@pytest.fixture
def article(tmp_path) -> str:
    path = tmp_path / "bridge.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def run(*command: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=100, check=False, **options
    )


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The modules that the Node.js example needs, from its own folder or fetched once per machine."""
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    folder = EXAMPLES / "node" / "node_modules"
    if not (folder / "@grpc" / "grpc-js").is_dir():
        if not shutil.which("npm"):
            pytest.skip("npm is not installed, and examples/node has no node_modules")
        command = ["npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"]
        try:
            done = run(*command, cwd=EXAMPLES / "node")
        except subprocess.TimeoutExpired:
            pytest.skip("npm could not fetch the modules of examples/node in time")
        if done.returncode:
            pytest.skip("npm cannot fetch the modules of examples/node here")
    return folder


def test_node(node_modules, article, address, unused_address):
    program = str(EXAMPLES / "node" / "extract.js")
    done = run("node", program, article, address)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"the article: Smiles 😀 help.\n    “Smiles 😀 help.”\n{CLAIM}"

    done = run("node", program, article, unused_address)
    assert done.returncode == 1
    assert "UNAVAILABLE" in done.stderr


def test_python(article, address, unused_address):
    program = str(EXAMPLES / "python" / "extract.py")
    done = run(sys.executable, program, article, address)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    Path(article).write_text(f"{TEXT[:15]} The bridge over the river Exe will open to cars in May, Ann Lee said.")
    done = run(sys.executable, program, article, address)
    assert "Ann Lee: The bridge over the river Exe will open to cars in May.\n" in done.stdout

    done = run(sys.executable, program, article, unused_address)
    assert done.returncode == 1
    assert done.stderr.startswith("ServiceUnavailableError: ")


def test_python_stream(article, address, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    done = run(sys.executable, str(EXAMPLES / "python" / "extract_many.py"), address, article, str(empty))
    assert done.returncode == 1
    assert done.stdout == f"{article}: 2 claims, sources: Ann Lee\n"
    assert done.stderr.startswith(f"{empty}: article.text: ")
