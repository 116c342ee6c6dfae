#!/bin/sh
# Write deploy/requirements.txt: every package of the service with its version and hashes, for Python 3.10 to 3.13 on any
# platform. Without PyTorch, which the service does not need: it has a build for every accelerator.
set -eu
cd "$(dirname "$0")/.."
"$1" pip compile --quiet --universal --python-version 3.10 --extra server --extra otel --generate-hashes \
    --no-annotate --custom-compile-command "make lock" pyproject.toml --output-file deploy/requirements.txt
