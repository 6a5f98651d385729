# common.bash - what the command-line tests share. NEOCOL: absolute path of the program.
# shellcheck shell=bash disable=SC2034,SC2154 # used by, and set by, bats

bats_require_minimum_version 1.5.0

if [ -z "${NEOCOL:-}" ]; then
  echo "set NEOCOL to the absolute path of the program" >&2
  exit 1
fi
project="$(cd "$BATS_TEST_DIRNAME/../.." && pwd)"

# short and coarse: what is computed does not matter here
setup() {
  # bats keeps files of its own in the folder above
  mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
  cat > cheap.yaml <<'YAML'
neocol: 1
title: a cheap run
device: {needle_length: 0.5 mm}
protocol: {sessions: 1}
follow_up: 0.5 day
read_at: 0.5 day
solver: {channel_tolerance: 0.1, channel_cell: 5 um}
YAML
  { cat cheap.yaml; printf 'compare:\n  grid:\n    device.passes: [1, 2, 3]\n'; } > compared.yaml
}

# refused CODE FRAGMENT ARGUMENT...: the program ends with CODE, says FRAGMENT on stderr behind its name, nothing on stdout
refused() {
  local code="$1" fragment="$2"
  shift 2
  run --separate-stderr "$NEOCOL" "$@"
  if [ "$status" -ne "$code" ] || [[ "$stderr" != *"$fragment"* ]] || [ -n "$output" ]; then
    echo "neocol $*: exit status $status, expected $code and '$fragment'"
    echo "stdout: $output"
    echo "stderr: $stderr"
    return 1
  fi
}

# succeeds ARGUMENT...: exit status 0
succeeds() {
  run --separate-stderr "$NEOCOL" "$@"
  if [ "$status" -ne 0 ]; then
    echo "neocol $*: exit status $status"
    echo "stderr: $stderr"
    return 1
  fi
}

# folder_is NAME...: the working folder holds exactly these files besides the scenarios
folder_is() {
  local found expected
  found="$(find . -mindepth 1 -maxdepth 1 ! -name cheap.yaml ! -name compared.yaml -printf '%f\n' | sort)"
  expected="$( [ $# -eq 0 ] || printf '%s\n' "$@" | sort)"
  if [ "$found" != "$expected" ]; then
    echo "in the folder:" "$found"
    echo "expected:" "$expected"
    return 1
  fi
}

# json_is_valid FILE
json_is_valid() {
  /usr/bin/python3 -m json.tool "$1" > /dev/null
}

# json_value FILE PATH: for example runs.0.needle_length
json_value() {
  /usr/bin/python3 - "$1" "$2" <<'PY'
import json, sys
value = json.load(open(sys.argv[1]))
for key in sys.argv[2].split("."):
    value = value[int(key)] if isinstance(value, list) else value[key]
print(value)
PY
}

# verbs: names of all verbs, from the help
verbs() {
  "$NEOCOL" --help | sed -n 's/^  \([a-z]\{3,\}\)  *[a-z].*/\1/p' | grep -v '^neocol$'
}
