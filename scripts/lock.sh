#!/bin/sh
# Write deploy/requirements.txt: every package of the service with its version and hashes, for Python 3.10 to 3.13 on any
# platform. PyTorch and what comes with its CUDA builds are left out: there is a build for every accelerator, each with
# hashes of its own, and pyproject.toml names its exact version.
set -eu
cd "$(dirname "$0")/.."
uv=$1
skip="torch triton cuda-bindings cuda-pathfinder cuda-toolkit"
for name in cublas cuda-cupti cuda-nvrtc cuda-runtime cudnn-cu13 cufft cufile curand cusolver cusparse \
    cusparselt-cu13 nccl-cu13 nvjitlink nvshmem-cu13 nvtx; do
    skip="$skip nvidia-$name"
done
set -- # the options
for name in $skip; do
    set -- "$@" --no-emit-package "$name"
done
"$uv" pip compile --quiet --universal --python-version 3.10 --extra server --extra otel --generate-hashes \
    --no-annotate --custom-compile-command "make lock" "$@" pyproject.toml --output-file deploy/requirements.txt
