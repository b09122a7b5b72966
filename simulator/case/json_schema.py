"""The JSON Schema of a case file, for completion in editors: ``python -m simulator.case.json_schema`` writes it."""

from __future__ import annotations

import json
from typing import Any

from simulator.case.builtin import SCHEMA_FILE, configs_folder
from simulator.case.schema import Case


def case_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a case file."""
    schema = Case.model_json_schema(by_alias=True, mode="validation")
    found: dict[str, Any] = _plain(schema)
    found["title"] = "collabsim case"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def schema_text() -> str:
    """The schema as it is kept in ``configs/case.schema.json``."""
    return json.dumps(case_schema(), indent=2, ensure_ascii=False) + "\n"


def _plain(node: Any) -> Any:
    """Without what TOML cannot say (null) and what editors need not show (titles made from keys)."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {
        key: _plain(value)
        for key, value in node.items()
        if not (key == "default" and value is None) and not _is_title(key, value, node)
    }
    options = plain.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:
        options = [option for option in options if option != {"type": "null"}]
        plain = {**plain, "anyOf": options}
        if len(options) == 1:
            del plain["anyOf"]
            plain = {**options[0], **plain}
    if isinstance(plain.get("default"), dict) and "value" in plain["default"]:
        plain["default"] = plain["default"]["value"]  # an input is a scalar to whoever reads the schema
    return plain


def _is_title(key: str, value: Any, node: dict[str, Any]) -> bool:
    return key == "title" and isinstance(value, str) and "properties" not in node


def main() -> None:
    """Write the schema into the folder of the shipped cases."""
    path = configs_folder() / SCHEMA_FILE
    path.write_text(schema_text(), encoding="utf-8", newline="\n")
    print(f"Wrote {path}")


if __name__ == "__main__":
    main()
