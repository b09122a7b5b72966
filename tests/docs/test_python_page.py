"""The code of docs/python.md runs as it stands, from top to bottom."""

import re
from pathlib import Path

import matplotlib

PAGE = Path(__file__).resolve().parents[2] / "docs" / "python.md"


def test_the_page_runs_from_top_to_bottom(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    matplotlib.use("Agg")
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"(<!-- not run -->\n)?```python\n(.*?)```", text, flags=re.DOTALL)
    assert len(blocks) >= 8
    names: dict[str, object] = {"__name__": "notebook"}
    for not_run, code in blocks:
        if not not_run:
            exec(compile(code, str(PAGE), "exec"), names)
    assert (tmp_path / "chance-by-delivery.png").stat().st_size > 10_000
    printed = capsys.readouterr().out
    assert "councils approve" in printed
    assert "nan" not in printed
