"""The teaching core stays small enough to read in an evening."""

import ast
import io
import tokenize
from pathlib import Path

import pytest

import nnlib

ROOT = Path(nnlib.__file__).parent
APART = {"chapters", "exercises.py", "explorables.py", "live", "numerals.py", "plots", "words.py"}
FILES = [path for path in sorted(ROOT.rglob("*.py")) if path.relative_to(ROOT).parts[0] not in APART]
LAYOUT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip


def lines_of_code(source: str) -> int:
    """Count the lines that hold code: no blank lines, comments or docstrings of modules, classes and functions.

    A string below an assignment is a line like any other.
    """
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, documented)]
    docstrings = {node.body[0].lineno for node in nodes if ast.get_docstring(node) is not None}
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        is_docstring = token.type == tokenize.STRING and token.start[0] in docstrings
        if token.type not in LAYOUT and not is_docstring:
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines)


def test_how_lines_are_counted():
    source = '"""What\n\nit is."""\n\nx = (  # why\n    1,\n)\n"""What x is."""\ny = """two\nlines"""\n'
    assert lines_of_code(source) == 3 + 1 + 2


def test_the_core_has_fewer_than_1500_lines():
    counts = {str(path.relative_to(ROOT)): lines_of_code(path.read_text(encoding="utf-8")) for path in FILES}
    assert len(counts) > 15
    assert sum(counts.values()) < 1500, counts


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_long_and_no_line_is_wide_or_crammed(path):
    source = path.read_text(encoding="utf-8")
    assert lines_of_code(source) <= 250
    assert max(map(len, source.splitlines())) <= 120
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    assert not any(token.type == tokenize.OP and token.string == ";" for token in tokens)
