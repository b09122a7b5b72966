"""Where a key or a value stands in a TOML file: line and column, in characters.

tomllib tells values but not places, so the text is parsed a second time, by tree-sitter, and only when there is
something to say. tree-sitter counts bytes, and a pound sign is two of them: columns are counted again in characters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simulator.case.faults import Path

Place = tuple[int, int]
"""Line and column, from 1; columns in characters."""


@dataclass
class Positions:
    """The places of the keys and values of one file.

    Attributes
    ----------
    keys, values : dict
        Path → place. A table that has a header of its own has the place of that header, both as key and as value; a
        table that is only implied by longer headers has the place of the first of them.
    """

    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    headers: set[Path] = field(default_factory=set)

    def key(self, path: Path) -> Place:
        """The place of a key, or of the nearest table around it that is written in the file."""
        return self._nearest(self.keys, path)

    def value(self, path: Path) -> Place:
        """The place of a value, or of the nearest table around it that is written in the file."""
        return self._nearest(self.values, path)

    def _nearest(self, places: dict[Path, Place], path: Path) -> Place:
        for length in range(len(path), 0, -1):
            part = path[:length]
            # What is missing from a table is told at the table's name, not at the brace that opens it.
            known = places if length == len(path) else self.keys
            if part in known or part in self.values:
                return known.get(part) or self.values[part]
        return (1, 1)


def find_positions(text: str) -> Positions:
    """Parse TOML text and note where everything stands."""
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    source = text.encode()
    tree = Parser(Language(tree_sitter_toml.language())).parse(source)
    return _Walk(source).document(tree.root_node)


_KEY_TYPES = ("bare_key", "quoted_key", "dotted_key")
_PUNCTUATION = ("=", "[", "]", "[[", "]]", "{", "}", ",", "comment")


class _Walk:
    def __init__(self, source: bytes) -> None:
        self._lines = source.split(b"\n")
        self._found = Positions()
        self._lists: dict[Path, int] = {}

    def document(self, root: Any) -> Positions:
        for node in root.children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type == "table":
                self._table(node, is_entry=False)
            elif node.type == "table_array_element":
                self._table(node, is_entry=True)
        return self._found

    def _place(self, node: Any) -> Place:
        row, column = node.start_point
        return row + 1, len(self._lines[row][:column].decode(errors="replace")) + 1

    def _parts(self, key: Any) -> list[tuple[str, Place]]:
        """The parts of a key, each with its place."""
        if key.type == "dotted_key":
            return [part for child in key.children if child.type in _KEY_TYPES for part in self._parts(child)]
        text = key.text.decode(errors="replace")
        if key.type == "quoted_key":
            text = _unquoted(text)
        return [(text, self._place(key))]

    def _inside(self, path: Path) -> Path:
        """A path that goes through the latest entry of a list of tables."""
        return (*path, self._lists[path]) if path in self._lists else path

    def _table(self, node: Any, *, is_entry: bool) -> None:
        key = next((child for child in node.children if child.type in _KEY_TYPES), None)
        if key is None:
            return
        path: Path = ()
        parts = self._parts(key)
        for i, (name, place) in enumerate(parts):
            path = (*self._inside(path), name)
            last = i == len(parts) - 1
            for places in (self._found.keys, self._found.values):
                if last and not is_entry and path not in self._found.headers:
                    places[path] = place  # its own header outranks a mention in a longer one
                else:
                    places.setdefault(path, place)
        if is_entry:
            self._lists[path] = self._lists.get(path, -1) + 1
            path = self._inside(path)
            self._found.keys[path] = self._found.values[path] = parts[-1][1]
        else:
            self._found.headers.add(path)
        for child in node.children:
            if child.type == "pair":
                self._pair(child, path)

    def _pair(self, node: Any, base: Path) -> None:
        key = next((child for child in node.children if child.type in _KEY_TYPES), None)
        if key is None:
            return
        value = next((c for c in node.children if c.type not in (*_KEY_TYPES, *_PUNCTUATION, "ERROR")), None)
        path = base
        for name, place in self._parts(key):
            path = (*path, name)
            self._found.keys.setdefault(path, place)
            self._found.values.setdefault(path, place)
        if value is not None:
            self._value(value, path)

    def _value(self, node: Any, path: Path) -> None:
        self._found.values[path] = self._place(node)
        if node.type == "inline_table":
            for child in node.children:
                if child.type == "pair":
                    self._pair(child, path)
        elif node.type == "array":
            entries = [child for child in node.children if child.type not in (*_PUNCTUATION, "ERROR")]
            for i, child in enumerate(entries):
                self._found.keys[(*path, i)] = self._place(child)
                self._value(child, (*path, i))


def _unquoted(text: str) -> str:
    import tomllib

    try:
        return str(tomllib.loads(f"key = {text}")["key"])
    except tomllib.TOMLDecodeError:
        return text[1:-1]
