"""Our extraction beside others', on the same saved pages in one run.

    uv run --group benchmarks python -m benchmarks.extraction [PAGES] [--every N] [--since YEAR] [--tools NAME ...]

PAGES is a folder of saved pages with gold text (`index.csv`, `<outlet>/<id>.html.gz`, `<outlet>/<id>.json`). Scores are
over multisets of 4-token shingles, averaged over pages; the interval is a 95 % bootstrap over pages. Furniture lines
are those of which less than half is in the gold. CPU seconds are this process's own, one page after the other; peak
memory is that of a process which reads every tenth page and nothing else. Without the group only trafilatura is
compared.
"""

from __future__ import annotations

import argparse
import logging
import random
import subprocess
import sys
import time
import warnings
from collections.abc import Iterable
from pathlib import Path
from statistics import mean

from benchmarks.gold import PAGES, Case, Score, cases, score
from benchmarks.peers import TOOLS, Tool, fundus_knows, installed, reads
from syria_news.extract.layouts import layouts

_RESAMPLES = 1_000


def run(name: str, tool: Tool, given: list[Case]) -> tuple[list[Score], float]:
    """The tool's scores, and its CPU seconds."""
    seconds = 0.0
    scores = []
    wanted = [case for case in given if reads(name, case)]
    _read(tool, wanted[0])  # models and patterns are loaded before the clock runs
    for case in wanted:
        body = case.read()
        started = time.process_time()
        text = _read(tool, case, body)
        seconds += time.process_time() - started
        scores.append(score(case, text))
    return scores, seconds


def _read(tool: Tool, case: Case, body: bytes | None = None) -> str:
    try:
        return tool(case, case.read() if body is None else body)
    except Exception as error:  # a peer's crash on a page is its result there, not ours
        print(f"{case.path.name}: {type(error).__name__}", file=sys.stderr)
        return ""


def interval(values: list[float]) -> tuple[float, float]:
    """The 95 % bootstrap interval of their mean."""
    chance = random.Random(1)
    means = sorted(mean(chance.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    return means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES)]


def line(name: str, scores: list[Score], seconds: float | None = None, memory: str = "") -> str:
    """One row of the table."""
    low, high = interval([one.f1 for one in scores])
    speed = f"{len(scores) / seconds:.1f}" if seconds else ""
    return (
        f"| {name} | {len(scores)} | {mean(s.precision for s in scores):.3f} | {mean(s.recall for s in scores):.3f} "
        f"| {mean(s.f1 for s in scores):.3f} ({low:.3f}-{high:.3f}) | {mean(s.exact for s in scores):.2f} "
        f"| {mean(s.f1 >= 0.98 for s in scores):.2f} | {sum(s.f1 < 0.8 for s in scores)} "
        f"| {mean(s.foreign for s in scores):.1f} | {sum(s.empty for s in scores)} | {speed} | {memory} |"
    )


HEADER = (
    "| tool | pages | P | R | F1 (95 %) | exact | F1 >= .98 | < .80 | furniture | empty | pages/CPU-s | peak MB |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def _peak(name: str, arguments: argparse.Namespace) -> str:
    """Peak memory in MB of a process that runs this one tool."""
    command = [sys.executable, "-m", "benchmarks.extraction", str(arguments.pages), "--only", name]
    command += ["--every", str(max(arguments.every, 10))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip().split("\n")[-1]


def _peak_of_this_process() -> int:
    """In MB. Not `getrusage`: that remembers the parent's peak across an exec."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


Results = dict[str, tuple[list[Score], float]]


def tables(results: Results, given: list[Case]) -> Iterable[str]:
    """The same table for parts of the pages."""
    ruled = {case.path for case in given if layouts(case.outlet)}
    recent = {case.path for case in given if case.year >= 2016}
    known = {case.path for case in given if fundus_knows(case)}
    for title, chosen in (
        ("Pages from 2016 on", recent),
        ("Outlets with rules, from 2016 on", recent & ruled),
        ("Outlets that fundus knows", known),
    ):
        yield f"\n{title}\n\n{HEADER}"
        for name, (scores, _) in results.items():
            if some := [one for one in scores if one.case.path in chosen]:
                yield line(name, some)


def by_outlet(results: Results, given: list[Case]) -> Iterable[str]:
    """The F1 of each tool on each outlet, and how many of our articles are exactly right."""
    yield f"\nF1 by outlet\n\n| outlet | pages | exact, with rules | {' | '.join(results)} |"
    yield "|---|---|---|" + "---|" * len(results)
    for outlet in sorted({case.outlet for case in given}):
        columns = [[s for s in scores if s.case.outlet == outlet] for scores, _ in results.values()]
        if not columns[0]:
            continue
        shown = (f"{mean(s.f1 for s in column):.3f}" if column else "" for column in columns)
        yield f"| {outlet} | {len(columns[0])} | {mean(s.exact for s in columns[0]):.2f} | {' | '.join(shown)} |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("pages", nargs="?", type=Path, default=PAGES)
    parser.add_argument("--every", type=int, default=1, help="one page in so many")
    parser.add_argument("--since", type=int, default=0, help="only pages of this year and later")
    parser.add_argument("--tools", nargs="*", choices=list(TOOLS), help="only these")
    parser.add_argument("--only", help="run this one tool and print its peak memory in MB")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    given = cases(arguments.pages, arguments.every, arguments.since)
    tools = installed()
    if arguments.only:
        run(arguments.only, tools[arguments.only], given)
        print(_peak_of_this_process())
        return
    for name in TOOLS:
        if name not in tools:
            print(f"{name}: not installed")
    chosen = {name: tool for name, tool in tools.items() if not arguments.tools or name in arguments.tools}
    results = {name: run(name, tool, given) for name, tool in chosen.items()}
    print(f"\nAll pages\n\n{HEADER}")
    for name, (scores, seconds) in results.items():
        print(line(name, scores, seconds, _peak(name, arguments)), flush=True)
    for row in (*tables(results, given), *by_outlet(results, given)):
        print(row)


if __name__ == "__main__":
    main()
