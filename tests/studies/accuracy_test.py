#!/usr/bin/env python3
"""Runs the shipped scenarios with --errors: the numerical error of every number stays below 1 %.

Usage: accuracy_test.py PROGRAM SCENARIO ..."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT = 0.01
program, scenarios = sys.argv[1], sys.argv[2:]
failed = 0
for scenario in scenarios:
    verb = "compare" if "\ncompare:" in Path(scenario).read_text(encoding="utf-8") else "run"
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([program, verb, scenario, "-o", f"{folder}/r.nc", "--no-figures", "--errors", "--json"],
                              capture_output=True, text=True, check=True)
    errors = {name: value for name, value in json.loads(done.stdout)["numerical_error"].items() if value is not None}
    worst = max(errors, key=errors.get)
    good = errors[worst] < LIMIT and "collagen_gain" in errors and errors["closure_time_cover"] > 0
    failed += not good
    print(f"{'ok    ' if good else 'FAILED'} {Path(scenario).name}: {len(errors)} numbers, worst {worst} {100 * errors[worst]:.3g} %")
print(f"{len(scenarios) - failed} passed, {failed} failed")
sys.exit(failed > 0)
