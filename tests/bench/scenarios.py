"""scenarios.py - whole runs of the program: what sharing saves, threads, memory, and where the time of a sweep goes.

    scenarios.py NEOCOL OBJECTS TABLE.csv

OBJECTS is the build folder, whose libraries tell which function belongs to model or solver. Times are medians of repeats that take
turns; processor time is that of the process, wall time is used only where threads are compared.
"""

import collections
import csv
import filecmp
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

REPEATS = 5
FREQUENCY = 499  # samples a second

HEAD = """neocol: 1
title: benchmark
device: {{kind: pen, needle_length: 1.0 mm, needle_diameter: 0.25 mm, passes: 2}}
"""

# session protocols times constants; the channel is the same in all runs. More than 2000 runs keep no curves
SWEEP = HEAD + """protocol: {{sessions: {sessions}}}
sweep:
  grid:
    parameters.growth_factors.tgf_loss: {{from: 4 day-1, to: 20 day-1, steps: {first}}}
    parameters.fibroblasts.refractory_time: {{from: 0.5 day, to: 42 day, steps: {second}}}
    protocol.spacing: [2 week, 4 week]
"""

# the shortest runs there are: memory must not grow with their number
SHORT = HEAD + """protocol: {{sessions: 1}}
ensemble: mean_field
follow_up: 0.5 day
read_at: 0.5 day
sweep:
  grid:
    parameters.growth_factors.tgf_loss: {{from: 4 day-1, to: 20 day-1, steps: {first}}}
    parameters.fibroblasts.refractory_time: {{from: 0.5 day, to: 42 day, steps: {second}}}
"""

# objects of studies/ that are model and solver brought together: the channel and its clocks, the tissue with its hit patterns, means
# over patterns and depth, stability of rest, serum. The rest of studies/ is around them: what is kept, made, shared and written, and
# the numbers that are read off (outcome)
NUMERICAL_STUDIES = {
    "closure", "closure_grid", "closure_pieces", "closure_plane", "closure_radial", "closure_times", "column", "course",
    "course_means", "course_run", "depth_mean", "forcing", "interval", "lanes", "patterns", "response", "serum", "stability",
}
# libraries that only model and solver make much use of
NUMERICAL_LIBRARIES = ("libm.", "libgsl.", "libgslcblas.")

Usage = collections.namedtuple("Usage", "processor wall memory")


class Bench:
    """The program, a folder to work in, and the table."""

    def __init__(self, program, objects, table, folder):
        self.program, self.objects, self.table, self.folder = os.path.abspath(program), objects, table, folder

    def file(self, name, text):
        """A scenario in the folder."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def run(self, verb, scenario, *options):
        """Runs the program once."""
        result = os.path.join(self.folder, "result.nc")
        command = [self.program, verb, scenario, "--force", "--output", result, *options]
        # an earlier result that is replaced would be removed within the time that is measured
        for name in ("result.nc", "result.csv"):
            if os.path.exists(os.path.join(self.folder, name)):
                os.remove(os.path.join(self.folder, name))
        start = time.monotonic()
        with open(os.path.join(self.folder, "log"), "w+", encoding="utf-8") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                log.seek(0)
                sys.exit(f"{' '.join(command)}: exit status {process.returncode}\n{log.read()}")
        return Usage(usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024)

    def medians(self, *commands):
        """Median processor and wall time of each command, in turns."""
        found = [[self.run(*command) for command in commands] for _ in range(REPEATS)]
        return [
            Usage(*(statistics.median(turn[i][k] for turn in found) for k in range(3))) for i in range(len(commands))
        ]

    def has(self, verb, option):
        """Whether a verb has an option."""
        text = subprocess.run([self.program, verb, "--help"], capture_output=True, text=True, check=False).stdout
        return option in text

    def row(self, work, against, unit, value, target="", note=""):
        """Appends a row; `target` is like '>= 3' or '<= 1.1'."""
        number = "" if value is None or math.isnan(value) else f"{value:.4g}"
        verdict = "not available" if not number else ""
        if number and target:
            bound = float(target.split()[1])
            verdict = "met" if (value >= bound if target.startswith(">=") else value <= bound) else "missed"
        with open(self.table, "a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow([work, against, unit, number, number, number, target, verdict, note])


def sharing(bench):
    """The main comparison with and without sharing."""
    work, against = "main comparison, 12 arms, with sharing", "without"
    if not bench.has("compare", "--no-sharing"):
        bench.row(work, against, "times", None, ">= 3", "the program has no option --no-sharing")
        return
    command = ("compare", "scenarios/depth-and-spacing.yaml", "--no-figures", "--threads", "1")
    shared, alone = bench.medians(command, (*command, "--no-sharing"))
    note = f"{shared.processor:.3g} against {alone.processor:.3g} s of processor time"
    bench.row(work, against, "times", alone.processor / shared.processor, ">= 3", note)


def single(bench):
    """One run from the command line."""
    (found,) = bench.medians(("run", "scenarios/single-session.yaml", "--no-figures"))
    bench.row("neocol run, one session, without figures", "", "s", found.processor, "<= 0.3", "processor time")


def threads(bench):
    """A sweep with one thread and with two."""
    scenario = bench.file("sweep.yaml", SWEEP.format(sessions=2, first=20, second=25))
    command = ("sweep", scenario, "--threads")
    if os.cpu_count() < 2:
        bench.row("sweep of 1000 runs, 2 threads", "1 thread", "times", None, ">= 1.9", "the machine has one core")
        return
    one, two = bench.medians((*command, "1"), (*command, "2"))
    load = os.getloadavg()[0]
    note = (
        f"wall time {one.wall:.3g} against {two.wall:.3g} s, processor time {one.processor:.3g} and {two.processor:.3g} s; "
        f"load average {load:.1f}"
    )
    bench.row("sweep of 1000 runs, 2 threads", "1 thread", "times", one.wall / two.wall, ">= 1.9", note)


def runs(bench):
    """Time and peak memory against the number of runs."""
    # which thread does what when moves the peak by 1 MB: medians
    sweeps = [(name, SHORT.format(first=first, second=second)) for name, first, second in (("few", 10, 100), ("many", 100, 1000))]
    few, many = bench.medians(*(("sweep", bench.file(f"{name}.yaml", text), "--threads", "2") for name, text in sweeps))
    note = f"{many.memory:.1f} against {few.memory:.1f} MB"
    bench.row("peak memory of 100,000 runs", "1,000 runs", "times", many.memory / few.memory, "<= 1.1", note)
    note = f"shortest runs: {1e3 * few.processor / 1e3:.3g} ms each of 1,000, {1e3 * many.processor / 1e5:.3g} ms of 100,000"
    bench.row("growth of time", "runs", "exponent", math.log(many.processor / few.processor) / math.log(100), "", note)


def plain_name(symbol):
    """A function without what the compiler appends to its copies."""
    return symbol.split(".")[0]


def symbols(objects):
    """Functions of model and solver, and those of everything else, by the libraries of the build."""
    inside, outside = set(), set()
    for name in ("model", "solvers", "straight_lu_kernels", "studies", "io", "base"):
        text = subprocess.run(
            ["nm", "-A", os.path.join(objects, f"lib{name}.a")], capture_output=True, text=True, check=False
        ).stdout
        for line in text.splitlines():
            match = re.match(r"[^:]*:([^:]*)\.c\.o:\S* +[tTwW] (\S+)", line)
            if match:
                numerical = name in ("model", "solvers", "straight_lu_kernels") or (name == "studies" and match[1] in NUMERICAL_STUDIES)
                (inside if numerical else outside).add(plain_name(match[2]))
    return inside, outside


def sampled(bench, scenario):
    """Samples of a sweep with one thread: counts inside and outside model and solver, and the largest outside; None without perf."""
    samples = os.path.join(bench.folder, "samples")
    command = ["perf", "record", "-q", "-F", str(FREQUENCY), "-o", samples, bench.program, "sweep", scenario, "--force", "--threads", "1"]
    command += ["--output", os.path.join(bench.folder, "result.nc")]
    recorded = subprocess.run(command, capture_output=True, text=True, check=False)
    report = subprocess.run(
        ["perf", "report", "-i", samples, "--stdio", "--sort", "dso,symbol", "-F", "sample,dso,symbol"],
        capture_output=True, text=True, check=False,
    ).stdout
    if recorded.returncode != 0 or not report:
        return None
    inside, outside = symbols(bench.objects)
    counts, largest = collections.Counter(), collections.Counter()
    for line in report.splitlines():
        match = re.match(r"\s*(\d+)\s+(\S+)\s+\[(.)\]\s+(\S+)", line)
        if not match:
            continue
        plain = plain_name(match[4])
        numerical = plain in inside and plain not in outside or match[2].startswith(NUMERICAL_LIBRARIES)
        counts[numerical] += int(match[1])
        if not numerical:
            largest[f"{plain} ({match[2]})" if match[2] == os.path.basename(bench.program) else match[2]] += int(match[1])
    return (counts[True], counts[False], largest) if counts[True] else None


def share(bench):
    """Where the time of a sweep goes, by sampling: short and long runs, with and without curves."""
    against, target = "the whole", "<= 5"
    if shutil.which("perf") is None:
        bench.row("time outside model and solver in a sweep", against, "%", None, target, "perf is not installed")
        return
    for sessions in (2, 4):
        for first, kept in ((20, "their curves"), (44, "their numbers only")):
            work = f"outside model and solver: sweep of {50 * first} runs of {sessions} sessions with {kept}"
            scenario = bench.file("profile.yaml", SWEEP.format(sessions=sessions, first=first, second=25))
            found = sampled(bench, scenario)
            if found is None:
                bench.row(work, against, "%", None, target, "perf could not sample here")
                return
            inside, outside, largest = found
            total = inside + outside
            names = ", ".join(f"{name} {100 * count / total:.1f} %" for name, count in largest.most_common(12))
            print(f"\n{work}: largest of {total} samples: {names}")
            note = f"sampled: {1e3 * outside / FREQUENCY:.0f} ms outside, {1e3 * inside / FREQUENCY:.0f} ms inside; copying and clearing count as outside"
            bench.row(work, against, "%", 100 * outside / total, target, note)


def files(bench):
    """The files of that sweep written from ready numbers: what no way of computing can save."""
    work, against = "files of that sweep alone, from ready numbers", "the whole"
    ready, copy = os.path.join(bench.folder, "ready"), os.path.join(bench.folder, "copy")
    scenario = bench.file("profile.yaml", SWEEP.format(sessions=2, first=20, second=25))
    program = os.path.join(bench.objects, "tests", "bench", "files_alone")
    sweeps, alone = [], []
    for _ in range(REPEATS):
        sweeps.append(bench.run("sweep", scenario, "--threads", "1").processor)
        for end in (".nc", ".csv"):
            os.replace(os.path.join(bench.folder, "result" + end), ready + end)
            if os.path.exists(copy + end):
                os.remove(copy + end)
        process = subprocess.Popen([program, ready + ".nc", ready + ".csv", copy + ".nc", copy + ".csv"], stdout=subprocess.PIPE)
        not_counted, result, table = (float(number) for number in process.stdout.read().split())
        process.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        sizes = [os.path.getsize(name + ".nc") for name in (ready, copy)]
        if process.returncode != 0 or not filecmp.cmp(ready + ".csv", copy + ".csv", shallow=False) or abs(sizes[1] / sizes[0] - 1) > 0.01:
            sys.exit("files_alone: the copies are not those of the sweep")
        whole = 1e3 * (usage.ru_utime + usage.ru_stime) - not_counted
        alone.append((whole, whole - result - table, result, table))
    whole, start, result, table = (statistics.median(times[k] for times in alone) for k in range(4))
    sweep = 1e3 * statistics.median(sweeps)
    note = f"{whole:.0f} of {sweep:.0f} ms: start and end {start:.0f}, result {result:.0f}, table {table:.0f} ms"
    bench.row(work, against, "%", 100 * whole / sweep, "", note)


def main():
    """All rows."""
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="neocol-bench-") as folder:
        bench = Bench(sys.argv[1], sys.argv[2], sys.argv[3], folder)
        for part in (sharing, single, share, files, threads, runs):
            part(bench)


if __name__ == "__main__":
    main()
