#!/bin/sh
# lint.sh - what a reviewer would be ashamed of: formatting, warnings of two compilers, sanitizers, stale generated documents.
set -eu
cd "$(dirname "$0")/.."

echo "lint: formatting"
git ls-files '*.c' '*.h' | xargs clang-format-14 --dry-run --Werror

echo "lint: shell scripts"
git ls-files -z '*.sh' start .ci/run | xargs -0 shellcheck

echo "lint: gcc and clang with warnings as errors"
cmake --workflow --preset strict >build-strict.log 2>&1 || { tail -n 40 build-strict.log; exit 1; }
cmake --workflow --preset clang >build-clang.log 2>&1 || { tail -n 40 build-clang.log; exit 1; }

echo "lint: generated documents"
build-strict/neocol describe --markdown >build-strict/model.md
diff docs/model.md build-strict/model.md || { echo "lint: docs/model.md is stale: neocol describe --markdown >docs/model.md"; exit 1; }
build-strict/neocol schema -o build-strict/schema.json --force
diff scenarios/neocol.schema.json build-strict/schema.json ||
  { echo "lint: the schema is stale: neocol schema -o scenarios/neocol.schema.json --force"; exit 1; }

build-strict/neocol validate --markdown >build-strict/validation.md
sed '1,/<!-- generated/d;/<!-- end/,$d' docs/validation.md | diff - build-strict/validation.md ||
  { echo "lint: the tables of docs/validation.md are stale: neocol validate --markdown"; exit 1; }

echo "lint: libraries stay where they belong"
if grep -nE '#include <(gsl|hdf5|H5|omp|yaml)' base/*.[ch] model/*.[ch] model/*/*.c solvers/[!g]*.[ch]; then
  echo "lint: base, model and the own solvers need no library"
  exit 1
fi

echo "lint: tests under address and undefined-behaviour sanitizers"
cmake --workflow --preset sanitize

echo "lint: all good"
