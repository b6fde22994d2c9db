# SPDX-License-Identifier: GPL-2.0-only
"""Read TAP and KTAP: the single results of a text, nested or not.

A result line counts when nothing below it reported: the summary line of a suite
whose cases were counted does not, unless it failed and none of its cases did.
Foreign lines between (a kernel log) are no hindrance.
"""
import re

RESULT = re.compile(r"^(\s*)(not )?ok (\d+)\s*(?:-\s*)?([^#]*?)\s*"
                    r"(?:#\s*(.*))?$")
PLAN = re.compile(r"^(\s*)1\.\.(\d+)")
SUITE = re.compile(r"^\s*# Subtest: (\S.*)$")


class Case:
    """One result: name, outcome (pass, fail, skip), what was said on it."""

    def __init__(self, name, outcome, detail):
        self.name = name
        self.outcome = outcome
        self.detail = detail


def parse(lines):
    """List of Case; a plan that was not kept is a failed case of its own."""
    cases, notes, suites = [], [], {}
    counts = {}             # results seen at a depth since the last summary
    failed = {}             # failures counted below a depth
    planned = None
    top = 0
    for line in lines:
        line = line.rstrip()
        plan, suite, result = (PLAN.match(line), SUITE.match(line),
                               RESULT.match(line))
        if suite:
            suites[len(line) - len(line.lstrip())] = suite[1]
            notes = []
        elif plan and not plan[1] and planned is None:
            planned = int(plan[2])
        elif result:
            depth = len(result[1])
            below = sum(n for d, n in counts.items() if d > depth)
            bad = bool(result[2])
            directive = result[5] or ""
            outcome = ("skip" if re.match(r"skip", directive, re.I) else
                       "fail" if bad else "pass")
            hidden = bad and not any(n for d, n in failed.items() if d > depth)
            if not below or hidden:
                prefix = [suites[d] for d in sorted(suites) if d <= depth
                          and depth]
                cases.append(Case(".".join(prefix + [result[4]]), outcome,
                                  directive if outcome == "skip"
                                  else "\n".join(notes)))
            counts = {d: n for d, n in counts.items() if d <= depth}
            suites = {d: n for d, n in suites.items() if d <= depth}
            failed = {d: n for d, n in failed.items() if d <= depth}
            counts[depth] = counts.get(depth, 0) + 1
            failed[depth] = failed.get(depth, 0) + (outcome == "fail")
            top += depth == 0
            notes = []
        elif line.strip():
            notes = (notes + [line])[-20:]
    if planned is not None and top < planned:
        cases.append(Case("%d of %d planned results" % (planned - top, planned),
                          "fail", "missing; last lines:\n" + "\n".join(notes)))
    return cases
