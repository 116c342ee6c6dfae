#!/usr/bin/env bash
# Refuse changes of the contract that break callers of the main branch's. Usage: check_breaking.sh BUF
set -euo pipefail
buf=$1
cd "$(dirname "$0")/.."

for branch in main origin/main; do
  if commit=$(git rev-parse --quiet --verify "$branch^{commit}" 2>/dev/null); then
    break
  fi
done
if [[ -z ${commit:-} ]]; then
  echo "buf breaking: skipped, there is no branch main to compare with"
elif ! git cat-file -e "$commit:buf.yaml" 2>/dev/null; then
  echo "buf breaking: skipped, the main branch has no contract yet"
else
  "$buf" breaking --against ".git#ref=$commit"
fi
