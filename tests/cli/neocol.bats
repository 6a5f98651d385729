#!/usr/bin/env bats
# neocol.bats - the command line as a person meets it: verbs, options, help that works, messages, exit statuses.
# shellcheck disable=SC2154 # project comes from common

# shellcheck source=tests/cli/common.bash
load common

# --- help and version ---

@test "version" {
  succeeds --version
  [[ "$output" =~ ^neocol\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "help lists the verbs; no words at all is a usage error with the same help" {
  succeeds --help
  for verb in run compare sweep plot check describe schema; do
    [[ "$output" == *"  $verb "* ]]
  done
  local help="$output"
  refused 64 "Usage: neocol VERB"
  [ "$stderr" = "$help" ]
  succeeds -h
  [ "$output" = "$help" ]
}

@test "help of each verb tells usage, its options, examples and exit statuses" {
  [ "$(verbs | wc -l)" -ge 7 ]
  for verb in $(verbs); do
    succeeds "$verb" --help
    [[ "$output" == "Usage: neocol $verb"* ]]
    [[ "$output" == *"--help"* && "$output" == *"Examples:"* && "$output" == *"  neocol $verb"* ]]
    [[ "$output" == *"Exit status: 0 success, 64"* ]]
    # every option that the help names is taken: with help behind it nothing else happens
    while read -r option; do
      "$NEOCOL" "$verb" "--$option" 1 --help > /dev/null || { echo "neocol $verb --$option"; return 1; }
    done < <(sed -n 's/^  -[a-z], --\([a-z-]*\).*/\1/p' <<< "$output" | grep -v help)
  done
}

@test "the examples of every verb work as they are written" {
  # copies: an example may write where it reads
  cp -r "$project/scenarios" "$project/data" .
  neocol() {
    # figures have their own tests; what takes minutes (fit) has shown after seconds that its words are understood
    case "$1" in
      run | compare) "$NEOCOL" "$@" --no-figures ;;
      plot) "$NEOCOL" "$@" ;;
      *) timeout 10 "$NEOCOL" "$@" || [ $? -eq 124 ] ;;
    esac
  }
  local count=0
  for verb in $(verbs); do
    if [ "$verb" = plot ] && ! command -v gnuplot > /dev/null; then
      continue
    fi
    while IFS= read -r example; do
      (eval "$example") > out.txt 2> err.txt < /dev/null || { echo "$example"; cat err.txt; return 1; }
      count=$((count + 1))
    done < <("$NEOCOL" "$verb" --help | sed -n '/^Examples:/,/^Exit status:/s/^  \(neocol .*\)/\1/p')
  done
  [ "$count" -ge 10 ]
  # what the general help calls first steps, into another folder
  mkdir other
  cp -r scenarios other
  cd other
  while IFS= read -r example; do
    (eval "$example") > /dev/null 2> err.txt || { echo "$example"; cat err.txt; return 1; }
  done < <("$NEOCOL" --help | sed -n '/First steps/,$s/^  \(neocol .*\)/\1/p')
  [ -s depth-and-spacing.nc ]
}

# --- wrong words ---

@test "unknown verbs and options: 64, with the nearest name" {
  refused 64 "there is no verb 'comapre' (did you mean 'compare'?)" comapre cheap.yaml
  refused 64 "there is no verb 'xyz'; see 'neocol --help'" xyz
  refused 64 "there is no verb '--jsn'" --jsn
  refused 64 "'neocol run' has no option '--treads' (did you mean '--threads'?)" run cheap.yaml --treads 2
  refused 64 "'neocol run' has no option '--treads' (did you mean '--threads'?)" run cheap.yaml --treads=2
  refused 64 "'neocol run' has no option '-z'" run -z cheap.yaml
  refused 64 "'neocol run' has no option '-z'" run -fz cheap.yaml
  refused 64 "option '--force' takes no value, found '--force=3'" run cheap.yaml --force=3
  # options of other verbs: named as they were given, not by their value
  refused 64 "'neocol check' has no option '--threads'" check cheap.yaml --threads 2
  refused 64 "'neocol sweep' has no option '--no-figures'" sweep cheap.yaml --no-figures
  refused 64 "'--output' needs a value" run cheap.yaml --output
  refused 64 "'-t' needs a value" run cheap.yaml -t
  folder_is
}

@test "too few and too many words: 64, with what was expected" {
  refused 64 "'neocol run' got no file; expected: neocol run SCENARIO" run
  refused 64 "'neocol plot' got no file; expected: neocol plot RESULT.nc" plot
  refused 64 "'neocol check' got a word too many, 'other.yaml'; expected: neocol check SCENARIO" check cheap.yaml other.yaml
  refused 64 "'neocol schema' got a word too many, 'x'" schema x
  refused 64 "takes no --json" describe collagen --json
}

@test "threads: whole numbers from 1 to 1024" {
  for wrong in 0 -1 1.5 two 2x '' 1025 99999999999999999999; do
    refused 64 "--threads is '$wrong'; expected a whole number from 1 to 1024" run cheap.yaml --threads "$wrong"
  done
  folder_is
  succeeds compare compared.yaml --no-figures -t2
  mv compared.nc two.nc
  mv compared.csv two.csv
  succeeds compare compared.yaml --no-figures --threads=1
  cmp compared.nc two.nc
  cmp compared.csv two.csv
}

# --- verbs ---

@test "run: a table on stdout, result and CSV in the folder, warnings on stderr" {
  succeeds run cheap.yaml --no-figures
  [[ "$output" == "a cheap run"* && "$output" == *"1 run in "*" s -> cheap.nc, cheap.csv" ]]
  [[ "$output" == *"not medical advice"* ]]
  [ -z "$stderr" ]
  folder_is cheap.nc cheap.csv
  [ "$(head -1 cheap.csv | tr -d '\r')" = "run,run_name,variable,value,unit" ]
  mkdir deep
  succeeds run cheap.yaml --no-figures -o deep/x.nc --set device.needle_length='2 mm'
  [[ "$stderr" == "neocol: warning: needles go deeper (2.00 mm)"* ]]
  folder_is cheap.nc cheap.csv deep
  [ -s deep/x.nc ] && [ -s deep/x.csv ]
}

@test "compare and sweep: one line for each arm; a single scenario has nothing to compare" {
  succeeds compare compared.yaml --no-figures
  for passes in 1 2 3; do
    # a line in each of the two tables
    [ "$(grep -c "^passes $passes " <<< "$output")" -eq 2 ]
  done
  succeeds sweep compared.yaml -o swept.nc
  [[ "$output" == *"3 runs in "*" -> swept.nc, swept.csv" ]]
  [[ "$output" != *Figures* ]]
  refused 65 "'cheap.yaml' has nothing to compare: add a section 'compare:'" compare cheap.yaml
  refused 65 "'cheap.yaml' has nothing to compare" sweep cheap.yaml
  # the base run of a comparison
  succeeds run compared.yaml --no-figures -o base.nc
  [[ "$output" == *"base run"* ]]
}

@test "check: tells the runs and computes nothing, also from a pipe" {
  succeeds check compared.yaml
  [[ "$output" == "compared.yaml: good, 3 runs"* && "$output" == *"  passes 2"* ]]
  succeeds check cheap.yaml
  [[ "$output" == "cheap.yaml: good, 1 run"* ]]
  run --separate-stderr bash -c "cat compared.yaml | '$NEOCOL' check /dev/stdin"
  [ "$status" -eq 0 ]
  [[ "$output" == "/dev/stdin: good, 3 runs"* ]]
  folder_is
  # what only the puncture field knows
  refused 65 "channels run into each other" check cheap.yaml --set device.passes=40 --set device.needle_length='1 mm'
}

@test "describe: everything, one name, another form, the nearest name" {
  succeeds describe
  [[ "$output" == *needle_length* && "$output" == *refractory_time* ]]
  succeeds describe fibroblasts.refractory_time
  [[ "$output" == *"day"* ]]
  succeeds describe --markdown
  [[ "$output" == "#"* || "$output" == *$'\n#'* ]]
  "$NEOCOL" describe --json > describe.json
  json_is_valid describe.json
  refused 65 "nothing is called 'colagen'; did you mean 'collagen'?" describe colagen
}

@test "schema: valid JSON on stdout and in a file, which is not overwritten" {
  "$NEOCOL" schema > schema.json
  json_is_valid schema.json
  succeeds schema -o other.json
  cmp schema.json other.json
  echo mine > other.json
  refused 73 "'other.json' exists; use --force" schema -o other.json
  [ "$(cat other.json)" = mine ]
  succeeds schema -o other.json --force
  cmp schema.json other.json
  refused 73 "'no/such/folder.json' cannot be created: No such file or directory" schema -o no/such/folder.json
  folder_is schema.json other.json
}

@test "json: one valid object on stdout, warnings within it and on stderr" {
  "$NEOCOL" run cheap.yaml --json --no-figures --set device.needle_length='2 mm' > run.json 2> err.txt
  json_is_valid run.json
  [ "$(json_value run.json runs.0.needle_length)" = 2 ]
  [ "$(json_value run.json result)" = cheap.nc ]
  [[ "$(json_value run.json warnings.0)" == "needles go deeper"* ]]
  grep -q "^neocol: warning: needles go deeper" err.txt
  "$NEOCOL" compare compared.yaml -j -n > compare.json
  json_is_valid compare.json
  [ "$(json_value compare.json runs.2.name)" = "passes 3" ]
  "$NEOCOL" sweep compared.yaml -j -o s.nc > sweep.json
  json_is_valid sweep.json
  # what is missing is null, not a word that JSON does not have
  "$NEOCOL" run cheap.yaml -j -n -f --set read_at='9 day' > missing.json 2> err.txt
  json_is_valid missing.json
  [ "$(json_value missing.json runs.0.collagen_gain_fixed_day)" = None ]
}

# --- set ---

@test "set: four ways to write it, the last one counts, over the file" {
  local forms=("--set device.needle_length=0.7mm" "--set=device.needle_length=0.7mm" "-s device.needle_length=0.7mm"
    "-sdevice.needle_length=700um" "--set device.needle_length=0.9mm --set device.needle_length=0.7mm")
  for form in "${forms[@]}"; do
    # shellcheck disable=SC2086 # words are meant
    "$NEOCOL" run cheap.yaml -n -f -j $form > set.json
    [ "$(json_value set.json runs.0.needle_length)" = 0.7 ] || { echo "$form"; return 1; }
  done
  "$NEOCOL" run cheap.yaml -n -f -j --set protocol.session_times='[0 day, 3 day, 9 day]' > set.json
  [ "$(json_value set.json runs.0.sessions)" = 3 ]
  "$NEOCOL" run cheap.yaml -n -f -j --set off='[barrier]' 2> /dev/null > set.json
  [ "$(json_value set.json runs.0.closure_time_barrier)" = None ]
  "$NEOCOL" run cheap.yaml -n -f -j --set re_epithelialisation.front_speed='5 um/h' > fast.json
  "$NEOCOL" run cheap.yaml -n -f -j > slow.json
  [ "$(json_value fast.json runs.0.closure_time_cover)" != "$(json_value slow.json runs.0.closure_time_cover)" ]
}

@test "set: what is wrong is told with what was found and what was expected" {
  refused 65 "--set device.needle_lenght=1 mm: unknown key 'device.needle_lenght'; did you mean 'device.needle_length'?" \
    check cheap.yaml --set 'device.needle_lenght=1 mm'
  refused 65 "'1' has no unit; expected for example '1 mm'" check cheap.yaml --set device.needle_length=1
  refused 65 "'1 h' has the wrong kind of unit; expected a quantity such as" check cheap.yaml --set 'device.needle_length=1 h'
  refused 65 "which is too large; allowed are 0.1 mm to 3.5 mm" check cheap.yaml --set 'device.needle_length=99 mm'
  refused 65 "a decimal comma is not understood; write '.' as in '1.5 mm'" check cheap.yaml --set 'device.needle_length=1,5 mm'
  refused 65 "expected KEY=VALUE such as" check cheap.yaml --set device.needle_length
  refused 65 "unknown key ''" check cheap.yaml --set =1
  refused 65 "device.kind is 'pencil'; did you mean 'pen'?" check cheap.yaml --set device.kind=pencil
  refused 65 "'compare' cannot be changed here" check cheap.yaml --set compare=1
  # all at once
  refused 65 "did you mean 'device.needle_length'?" check cheap.yaml --set 'device.needle_lenght=1 mm' --set device.kind=pencil
  [[ "$stderr" == *"did you mean 'pen'?"* ]]
  [ "$(grep -c '^neocol: error: ' <<< "$stderr")" -eq 2 ]
}

# --- documents ---

@test "the scenario in the README is accepted and compared" {
  awk '/^    # mine.yaml/ { on = 1 } on && /^$/ { exit } on { sub(/^    /, ""); print }' "$project/README.md" > mine.yaml
  grep -q '^neocol: 1$' mine.yaml
  succeeds check mine.yaml
  succeeds compare mine.yaml --no-figures
  [[ "$output" == *"3 runs in "* ]]
}

@test "an installed program finds its figures and data, wherever it is" {
  [ -f "$(dirname "$NEOCOL")/cmake_install.cmake" ] || skip "not in its build folder"
  cmake --install "$(dirname "$NEOCOL")" --prefix "$PWD/there" > install.txt
  mv there moved
  NEOCOL="$PWD/moved/bin/neocol"
  succeeds run "$PWD/moved/share/neocol/scenarios/single-session.yaml" -o r.nc
  [ -s r-figures/r-closure.svg ]
}
