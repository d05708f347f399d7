#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints one table of what the benchmarks measured, each figure beside its yardstick from the same run.

usage: bench_table.py FOLDER, which packaging/bench has filled: PROGRAM.json as Google Benchmark writes it, PROGRAM.txt as the
program printed it, either of which may be missing.

A benchmark is in the table when its label says what it is, its yardstick (the name of another benchmark of the program) and
its goal: "one epoch | yardstick: fullMatrix | at least 15" where larger is better (times faster than the yardstick), or "…| at
most 1.4" (times as long). Where there are repetitions their medians count. Real time counts where either of the two has
asked for it, else processor time. Programs that measure something else print lines of their own: "RATIO | what | measured |
yardstick | at most 28"; where the yardstick there is no figure, the measured one itself is held against the goal.
"""
import collections
import json
import pathlib
import re
import sys

SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0}
GOAL = re.compile(r"^at (most|least) +([0-9.,]*[0-9])")
FIGURE = re.compile(r"^([0-9][0-9.,]*(?:e[-+]?[0-9]+)?) *(.*)$")
# What Google Benchmark adds to the name that the program gave.
ADDED = re.compile(r"/(real_time|process_time|manual_time|(iterations|repeats|threads|min_time|min_warmup_time):[^/]*)")
COLUMNS = ("what", "measured", "yardstick", "ratio", "goal", "reached")


class Unclear(Exception):
    """A line of the table cannot be made, and why."""


def given(name):
    return ADDED.sub("", name)


def duration(seconds):
    for unit in ("s", "ms", "µs"):
        if seconds >= SECONDS[unit]:
            return f"{seconds / SECONDS[unit]:.3g} {unit}" if seconds < 1000 else f"{seconds:,.0f} s"
    return f"{seconds * 1e9:.3g} ns"


def number(text):
    return float(text.replace(",", ""))


def row(what, measured, yardstick, goal, measured_figure, yardstick_figure):
    """One line: the ratio is above 1 when the measured figure is the larger, or, for "at least", the smaller."""
    match = GOAL.match(goal)
    if match is None:
        raise Unclear(f'its goal is "{goal}" and not "at most" or "at least" a number')
    bound = number(match[2])
    most = match[1] == "most"
    if yardstick_figure is None:
        ratio, shown = measured_figure, "–"
    else:
        above, below = (measured_figure, yardstick_figure) if most else (yardstick_figure, measured_figure)
        if below == 0:
            raise Unclear("one of its figures is 0")
        ratio = above / below
        shown = f"{ratio:.3g} ×" if ratio < 1000 else f"{ratio:,.0f} ×"
    reached = ratio <= bound if most else ratio >= bound
    return what, measured, yardstick, shown, goal, "yes" if reached else "no"


def of_program(document):
    """Yields (line or None, complaint or None) for the labelled benchmarks of one program, in their order."""
    runs = {}
    for run in document.get("benchmarks", []):
        if run.get("error_occurred"):
            runs.setdefault(run["run_name"], {"error": run.get("error_message", "it failed")})
            continue
        is_median = run.get("run_type") == "aggregate" and run.get("aggregate_name") == "median"
        is_single = run.get("run_type") == "iteration" and run.get("repetitions", 1) <= 1
        if is_median or is_single:
            runs[run["run_name"]] = run
    by_name = {}
    for name, run in runs.items():
        by_name.setdefault(given(name), run)
        by_name[name] = run
    whats = collections.Counter(run.get("label", "").partition("|")[0].strip() for run in runs.values())
    for name, run in runs.items():
        parts = [part.strip() for part in run.get("label", "").split("|")]
        if whats[parts[0]] > 1 and "/" in given(name):  # several sizes of one benchmark
            parts[0] += f" ({given(name).partition('/')[2]})"
        if "error" in run:
            yield None, f"{name}: {run['error']}"
        if len(parts) != 3 or not parts[1].startswith("yardstick:"):
            continue
        other_name = parts[1].removeprefix("yardstick:").strip()
        other = by_name.get(other_name)
        if other is None or "error" in other:
            yield None, f'{parts[0]}: there is no figure of its yardstick "{other_name}"'
            continue
        real = any(re.search("/(real|manual)_time", one["run_name"]) for one in (run, other))
        figures = [one["real_time" if real else "cpu_time"] * SECONDS[one["time_unit"]] for one in (run, other)]
        try:
            yield row(parts[0], duration(figures[0]), duration(figures[1]), parts[2], *figures), None
        except Unclear as problem:
            yield None, f"{parts[0]}: {problem}"


def of_line(line):
    """The line of the table that a program printed itself."""
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 5:
        raise Unclear("it has not the four parts: what, measured, yardstick, goal")
    _, what, measured, yardstick, goal = parts
    figure, other = FIGURE.match(measured), FIGURE.match(yardstick)
    if figure is None:
        raise Unclear(f'what was measured, "{measured}", does not begin with a figure')
    scales = [SECONDS.get(one[2].strip()) if one else None for one in (figure, other)]
    if other is None or None in scales:
        scales = [1.0, 1.0]
    return row(what, measured, yardstick or "–", goal, number(figure[1]) * scales[0],
               number(other[1]) * scales[1] if other else None)


def collect(folder):
    rows, complaints = [], []
    programs = sorted({path.stem for path in folder.iterdir() if path.suffix in (".json", ".txt")})
    for program in programs:
        written, printed = folder / f"{program}.json", folder / f"{program}.txt"
        if written.exists() and written.stat().st_size > 0:
            try:
                document = json.loads(written.read_text(encoding="utf-8"))
            except json.JSONDecodeError as problem:
                complaints.append(f"{program}: its figures cannot be read ({problem}); it was probably cut short")
                document = {}
            for line, complaint in of_program(document):
                if line is not None:
                    rows.append(line)
                else:
                    complaints.append(f"{program}, {complaint}")
        if printed.exists():
            for line in printed.read_text(encoding="utf-8", errors="replace").splitlines():
                if re.match(r"^RATIO *\|", line):
                    try:
                        rows.append(of_line(line))
                    except Unclear as problem:
                        complaints.append(f'{program}, "{line}": {problem}')
    return rows, complaints


def print_table(rows):
    lines = [COLUMNS, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    to_the_right = (False, True, True, True, False, False)
    for index, line in enumerate(lines):
        cells = [cell.rjust(width) if right else cell.ljust(width)
                 for cell, width, right in zip(line, widths, to_the_right)]
        print("| " + " | ".join(cells) + " |")
        if index == 0:
            print("|" + "|".join("-" * (width + 1) + (":" if right else "-")
                                 for width, right in zip(widths, to_the_right)) + "|")


def main():
    if len(sys.argv) != 2 or not pathlib.Path(sys.argv[1]).is_dir():
        sys.exit("usage: bench_table.py FOLDER")
    rows, complaints = collect(pathlib.Path(sys.argv[1]))
    if rows:
        print_table(rows)
    for complaint in complaints:
        print(f"bench_table.py: {complaint}", file=sys.stderr)
    if not rows:
        print("bench_table.py: no benchmark names a yardstick", file=sys.stderr)
    sys.exit(1 if complaints or not rows else 0)


main()
