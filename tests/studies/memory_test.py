#!/usr/bin/env python3
"""Memory of a sweep does not grow with the number of its runs, and its files are complete.

Usage: memory_test.py PROGRAM [RUNS RUNS]   (default: 2500 and 10000 runs; both keep numbers only)"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT = 1.2  # of peak memory; most of the difference is the allocator's
SCENARIO = """neocol: 1
title: Many cheap runs
protocol: {{sessions: 1}}
follow_up: 1 day
read_at: 1 day
ensemble: mean_field
solver: {{relative_tolerance: 1e-3, absolute_tolerance: 1e-4, channel_tolerance: 0.01, channel_cell: 5 um}}
sweep:
  grid:
    parameters.fibroblasts.refractory_time: {{from: 1 day, to: 20 day, steps: {0}}}
    parameters.growth_factors.tgf_loss: {{from: 4 day-1, to: 20 day-1, steps: 10}}
"""


def peak(program, runs, folder):
    """Peak resident memory in kB of a sweep of `runs` runs, and the lines of its table."""
    scenario, result = Path(folder) / f"{runs}.yaml", Path(folder) / f"{runs}.nc"
    scenario.write_text(SCENARIO.format(runs // 10), encoding="utf-8")
    child = subprocess.Popen([program, "sweep", scenario, "-o", result, "--threads", "2"], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, f"{runs} runs: status {status}"
    with open(result.with_suffix(".csv"), encoding="utf-8") as table:
        lines = sum(1 for _ in table)
    return usage.ru_maxrss, lines


program = sys.argv[1]
few, many = (int(word) for word in sys.argv[2:4] or (2500, 10000))
with tempfile.TemporaryDirectory() as folder:
    (small, few_lines), (large, many_lines) = peak(program, few, folder), peak(program, many, folder)
print(f"{few} runs: {small} kB; {many} runs: {large} kB; ratio {large / small:.3f}, allowed {LIMIT}")
complete = (few_lines - 1) * many == (many_lines - 1) * few and few_lines > few
print("tables are complete" if complete else f"tables have {few_lines} and {many_lines} lines")
sys.exit(not (complete and large < LIMIT * small))
