#!/usr/bin/env bats
# trouble.bats - what can go wrong around the program: files that exist, full disks, interrupts, junk as input, no gnuplot.
# shellcheck disable=SC2154 # project comes from common

# shellcheck source=tests/cli/common.bash
load common

# --- nothing is overwritten, nothing is left half ---

@test "existing files are kept without --force, bit for bit" {
  succeeds run cheap.yaml --no-figures
  cp cheap.nc kept.nc
  cp cheap.csv kept.csv
  refused 73 "'cheap.nc' exists; use --force to replace it, or -o FILE" run cheap.yaml --no-figures --set skin.age='70 year'
  cmp cheap.nc kept.nc
  rm cheap.nc
  refused 73 "'cheap.csv' exists; use --force" run cheap.yaml --no-figures --set skin.age='70 year'
  cmp cheap.csv kept.csv
  folder_is kept.nc kept.csv cheap.csv
  succeeds run cheap.yaml --no-figures --force --set skin.age='70 year'
  run ! cmp -s cheap.nc kept.nc
  run ! cmp -s cheap.csv kept.csv
  folder_is kept.nc kept.csv cheap.nc cheap.csv
}

@test "names that cannot be a result are told before anything runs" {
  refused 73 "the folder 'no/such/' for the result: No such file or directory" run cheap.yaml -o no/such/x.nc
  refused 73 "the folder 'cheap.yaml/' for the result: Not a directory" run cheap.yaml -o cheap.yaml/x.nc
  refused 73 "expected the name of a file" run cheap.yaml -o . --force
  refused 73 "'cheap.yaml' is the scenario" run cheap.yaml -o cheap.yaml --force
  refused 64 "should end in .nc" run cheap.yaml -o x.csv
  folder_is
  grep -q '^title: a cheap run' cheap.yaml
}

@test "a folder that cannot be written" {
  if [ "$(id -u)" -eq 0 ]; then
    refused 73 "'/proc/x.nc" run cheap.yaml --no-figures -o /proc/x.nc
  else
    mkdir locked
    chmod a-w locked
    refused 73 "the folder 'locked/' cannot be written: Permission denied" run cheap.yaml --no-figures -o locked/x.nc
    chmod u+w locked
  fi
}

@test "a file that may not grow: 74, nothing is left, an older result stays" {
  succeeds run cheap.yaml --no-figures
  cp cheap.nc kept.nc
  cp cheap.csv kept.csv
  local limit=$(($(stat -c %s cheap.nc) / 2048))
  run --separate-stderr bash -c "ulimit -f $limit; exec '$NEOCOL' run cheap.yaml --no-figures --force"
  [ "$status" -eq 74 ]
  [[ "$stderr" == *"neocol: error: 'cheap.nc"*"File too large"* ]]
  [ -z "$output" ]
  cmp cheap.nc kept.nc
  cmp cheap.csv kept.csv
  folder_is cheap.nc cheap.csv kept.nc kept.csv
  echo mine > schema.json
  run --separate-stderr bash -c "ulimit -f 4; exec '$NEOCOL' schema -o schema.json --force"
  [ "$status" -eq 74 ]
  [[ "$stderr" == *"while writing 'schema.json': File too large"* ]]
  [ "$(cat schema.json)" = mine ]
  folder_is cheap.nc cheap.csv kept.nc kept.csv schema.json
}

# full FOLDER BYTES: a file system of its own; skips the test where that is not allowed
full() {
  mkdir "$1"
  mount -t tmpfs -o "size=$2" neocol-test "$1" 2> /dev/null || skip "no right to mount a file system"
}

@test "a full disk: 74, neither result nor table is left" {
  succeeds run cheap.yaml --no-figures
  local size
  size="$(stat -c %s cheap.nc)"
  # too small for the result, then just large enough for the result but not for its table
  for room in 65536 "$(((size + 4095) / 4096 * 4096))"; do
    full disk "$room"
    run --separate-stderr "$NEOCOL" run cheap.yaml --no-figures -o disk/x.nc
    find disk -mindepth 1 > left.txt
    umount disk
    rmdir disk
    [ "$status" -eq 74 ] || { echo "$room bytes: $status, $stderr"; return 1; }
    [[ "$stderr" == *"No space left on device"* ]]
    [ ! -s left.txt ] || { cat left.txt; return 1; }
  done
}

teardown() {
  ! mountpoint -q disk 2> /dev/null || umount disk
}

@test "standard output that is full: 74 for every verb, and for help" {
  [ -c /dev/full ] || skip "no /dev/full"
  local commands=("run cheap.yaml -n" "compare compared.yaml -n --json" "check cheap.yaml" "describe" "schema" "--help" "--version"
    "run --help")
  for command in "${commands[@]}"; do
    run --separate-stderr bash -c "'$NEOCOL' $command > /dev/full"
    [ "$status" -eq 74 ] || { echo "$command: $status"; return 1; }
    [[ "$stderr" == *"neocol: error: standard output could not be written"* ]] || { echo "$command: $stderr"; return 1; }
  done
}

@test "Ctrl-C: the program says so, ends by the signal and leaves nothing" {
  { cat cheap.yaml; printf 'sweep:\n  grid:\n    skin.recoil_ratio: {from: 0.3, to: 0.6, steps: 9000}\n'; } > long.yaml
  # in the foreground it sends one signal; otherwise two, and the second one may end the program at once
  run --separate-stderr timeout --foreground --preserve-status -s INT 1 "$NEOCOL" sweep long.yaml -o long.nc
  [ "$status" -eq 130 ]
  [ -z "$output" ]
  [[ "$stderr" == *"neocol: error: stopped after "*" of 9000 runs; nothing was written"* ]]
  folder_is long.yaml
}

@test "Ctrl-C at any moment: the result is complete or not there" {
  succeeds run cheap.yaml --no-figures -o whole.nc
  local k
  for k in 1 2 3 4 5 6 7 8 9 10 12 14 17 20 25; do
    rm -f x.nc x.csv
    timeout --foreground -s INT "$(printf '0.%03d' $((k * 4)))" "$NEOCOL" run cheap.yaml --no-figures -o x.nc > /dev/null 2>&1 || true
    if [ -e x.nc ]; then
      cmp x.nc whole.nc
    fi
    if [ -e x.csv ]; then
      cmp x.csv whole.csv
    fi
  done
  # what a killed program left does not stop the next one
  touch y.nc.tmp y.nc.part y.nc.part.tmp
  succeeds run cheap.yaml --no-figures -o y.nc
  cmp y.nc whole.nc
}

# --- input ---

@test "scenarios that are no scenarios" {
  refused 66 "nothere.yaml: cannot open the scenario: No such file or directory" run nothere.yaml
  refused 66 "cannot read the scenario: Is a directory" check .
  refused 66 "cannot open the scenario" check ''
  : > empty.yaml
  refused 65 "empty.yaml:1:1: error: the file is empty; a scenario starts with 'neocol: 1'" check empty.yaml
  refused 65 ":1:1: error: the character U+" check "$(type -P true)"
  head -c 20000000 /dev/zero | tr '\0' 'a' > huge.yaml
  refused 65 "huge.yaml:1:1: error: the file is larger than 1 MiB" run huge.yaml
  refused 65 "larger than 1 MiB" check /dev/zero
  head -c 100000 /dev/zero | tr '\0' '[' > deep.yaml
  refused 65 "deep.yaml:" check deep.yaml
  printf '\377\376n\0e\0' > wide.yaml
  refused 65 "wide.yaml:1:1: error:" check wide.yaml
  local k
  # the same bytes in every run, so that a failure comes back
  for k in 1 2 3 4 5 6; do
    awk -v seed=$k 'BEGIN { srand(seed); for (i = 0; i < 3000; i++) printf "%c", 1 + int(255 * rand()) }' > junk.yaml
    run --separate-stderr "$NEOCOL" check junk.yaml
    [ "$status" -eq 65 ]
    [[ "$stderr" == "junk.yaml:"*": error: "* ]]
  done
  folder_is empty.yaml huge.yaml deep.yaml wide.yaml junk.yaml
}

@test "every wrong scenario of tests/io/bad is refused at its place" {
  local count=0
  for file in "$project"/tests/io/bad/*.yaml; do
    # "# expect: LINE:COLUMN what is said there", maybe with "# schema: ..." behind it
    expected="$(head -1 "$file" | tr -d '\r' | sed -n 's/^[^#]*# expect: \([0-9]*:[0-9]*\) \(.*\)/\1 \2/p' | sed 's/ *# schema: .*//')"
    [ -n "$expected" ] || { echo "$file says nothing about what is expected"; return 1; }
    run --separate-stderr "$NEOCOL" check "$file"
    if { [ "$status" -ne 65 ] && [ "$status" -ne 66 ]; } || [[ "$stderr" != *"$file:${expected%% *}: error: "*"${expected#* }"* ]]; then
      echo "$file: exit status $status, expected $expected"
      echo "$stderr"
      return 1
    fi
    [ -z "$output" ]
    count=$((count + 1))
  done
  [ "$count" -ge 50 ]
}

@test "results that are no results" {
  refused 66 "'nothere.nc' cannot be read: No such file or directory" plot nothere.nc
  refused 65 "'cheap.yaml' is not a result file" plot cheap.yaml
  succeeds run cheap.yaml --no-figures
  head -c 20000 cheap.nc > half.nc
  run --separate-stderr "$NEOCOL" plot half.nc -o figures
  [ "$status" -eq 65 ]
  [[ "$stderr" == *"'half.nc'"* ]]
  folder_is cheap.nc cheap.csv half.nc
}

# --- around ---

@test "without gnuplot: 69, and the result is there" {
  run --separate-stderr env PATH=/nonexistent "$NEOCOL" run cheap.yaml
  [ "$status" -eq 69 ]
  [[ "$stderr" == *"neocol: error: gnuplot is not installed"*"the result is complete, its figures are not"* ]]
  [ -s cheap.nc ] && [ -s cheap.csv ]
  [[ "$output" == *"1 run in "* ]]
  run --separate-stderr env PATH=/nonexistent "$NEOCOL" run cheap.yaml -o other.nc --no-figures
  [ "$status" -eq 0 ]
  cmp cheap.nc other.nc
}

@test "progress is shown on a terminal only, and nothing has colours" {
  command -v script > /dev/null || skip "no script(1)"
  succeeds compare compared.yaml --no-figures
  [ -z "$stderr" ]
  # stdout and stderr are a terminal
  TERM=xterm-256color script -qec "'$NEOCOL' compare compared.yaml --no-figures --force" typescript < /dev/null > seen.txt
  grep -q '3 of 3 runs, .* per second, .* s left' seen.txt
  grep -q "$(printf '\r')" seen.txt
  # an error and the help on a terminal
  TERM=xterm-256color script -qec "'$NEOCOL' run nothere.yaml; '$NEOCOL' --help" typescript < /dev/null >> seen.txt
  grep -q 'neocol: error: nothere.yaml' seen.txt
  run ! grep -q "$(printf '\033')" seen.txt
  # the last line of progress is wiped out: the title starts a line of its own
  tr '\r' '\n' < seen.txt | grep -q '^a cheap run'
}

@test "the same bytes from another folder, locale and environment" {
  succeeds compare compared.yaml --no-figures
  mkdir other
  cp compared.yaml other
  (cd other && LC_ALL=de_DE.UTF-8 TZ=Asia/Tokyo OMP_NUM_THREADS=1 "$NEOCOL" compare compared.yaml --no-figures > /dev/null)
  cmp compared.nc other/compared.nc
  cmp compared.csv other/compared.csv
}

@test "an accuracy: a part of a number, met in every run, and told" {
  refused 64 "--accuracy is '2'; expected a part from 1e-9 to 1" run cheap.yaml --accuracy 2
  refused 64 "--accuracy is '1 %'" run cheap.yaml --accuracy '1 %'
  run --separate-stderr "$NEOCOL" compare compared.yaml --no-figures --accuracy 1e-2
  [ "$status" -eq 0 ]
  [ "$(grep -c 'largest error .* asked 1 %: passes' <<< "$output")" -eq 3 ]
  grep -q ',collagen_gain_numerical_error,' compared.csv
}

@test "more runs than the report holds are in the JSON" {
  { cat cheap.yaml; printf 'sweep:\n  grid:\n    skin.recoil_ratio: {from: 0.3, to: 0.6, steps: 300}\n'; } > many.yaml
  run --separate-stderr "$NEOCOL" sweep many.yaml --json
  [ "$status" -eq 0 ]
  /usr/bin/python3 -c 'import csv, json, sys
runs = json.load(sys.stdin)["runs"]
table = [row for row in csv.DictReader(open("many.csv")) if row["variable"] == "closure_time_cover"]
assert len(runs) == len(table) == 300
for run, row in zip(runs, table):
    assert run["name"] == row["run_name"] and abs(run["closure_time_cover"] - float(row["value"])) < 1e-6' <<< "$output"
}
