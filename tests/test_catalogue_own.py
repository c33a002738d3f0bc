"""Tables of a visitor's own models: as people write them, there and back, and kept."""

import csv
import io
from collections.abc import Callable

import pandas as pd
import pytest
import streamlit as st
from playwright.sync_api import expect

import catalogue
import i18n
from i18n import Problem, translations
from pages.catalogue_parts import words
from ui import csv_file
from ui.kept import File, Shelf

from .conftest import ROOT, settle
from .growth import growth
from .pages import opened

FEW, MANY = 1_000, 20_000


def said(read: catalogue.OwnFile) -> tuple[str, list[str]]:
    return " ".join(map(str, read.remarks)), [str(fault) for fault in read.faults]


def refused(file: bytes) -> str:
    with pytest.raises(Problem) as problem:
        catalogue.read_own_file(file)
    return str(problem.value)


# Files as three offices save them.
CHINESE = """名称;模态;任务;参数量;PyTorch;许可证;备注
悟道;文本;文本生成;70亿;是;自有;北京，内部使用
听涛;语音;语音识别;３５０万;支持;Apache-2.0;
画境;多模态;图像分类、文本生成;1.5e9;否;;"含;分号"
"""
GERMAN = """Model;Modality;Parameter;PyTorch;Größe
Bär groß;Text;1,5 Mrd.;WAHR;für Büros
Möwe;Audio;7.000.000;FALSCH;
Füchschen;Vision;350 Mio.;ja;klein
"""
TABS = "Name\tModel type\tModality\tParameters\nÉtoile\tetoile\tAUDIO\t7 billion\nΩ\t\tVideo\t-\n"


def test_a_chinese_table_from_a_spreadsheet():
    read = catalogue.read_own_file(CHINESE.replace("\n", "\r\n").encode("gbk"))
    remarks, faults = said(read)
    assert "Read as GBK, separated by semicolons." in remarks
    assert "许可证, 备注" in remarks
    assert not faults
    rows = read.models.set_index("name")
    assert list(rows["parameters"]) == [7_000_000_000, 3_500_000, 1_500_000_000]
    assert list(rows["modality"]) == ["text", "audio", "multimodal"]
    assert rows["tasks"]["悟道"] == ("text-generation",)
    assert rows["tasks"]["听涛"] == ("automatic-speech-recognition",)
    assert rows["tasks"]["画境"] == ("image-classification", "text-generation")
    assert list(rows["pytorch"]) == ["✓", "✓", ""]
    assert rows["备注"].to_list() == ["北京，内部使用", "", "含;分号"]


def test_a_german_table_from_a_spreadsheet():
    read = catalogue.read_own_file(GERMAN.encode("cp1252"))
    remarks, faults = said(read)
    assert "Read as Windows-1252, separated by semicolons." in remarks
    assert not faults
    rows = read.models
    assert list(rows["name"]) == ["Bär groß", "Möwe", "Füchschen"]
    assert list(rows["parameters"]) == [1_500_000_000, 7_000_000, 350_000_000]
    assert list(rows["pytorch"]) == ["✓", "", "✓"]
    assert list(rows["Größe"]) == ["für Büros", "", "klein"]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("悟道", "gbk"), ("千问", "gbk"), ("Bär", "cp1252"), ("Été", "cp1252"), ("5 €", "cp1252")],
)
def test_one_word_is_enough_to_tell_an_encoding(name, encoding):
    assert list(catalogue.own_models(f"name\n{name}\n".encode(encoding))["name"]) == [name]


@pytest.mark.parametrize("mark", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_with_tabs_in_utf_16_with_and_without_its_mark(mark):
    read = catalogue.read_own_file(TABS.encode(mark))
    assert "Read as UTF-16, separated by tabs." in said(read)[0]
    assert not read.faults
    assert list(read.models["model"]) == ["etoile", "Ω"]
    assert list(read.models["modality"]) == ["audio", "video"]
    assert read.models["parameters"].to_list() == [7_000_000_000, pd.NA]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_separator_in_any_encoding_gives_the_same(separator, encoding, line_end):
    out = io.StringIO()
    table = csv.writer(out, delimiter=separator, lineterminator=line_end)
    cells = ["悟道, 大; 模|型", "text", "1,000", "x"]
    table.writerows([["name", "modality", "parameters", "说明"], cells, [], cells[:1]])
    read = catalogue.read_own_file(out.getvalue().encode(encoding))
    assert read.models["name"].to_list() == [cells[0]] * 2
    assert read.models["parameters"].to_list() == [1000, pd.NA]
    assert read.models["说明"].to_list() == ["x", ""]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("7B", 7 * 10**9),
        ("1.5e9", 1_500_000_000),
        ("350M", 350_000_000),
        ("7,000,000", 7_000_000),
        ("7 000 000", 7_000_000),
        ("7\u202f000\u202f000", 7_000_000),
        ("7'000'000", 7_000_000),
        ("7_000_000", 7_000_000),
        ("7.000.000", 7_000_000),
        ("7 billion", 7 * 10**9),
        ("7 Billion parameters", 7 * 10**9),
        ("70亿", 7 * 10**9),
        ("约1.2万亿", 1_200_000_000_000),
        ("７Ｂ", 7 * 10**9),
        ("1,5B", 1_500_000_000),
        ("0.5B", 500_000_000),
        ("1500.0", 1500),
        ("~7b", 7 * 10**9),
        ("1.5", None),
        ("-3", None),
        ("8x7B", None),
        ("many", None),
        ("1e99", None),
        ("1,00", 1),
        ("1,0,0", None),
        ("9" * 5_000, None),
        ("9" * 900, None),
    ],
)
def test_a_number_as_people_write_it(cell, number):
    read = catalogue.read_own_file(f'name,parameters\nA,"{cell}"\n'.encode())
    assert read.models["parameters"].to_list() == [pd.NA if number is None else number]
    assert any("Line 2, column 'parameters'" in fault for fault in said(read)[1]) == (
        number is None
    )


def test_a_column_has_one_custom_for_its_numbers():
    for cells, numbers in {
        ("7,000", "1.5B"): [7000, 1_500_000_000],
        ("7.000", "1,5B"): [7000, 1_500_000_000],
        ("7,000", "8,000"): [7000, 8000],
    }.items():
        file = "name;parameters\n" + "".join(f"A{cell};{cell}\n" for cell in cells)
        assert catalogue.own_models(file.encode())["parameters"].to_list() == numbers


def test_yes_and_no_are_understood_as_people_write_them():
    yes, no = (
        ["true", "Yes", "Y", "1", "✓", "✅", "x", "是", "有", "WAHR", "VRAI", "on"],
        ["false", "NO", "0", "❌", "✗", "否", "FALSCH", "-"],
    )
    rows = "".join(f"{cell}!,{cell}\n" for cell in [*yes, *no])
    read = catalogue.read_own_file(f"name,flax\n{rows}".encode())
    assert not read.faults
    assert list(read.models["flax"]) == ["✓"] * len(yes) + [""] * len(no)


def exported(models: pd.DataFrame) -> bytes:
    tuples = [name for name in catalogue.TUPLES if name in models]
    return csv_file(models.assign(**{name: models[name].map(";".join) for name in tuples}))


def test_what_the_app_exported_is_read_back_and_not_shown_twice():
    whole = catalogue.models()
    for table in (whole, whole[["name", "modality", "tasks", "parameters", "pytorch"]]):
        read = catalogue.read_own_file(exported(table))
        assert not read.faults
        assert read.models.empty
        assert (
            f"repeat what is listed already, and are not shown twice: {len(whole)}" in said(read)[0]
        )
        assert catalogue.models(read.models).dtypes.equals(whole.dtypes)


def test_an_exported_row_that_was_changed_or_added_to_is_ones_own():
    table = catalogue.models()
    bert = table.index[table["model"] == "bert"][0]
    table.loc[bert, "parameters"] = 7
    noted = table.assign(note=["good" if model == "gpt2" else "" for model in table["model"]])
    read = catalogue.read_own_file(exported(noted))
    assert list(read.models["model"]) == ["bert (2)", "gpt2 (2)"]
    assert list(read.models["note"]) == ["", "good"]
    assert read.models["pytorch"].to_list() == ["5.23.0", "5.23.0"]
    both = catalogue.models(read.models)
    assert both["model"].is_unique
    assert both["note"].value_counts().to_dict() == {"": len(both) - 1, "good": 1}


def test_ones_own_table_comes_back_from_an_export_as_it_was():
    own = catalogue.own_models(CHINESE.encode())
    again = catalogue.read_own_file(exported(catalogue.models(own)))
    assert not again.faults
    pd.testing.assert_frame_equal(again.models, own)


def test_columns_may_be_called_as_the_page_calls_them_in_either_language():
    for header in ("Model,Model type,Modality,Parameters", "模型,模型类型,模态,参数量"):
        rows = catalogue.own_models(f"{header}\nA,a,text,1B\n".encode())
        assert rows[["name", "model", "modality", "parameters"]].values.tolist() == [
            ["A", "a", "text", 10**9]
        ]


OWN = b"name,model,modality,tasks,parameters,pytorch,documentation\n"


@pytest.mark.parametrize(
    ("file", "names", "faults"),
    [
        (b"name,modalty\nA,text", ["A"], []),
        (b"model\nA", ["A"], []),
        (b"name,name\nA,B", ["A"], []),
        (OWN + b"A,,smell,,,,\n", ["A"], ["Line 2, column 'modality': 'smell' is not one of: "]),
        (OWN + b"A,,,,1.5,,\n", ["A"], ["Line 2, column 'parameters': '1.5'"]),
        (OWN + b"A,,,,,maybe,\n", ["A"], ["Line 2, column 'pytorch': 'maybe'"]),
        (OWN + b"A,,,,,,javascript:x\n", ["A"], ["Line 2, column 'documentation'"]),
        (OWN + b'"A\nB",,,,,,\n,,1,,,,\n', ["A\nB"], ["Line 4, column 'name': empty"]),
        (
            OWN + b"A,b\nC,,,,x,,\n",
            ["A", "C"],
            ["Line 2: fewer cells (2)", "Line 3, column 'parameters'"],
        ),
        (
            OWN + b"A,,,,7,000,yes,https://x.example\nB\n",
            ["B"],
            ["Line 2: left out", "Line 3: fewer cells (1)"],
        ),
        (OWN + b"A,,,,,,,,,\n", ["A"], []),
        (OWN + b"A,bert,,,,,\n", ["A"], ["Line 2: the model 'bert' is there already"]),
        (OWN + b"A,,,,,,\nA,,,,,,\n", ["A", "A"], ["Line 3: the model 'A' is there already"]),
        (b'name\nA\n"B\nC\n', ["A", "C"], ["Line 3: left out"]),
        (b"name\nA\0B\n", ["AB"], ["Line 2: invisible"]),
        ("name\néèàü\n".encode() + b"A\xff\n", ["éèàü", "A�"], ["Line 3: bytes"]),
        (b"name\n" + b"x" * 5_000, ["x" * 1_000], ["Line 2, column 'name': cut after 1,000"]),
        (b"name\n?\n", ["?"], []),
        (b"sep=;\nname;parameters\nA;1\n", ["A"], []),
        (b"\n\nname,parameters\n\nA,x\n", ["A"], ["Line 5, column 'parameters': 'x'"]),
        ("名称,参数量\nA,x\n".encode(), ["A"], ["Line 2, column '参数量': 'x'"]),
    ],
)
def test_good_rows_are_taken_and_bad_places_named(file, names, faults):
    read = catalogue.read_own_file(file)
    assert list(read.models["name"]) == names
    found = said(read)[1]
    assert len(found) == len(faults)
    assert all(part in fault for part, fault in zip(faults, found))


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf\n \n", "The file is empty"),
        (OWN, "The file has no row"),
        (OWN + b",,text,,,,\n", "Places in it that need a change: 1"),
        (b"colour;size\nA;1", "names no column 'name'; it has: colour, size."),
        (b"PK\x03\x04\x14\x00\x06\x00", "This is a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is a workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not text"),
        (bytes(range(256)) * 100, "is not text"),
        (b"name\n" + b"x" * 5_000_001, "split it"),
    ],
)
def test_what_is_no_table_of_models_is_refused_in_one_sentence(file, sentence):
    assert sentence in refused(file)


def test_a_fault_is_said_in_the_language_of_the_reader():
    fault = catalogue.read_own_file("名称,模态\nA,气味\n".encode()).faults[0]
    said = fault.said(translations("zh").gettext)
    assert said.startswith("第 2 行，列 '模态'：'气味'")
    assert "文本" in said


def test_two_hundred_columns_are_kept():
    header = ["name", *(f"note {n}" for n in range(200))]
    file = ",".join(header) + "\n" + ",".join(["A", *map(str, range(200))])
    rows = catalogue.own_models(file.encode())
    assert catalogue.further_columns(catalogue.models(rows)) == header[1:]
    assert rows["note 199"].to_list() == ["199"]


def test_a_name_of_punctuation_alone_harms_no_search():
    both = catalogue.models(catalogue.own_models(b"name\n?\n,\n\xe2\x80\x94\n"))
    for query in ("bertt", "transformer", "?"):
        catalogue.choose(both, catalogue.Choice(query=query))
    assert "?" in set(both["model"])


def test_the_file_of_the_house_is_used_and_its_faults_are_said(tmp_path, monkeypatch):
    file = tmp_path / "house.csv"
    file.write_bytes("name;parameters\nÄltestes;1,5 Mrd.\nB;viele\n".encode("cp1252"))
    monkeypatch.setenv("ATLAS_MODELS", str(file))
    models, problem = catalogue.site_models()
    assert list(models["name"]) == ["Ältestes", "B"]
    assert "Line 3, column 'parameters': 'viele'" in str(problem)


def test_models_of_the_house_and_of_a_visitor_have_names_of_their_own():
    one, other = catalogue.own_models(b"name\nA\n"), catalogue.own_models(b"name,note\nA,x\n")
    both = catalogue.models(one, other)
    assert both["model"].is_unique
    assert list(both["model"][:2]) == ["A (2)", "A"]
    assert list(both["note"][:3]) == ["", "x", ""]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_row_takes_no_longer_in_a_file_of_many(encoding):
    head = "name,modality,tasks,parameters,pytorch,documentation,note\n"

    def read(count: int) -> None:
        rows = "".join(
            f"模型 {n},Text,fill-mask;ner,{n / 100}B,yes,https://ours.example/{n},note {n}\n"
            for n in range(count)
        )
        file = catalogue.own._read((head + rows).encode(encoding))  # here, where it is measured
        assert len(file.models) == count
        assert not file.faults

    assert growth(read, FEW, MANY) < 1.5


@pytest.mark.parametrize("rows", ["A,many,no,one\n", "A,,,\n", ",,,x\n", 'A,"\n'])
def test_a_fault_takes_no_longer_in_a_file_of_many(rows):
    def read(count: int) -> None:
        try:
            catalogue.own._read(b"name,parameters,paper,note\n" + rows.encode() * count)
        except Problem as problem:
            assert problem.sentence.values["count"] >= count - 1
            assert len(problem.details) == 20

    assert growth(read, FEW, MANY) < 1.5


RUN = [
    "=1+1",
    "+cmd",
    "@SUM(A1)",
    "-1+1|cmd",
    "\t=1",
    "\r=1",
    "＝1+1",
    "=HYPERLINK(1)",
    "'=1",
    "''@x",
]
REST = ["-", "=", "-1", "+1.5e3", "it's", "'quoted'", "a=1", "", "'"]


def test_no_cell_of_an_export_runs_in_a_spreadsheet():
    cells = [*RUN, *REST]
    table = pd.DataFrame({"=1+1": cells, "number": range(-5, len(cells) - 5)})
    header, *rows = csv.reader(io.StringIO(csv_file(table).decode("utf-8-sig"), newline=""))
    assert header == ["'=1+1", "number"]
    assert [row[0] for row in rows] == [f"'{cell}" for cell in RUN] + REST
    assert [int(row[1]) for row in rows] == list(table["number"])


def test_what_was_made_harmless_is_read_back_as_it_was():
    cells = [cell for cell in [*RUN, *REST] if cell.strip() == cell and cell]
    table = pd.DataFrame({"name": [f"A{n}" for n in range(len(cells))], "=note": cells})
    again = catalogue.own_models(csv_file(table))
    assert again["=note"].to_list() == cells


@pytest.fixture
def downloads(monkeypatch) -> dict[str, Callable[[], bytes]]:
    """What the buttons of a page would give, by the names of the files."""
    given: dict[str, Callable[[], bytes]] = {}

    def button(label, data, file_name, *args, **options):
        given[file_name] = data if callable(data) else lambda: data

    monkeypatch.setattr(st, "download_button", button)
    return given


def cells_of(file: bytes) -> list[str]:
    rows = csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""))
    return [cell for row in rows for cell in row]


def test_the_table_of_models_runs_nothing_in_a_spreadsheet(downloads):
    app = opened("models")
    file = "name,tasks,=note\n" + "".join(f'"{cell}","{cell}","{cell}"\n' for cell in RUN)
    app.file_uploader(key="own-file").set_value(("ours.csv", file.encode(), "text/csv")).run()
    assert not app.exception
    cells = cells_of(downloads["architectures.csv"]())
    assert "'=1+1" in cells
    assert "'=note" in cells
    assert not set(RUN) & set(cells) - {"'=1", "''@x"}


def test_the_tables_of_the_other_pages_run_nothing_in_a_spreadsheet(downloads):
    app = opened("batch")
    file = ("texts.csv", b"text\n=1+1\n+cmd\n", "text/csv")
    app.button_group(key="batch-part-shown").set_value("rows").run()
    app.file_uploader(key="batch-file").set_value(file).run()
    assert {"'=1+1", "'+cmd"} <= set(cells_of(downloads["tokens.csv"]()))
    opened("vocabulary")
    assert "'==" in cells_of(downloads["vocabulary.csv"]())
    app = opened("compare")
    app.text_area(key="compare-text").set_value("==== @@ ++++").run()
    cells = cells_of(downloads["tokens.csv"]())
    assert any(cell.startswith("'=") for cell in cells)
    opened("documented")
    assert "BERT" in cells_of(downloads["documented.csv"]())


def test_every_table_that_pages_give_away_is_written_in_one_place():
    pages = [*ROOT.glob("pages/**/*.py"), *ROOT.glob("ui/*.py")]
    writers = [path.name for path in pages if ".to_csv(index" in path.read_text("utf-8")]
    assert writers == ["parts.py"]
    assert not [path for path in pages if ".to_csv()" in path.read_text("utf-8")]


def test_a_shelf_forgets_the_oldest_when_it_is_full_and_all_in_time():
    now = [0.0]
    shelf = Shelf(most_bytes=10, most_files=3, life=100, clock=lambda: now[0])
    first, second = shelf.put(File("a", b"12345")), shelf.put(File("b", b"12345"))
    assert shelf.get(first) == File("a", b"12345")
    third = shelf.put(File("c", b"1"))
    assert shelf.get(second) is None  # the first was asked for since
    now[0] = 60
    assert shelf.get(third)
    now[0] = 120
    assert shelf.get(first) is None
    assert shelf.get(third)
    shelf.remove(third)
    assert shelf.get(third) is None
    assert len({first, second, third}) == 3
    names = [shelf.put(File("x", b"")) for _ in range(5)]
    assert [shelf.get(name) is None for name in names] == [True, True, False, False, False]
    assert shelf.get(shelf.put(File("large", b"12345678901"))) is None


def test_a_file_stays_through_a_reload_for_this_browser_alone(visit):
    page = visit("/models")
    taken = page.get_by_text("Your own models among these: 3, from ours.csv.")
    page.get_by_text("Your own models", exact=True).click()
    file = {"name": "ours.csv", "mimeType": "text/csv", "buffer": CHINESE.encode("gbk")}
    page.locator("input[type=file]").set_input_files(file)
    expect(taken).to_contain_text("Read as GBK, separated by semicolons.")
    settle(page)
    page.reload()
    expect(taken).to_have_count(1)
    address = page.url.split("/models")[0] + "/model?model=悟道"
    other = page.context.new_page()
    other.goto(address)
    expect(other.get_by_role("heading", level=1)).to_have_text("悟道")
    stranger = visit("/model?model=悟道")
    settle(stranger)
    assert stranger.get_by_role("heading", level=1).inner_text() != "悟道"

    page.get_by_text("Your own models", exact=True).click()
    page.get_by_role("button", name="Remove them").click()
    expect(taken).to_have_count(0)
    settle(page)
    page.reload()
    page.get_by_text("Your own models", exact=True).wait_for()
    settle(page)
    expect(taken).to_have_count(0)


def test_a_file_that_is_refused_leaves_the_last_one_and_says_why_until_it_is_taken_away():
    app = opened("models")
    upload = app.file_uploader(key="own-file")
    upload.set_value(("ours.csv", b"name\nOurs\n", "text/csv")).run()
    app.file_uploader(key="own-file").set_value(("b.csv", b"PK\x03\x04", "text/csv")).run()
    assert "workbook" in app.error[0].value
    app.run()
    assert "workbook" in app.error[0].value
    assert app.dataframe[0].value["name"].iloc[0] == "Ours"
    app.switch_page("pages/model.py").run()
    app.selectbox(key="model").set_value("Ours").run()
    assert app.title[0].value == "Ours"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_labels_of_the_app_are_understood_as_tasks(language):
    say = i18n.translations(language).gettext
    known = set(catalogue.models()["tasks"].explode().dropna())
    labels = {task: say(label) for task, label in words.TASKS.items() if task in known}
    read = catalogue.read_own_file(f"name,tasks\nA,{';'.join(labels.values())}\n".encode())
    assert read.models["tasks"][0] == tuple(labels)
    assert not any("Tasks that" in str(remark) for remark in read.remarks)


def test_a_task_that_transformers_does_not_have_is_named():
    read = catalogue.read_own_file(b"name,tasks\nA,foo;fill-mask\nB,bar;foo\n")
    assert list(read.models["tasks"]) == [("foo", "fill-mask"), ("bar", "foo")]
    assert any("kept as they are: foo, bar." in str(remark) for remark in read.remarks)
