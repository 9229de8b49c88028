"""Change the core of nnlib in one small way after another, and see whether a test notices: `make mutants`.

    python -m benchmarks.mutants [PATTERN OF NAMES …]

mutmut makes the mutants and runs them. It looks into functions without a decorator, and so would leave out what nnlib
computes in its tables of activations and operations, and `train`; here these are looked into as well. Texts stay as
they are, since no test spells out every message. CONTRIBUTING.md says how to read the result.
"""

import sys
from collections import Counter
from typing import Any

import libcst as cst
import libcst.matchers as m
from mutmut import __main__ as mutmut
from mutmut.mutation import file_mutation, mutators
from mutmut.stats import status_by_exit_code

#: Called once, when nnlib is imported, which is before a mutant is chosen: mutmut could not see what a change does.
AT_IMPORT = {"_both_ways", "_elementwise", "_linear", "view"}
ERRSTATE = m.Decorator(m.Call(func=m.Attribute(m.Name("np"), m.Name("errstate"))))


class Hoist(cst.CSTTransformer):
    """Turns each lambda outside functions into a function of its own above the statement that it stands in."""

    def __init__(self) -> None:
        self.found: list[cst.FunctionDef] = []

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False  # one in a lambda moves with it

    def leave_Lambda(self, original_node: cst.Lambda, updated_node: cst.Lambda) -> cst.Name:
        name = cst.Name(f"_lambda_{len(self.found) + 1}")
        body = cst.IndentedBlock([cst.SimpleStatementLine([cst.Return(original_node.body)])])
        self.found.append(cst.FunctionDef(name, original_node.params, body))
        return name


def hoist(code: str) -> str:
    """Return the code of a module with its table's lambdas as functions, which mutmut looks into."""
    if "\n_ROWS = [" not in code:
        return code
    hoisting, body = Hoist(), []
    for statement in cst.parse_module(code).body:
        before, changed = len(hoisting.found), statement.visit(hoisting)
        body += [*hoisting.found[before:], changed]
    return cst.parse_module(code).with_changes(body=body).code


def prepare() -> None:
    """Teach mutmut what this module's docstring says."""
    mutators.mutation_operators.remove((cst.BaseString, mutators.operator_string))
    mutate, visitor = mutmut.mutate_file_contents, file_mutation.MutationVisitor
    skip = visitor._skip_node_and_children

    def mutate_hoisted(filename: str, code: str, *lines: Any) -> file_mutation.MutatedFile:
        return mutate(filename, hoist(code), *lines)

    def skip_or_not(self: Any, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef):
            if node.name.value in AT_IMPORT:
                return True
            if node.decorators and all(m.matches(decorator, ERRSTATE) for decorator in node.decorators):
                return False
        return skip(self, node)

    mutmut.mutate_file_contents, visitor._skip_node_and_children = mutate_hoisted, skip_or_not


def report() -> None:
    """Say how many mutants of each module were tried, and which survived."""
    mutants, _ = mutmut.collect_source_file_mutation_data(mutant_names=())
    counts: dict[str, Counter[str]] = {}
    survivors = []
    for file, name, code in mutants:
        status = status_by_exit_code[code]
        counts.setdefault(str(file.path), Counter())[status] += 1
        if status in ("survived", "no tests"):
            survivors.append(name)
    for path, count in [*sorted(counts.items()), ("all", sum(counts.values(), Counter()))]:
        print(f"{path:32}", ", ".join(f"{number} {status}" for status, number in sorted(count.items())))
    print("Survivors:", *sorted(survivors), sep="\n  ")


if __name__ == "__main__":
    prepare()
    mutmut.cli(sys.argv[1:], standalone_mode=False)
    report()
