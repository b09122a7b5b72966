"""Every public function of distributions/ says what it does and what it refuses, with an example that is run."""

import ast
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "distributions"
FILES = sorted(FOLDER.rglob("*.py"))


def public(body):
    return [node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]


FUNCTIONS = [
    pytest.param(function, id=f"{path.relative_to(FOLDER).with_suffix('')}.{function.name}")
    for path in FILES
    for function in public(ast.parse(path.read_text(encoding="utf-8")).body)
    if isinstance(function, ast.FunctionDef)
]
CLASSES = [
    pytest.param(found, id=f"{path.relative_to(FOLDER).with_suffix('')}.{found.name}")
    for path in FILES
    for found in public(ast.parse(path.read_text(encoding="utf-8")).body)
    if isinstance(found, ast.ClassDef)
]


def refuses(function):
    """Tell whether a function raises, or calls the check of its parameters."""
    return any(
        isinstance(node, ast.Raise)
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check")
        for node in ast.walk(function)
    )


def test_there_are_many():
    assert len(FUNCTIONS) > 200


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_public_function_has_an_example_and_says_what_it_refuses(function):
    words = ast.get_docstring(function) or ""
    assert words.split("\n")[0].endswith((".", ":")), "a first line that is a sentence"
    assert "Examples\n--------\n" in words and ">>> " in words
    if refuses(function):
        assert "Raises\n------\n" in words


@pytest.mark.parametrize("found", CLASSES)
def test_every_public_class_and_method_has_a_docstring(found):
    assert ast.get_docstring(found)
    for method in public(found.body):
        assert ast.get_docstring(method), method.name
