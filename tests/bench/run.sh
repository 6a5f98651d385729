#!/bin/sh
# run.sh - all benchmarks with one command; prints one table and writes it to results/bench/.
#
#   sh tests/bench/run.sh [PART...]     parts: tissue, depth, closure, runs, sharing, peak, scenarios (default: all)
#
# SUNDIALS is fetched from Debian's source package and built with optimisation into build-sundials/ the first time (the package
# itself is compiled without). Where that is not possible, its rows say so and the rest runs.
set -eu
cd "$(dirname "$0")/../.."
parts=${*:-tissue depth closure runs sharing peak scenarios}
results=results/bench
sundials=$PWD/build-sundials
build="build-bench"
python=/usr/bin/python3

# source package into build-sundials/source, with private lists: the machine's own may have no source entries
sundials_fetch() {
  mkdir -p "$sundials/apt/lists/partial" "$sundials/apt/cache/archives/partial"
  (
    cd "$sundials/apt"
    # shellcheck source=/dev/null
    . /etc/os-release
    echo "deb-src http://deb.debian.org/debian ${VERSION_CODENAME:-stable} main" >sources.list
    set -- -o "Dir::Etc::sourcelist=$PWD/sources.list" -o Dir::Etc::sourceparts=/dev/null \
      -o "Dir::State::lists=$PWD/lists" -o "Dir::Cache=$PWD/cache"
    apt-get "$@" update && apt-get "$@" source sundials
    rm -rf ../source
    mv sundials-*/ ../source
  ) >"$sundials/fetch.log" 2>&1
}

sundials_build() {
  (
    cmake -S "$sundials/source" -B "$sundials/build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS_RELEASE="-O3 -march=native" \
      -DBUILD_SHARED_LIBS=OFF -DBUILD_STATIC_LIBS=ON -DEXAMPLES_ENABLE_C=OFF -DEXAMPLES_INSTALL=OFF \
      -DBUILD_ARKODE=OFF -DBUILD_CVODES=OFF -DBUILD_IDA=OFF -DBUILD_IDAS=OFF -DBUILD_KINSOL=OFF \
      -DCMAKE_INSTALL_PREFIX="$sundials/installed" -DCMAKE_INSTALL_LIBDIR=lib
    cmake --build "$sundials/build" --target install --parallel
  ) >"$sundials/build.log" 2>&1
}

if [ ! -e "$sundials/installed/lib/libsundials_cvode.a" ]; then
  mkdir -p "$sundials"
  echo "bench: fetching and building SUNDIALS" >&2
  if ! { sundials_fetch && sundials_build; }; then
    echo "bench: SUNDIALS is not available, its rows will say so; see $sundials/*.log" >&2
    rm -rf "$sundials/installed"
  fi
fi
installed=
[ ! -e "$sundials/installed/lib/libsundials_cvode.a" ] || installed=$sundials/installed

echo "bench: building" >&2
mkdir -p "$results"
{
  cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DNEOCOL_BENCH=ON -DNEOCOL_SUNDIALS="$installed"
  cmake --build "$build"
} >"$results/build.log" 2>&1 || { tail -n 40 "$results/build.log" >&2; exit 1; }

# one core, the last one
core=$(($(nproc) - 1))
table=$results/table.csv
failed=
: >"$table"
$python tests/bench/report.py machine >"$results/machine.txt"
tee "$results/details.txt" <"$results/machine.txt"
for part in $parts; do
  echo "bench: $part" >&2
  case $part in
    tissue | depth | closure | runs | sharing | peak) taskset -c "$core" "$build/tests/bench/bench_$part" "$table" >"$results/$part.txt" || failed="$failed $part" ;;
    scenarios) $python tests/bench/scenarios.py "$build/neocol" "$build" "$table" >"$results/$part.txt" || failed="$failed $part" ;;
    *) echo "bench: no part is called '$part'" >&2; exit 64 ;;
  esac
  tee -a "$results/details.txt" <"$results/$part.txt"
done
{
  cat "$results/machine.txt"
  $python tests/bench/report.py table "$table"
} | tee "$results/table.txt"
[ -z "$failed" ] || { echo "bench: failed:$failed" >&2; exit 1; }
