import catalogue
from catalogue import figures, harvest
from catalogue.tables import DATA

from .conftest import ROOT

NOTES = (ROOT / "docs" / "notes.md").read_text(encoding="utf-8")


def rows_of_the_notes() -> list[tuple]:
    """The table read by another route than the harvester's: cell by cell."""
    table = NOTES.split("|----|----|----|----|")[1].split("|以上共包含")[0]
    rows = []
    for line in table.strip().splitlines():
        name, *marks = [cell.strip() for cell in line.strip().strip("|").split("|")]
        rows.append((name, *(mark == "✅" for mark in marks)))
    return rows


def test_documented_is_the_table_of_the_notes_in_its_order():
    models = catalogue.documented()
    assert list(models.itertuples(index=False, name=None)) == rows_of_the_notes()
    assert len(models) == 260
    assert list(models.columns) == ["model", *catalogue.FRAMEWORKS]


def test_the_data_file_is_what_the_harvester_writes(tmp_path, monkeypatch):
    monkeypatch.setattr(harvest, "DATA", tmp_path)
    harvest.main()
    written = (tmp_path / "documented.csv").read_bytes()
    assert written == (DATA / "documented.csv").read_bytes()
    assert written.startswith(b"# source: docs/notes.md")


def test_a_caller_cannot_change_the_table_of_the_next():
    models = catalogue.documented()
    models.loc[0, "model"] = "changed"
    assert catalogue.documented().loc[0, "model"] == "ALBERT"


def test_search_ignores_case_spaces_and_hyphens():
    models = catalogue.documented()
    for query in ("gpt2", "GPT-2", "gpt 2", "openai gpt-2"):
        assert "OpenAI GPT-2" in set(catalogue.select(models, query)["model"])
    assert set(catalogue.select(models, "xlm roberta-xl")["model"]) == {"XLM-RoBERTa-XL"}
    assert catalogue.select(models, "no such model").empty
    assert len(catalogue.select(models, "  ")) == len(models)


def test_frameworks_must_all_be_supported():
    models = catalogue.documented()
    both = catalogue.select(models, frameworks=["tensorflow", "flax"])
    expected = [row[0] for row in rows_of_the_notes() if row[2] and row[3]]
    assert list(both["model"]) == expected


def test_the_picture_counts_every_model_once():
    models = catalogue.documented()
    bars = figures.framework_combinations(models).data[0]
    assert sum(bars.x) == len(models)
    # The largest on top: Plotly draws the last bar highest.
    assert list(bars.x) == sorted(bars.x)
