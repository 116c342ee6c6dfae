"""The installed program: pipes, signals, encodings, the whole way from file to claims."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import whosaid

PROGRAM = [str(Path(sys.executable).parent / "whosaid")]
TEXT = "The bridge will open in May, Ann Lee said. It is 90 metres long."

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and pipes as POSIX has them")


def call(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments], capture_output=True, text=True, encoding="utf-8", timeout=60, check=False, **options
    )


def test_version():
    done = call("--version")
    assert (done.returncode, done.stdout) == (0, f"whosaid {whosaid.__version__}\n")
    assert done.stdout.split()[1] != "0.0.0"


def test_a_pipe_in_and_a_pipe_out(address):
    done = call("extract", "--server", address, "--output", "jsonl", "-", input=TEXT)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer["article_id"] == "stdin"
    assert answer["claims"][0]["attributions"][0]["source"]["name"] == "Ann Lee"


def test_no_colours_in_a_pipe(address):
    done = call("extract", "--server", address, "-", input=TEXT, env={**os.environ, "TERM": "xterm-256color"})
    assert "\x1b" not in done.stdout
    assert "Ann Lee  (person, 1 claim)" in done.stdout


@pytest.mark.parametrize("output", ["text", "jsonl", "csv"])
def test_other_encodings_of_the_terminal_do_no_harm(output, address):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = call("extract", "--server", address, "-o", output, "-", input="Ça va 😀 bien.", env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert ("Ça va 😀 bien." in done.stdout) == (output != "text")


def test_a_closed_pipe_is_quiet(address, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    command = [*PROGRAM, "extract", "--server", address, "-o", "jsonl", *[str(tmp_path / "a.txt")] * 50]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        process.stdout.close()
        said = [line for line in process.stderr if "has the id" not in line]
        assert process.wait(20) == 141
    assert said == []


def test_ctrl_c_is_130(script, tmp_path):
    def wait(request, context):
        while context.is_active():
            time.sleep(0.01)

    script.unary = wait
    # Whoever runs the tests in the background (nohup, &) has Ctrl-C ignored, and so would this process.
    heed = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    arguments = [sys.executable, "-c", heed, *PROGRAM, "extract", "--server", script.address, "-o", "jsonl", "-"]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    ) as process:
        process.stdin.write(TEXT)
        process.stdin.close()
        deadline = time.monotonic() + 20
        while not script.metadata and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.stdout.read(), process.stderr.read()
        assert (process.wait(20), out, err) == (130, "", "")


def test_an_unreachable_service_is_one_line_and_3(unused_address):
    done = call("extract", "--server", unused_address, "-", input=TEXT)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.count("\n") == 1


def test_serve_has_the_services_own_options():
    done = call("serve", "--help")
    assert done.returncode == 0
    assert "--queue-tokens" in done.stdout
    done = call("serve", "--port", "999999")
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert done.stderr.count("\n") == 1
