"""report.py - what the benchmarks print besides numbers: the machine, and the table of all rows.

    report.py machine             one paragraph about machine, load and compiler
    report.py table TABLE.csv     the rows as text
"""

import csv
import os
import platform
import re
import subprocess
import sys
import time

COLUMNS = ["work", "against", "unit", "value", "low", "high", "target", "verdict", "note"]


def output_of(*command):
    """What a command prints, or nothing."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""


def machine_text():
    """Date, kind of machine, load and compiler."""
    fields = dict(re.findall(r"^([^:]+):\s*(.*)$", output_of("lscpu"), re.MULTILINE))
    family = f"family {fields.get('CPU family', '?')}, model {fields.get('Model', '?')}"
    sizes = ", ".join(f"{name.split()[0]} {fields[name]}" for name in ("L1d cache", "L2 cache", "L3 cache") if name in fields)
    compiler = (output_of("gcc", "--version").splitlines() or ["?"])[0]
    commit = output_of("git", "describe", "--always", "--dirty").strip()
    return (
        f"{time.strftime('%Y-%m-%d %H:%M')}, commit {commit}\n"
        f"{fields.get('Model name', platform.machine())} ({family}), {os.cpu_count()} cores, {sizes}\n"
        f"{compiler}, Linux {platform.release()}, load average {os.getloadavg()[0]:.2f}\n"
    )


def number_text(text, unit):
    """A number with its unit, as short as it is known."""
    if text == "":
        return ""
    value = f"{float(text):.3g}"
    return f"{value} x" if unit == "times" else f"{value} {unit}"


def table_text(path):
    """All rows side by side; the value of a ratio is the smallest of its range."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = [dict(zip(COLUMNS, row)) for row in csv.reader(file)]
    lines = [["work", "against", "found", "to", "target", "", "note"]]
    for row in rows:
        high = row["high"] if row["high"] not in ("", row["value"]) else ""
        found = number_text(row["value"], row["unit"])
        lines.append([row["work"], row["against"], found, number_text(high, row["unit"]), row["target"], row["verdict"], row["note"]])
    widths = [max(len(line[k]) for line in lines) for k in range(len(lines[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines) + "\n"


def main():
    """Prints what is asked for."""
    if sys.argv[1:] == ["machine"]:
        print(machine_text())
    elif len(sys.argv) == 3 and sys.argv[1] == "table":
        print(table_text(sys.argv[2]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
