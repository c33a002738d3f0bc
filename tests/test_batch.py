"""Many texts: files as they come, every row told of, counts and bills, the page and its link."""

import io
import json
import re
import zipfile
from contextlib import chdir
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pyarrow
import pytest
from playwright.sync_api import expect
from pyarrow import parquet

import i18n
import tables
import tokenizer_lab as lab
from i18n import Problem
from pages.batch_parts import scenario
from tokenizer_lab.comparing import figures
from ui import csv_file
from ui.packed import pack, unpack

from .conftest import settle
from .pages import opened

# Files


def zipped(**files: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", "."), text)
    return held.getvalue()


def parquet_of(**columns: list) -> bytes:
    held = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), held)
    return held.getvalue()


CHAT = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "image_url"}]},
    {"role": "assistant", "content": "Hello"},
]
LONGER = "Line {} is left out: it has 3 cells, more than the first line."
FILES = {
    "more-fields-in-one-row.csv": (
        b"text,label\nhello, world,a\nfoo,b\n",
        {"text": ["foo"], "label": ["b"]},
        [LONGER.format(2)],
    ),
    "semicolons.csv": (
        b"id;text\n1;hello, world\n2;foo",
        {"id": ["1", "2"], "text": ["hello, world", "foo"]},
        [],
    ),
    "quoted-lines.csv": (
        b'text,n\n"two\nlines, and ""marks""",1\nx,2\n',
        {"text": ['two\nlines, and "marks"', "x"], "n": ["1", "2"]},
        [],
    ),
    "fewer-fields.csv": (b"a,b\n1\n2,3\n", {"a": ["1", "2"], "b": ["", "3"]}, []),
    "loose-mark.csv": (
        b'a,b\n1,"open\n2,x\n',
        {"a": ["1", "2"], "b": ['"open', "x"]},
        [
            "Line 2: a quotation mark is out of place or not closed, so this file was read line "
            "by line and the mark kept as it is."
        ],
    ),
    "tabs.tsv": ("id\t文本\n1\t你好, 世界\n".encode(), {"id": ["1"], "文本": ["你好, 世界"]}, []),
    "excel-chinese.csv": ("文本,分\n你好,5\n".encode("gbk"), {"文本": ["你好"], "分": ["5"]}, []),
    "excel-unicode.txt": (
        "id\t文本\r\n1\t你好\r\n".encode("utf-16"), {"id": ["1"], "文本": ["你好"]}, [],
    ),
    "unmarked.csv": (
        "id;text\n1;hello\n".encode("utf-16-be"), {"id": ["1"], "text": ["hello"]}, [],
    ),
    "latin.txt": (
        "Ça va très bien\n\nnaïve café, non\n".encode("latin-1"),
        {"text": ["Ça va très bien", "naïve café, non"]},
        [],
    ),
    "broken.txt": (
        "你好世界\n".encode() + b"a\xff\n",
        {"text": ["你好世界", "a�"]},
        ["Line 2: bytes that are not text are shown as �"],
    ),
    "quotes-are-text.txt": (b'"Hello,\nshe" said\n', {"text": ['"Hello,', 'she" said']}, []),
    "fields.jsonl": (
        b'{"text": "a", "n": 1}\nnone\n{"text": "b", "meta": {"tags": ["x", "y"], "ok": true}}\n',
        {"text": ["a", "b"], "n": ["1", ""], "meta.tags": ["", "x\ny"], "meta.ok": ["", "true"]},
        ["Line 2 is left out: it is not JSON."],
    ),
    "chats.jsonl": (
        json.dumps({"id": "7", "messages": CHAT}).encode() + b"\n",
        {"id": ["7"], "messages": ["Be brief.\nHi"], "messages.assistant": ["Hello"]},
        [],
    ),
    "list.json": (b'[{"q": "a"}, {"q": null}]', {"q": ["a", ""]}, []),
    "strings.json": (b'["a", "b"]', {"text": ["a", "b"]}, []),
    "inside.json": (b'{"version": 1, "data": [{"q": "a"}]}', {"q": ["a"]}, []),
    "rows.parquet": (
        parquet_of(q=["a", None], n=[1, 2], picture=[{"bytes": b"x", "path": "p"}] * 2),
        {"q": ["a", ""], "n": ["1", "2"]},
        [],
    ),
    "texts.zip": (
        zipped(a_txt="one\ntwo", b_txt="three", c_csv="x,y\n1,2\n", __MACOSX="x"),
        {"file": ["a.txt", "b.txt"], "text": ["one\ntwo", "three"]},
        ["c.csv is left out: of several files in a ZIP those that end in .txt are read."],
    ),
    "table.zip": (zipped(a_csv="id,text\n1,x\n"), {"id": ["1"], "text": ["x"]}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_as_it_was_meant_and_says_what_it_left_out(name):
    data, columns, faults = FILES[name]
    table = tables.read_file(name, data)
    assert table.columns == columns
    assert [str(fault) for fault in table.faults] == faults


@pytest.mark.parametrize(
    ("name", "data", "reason", "lines"),
    [
        (
            "every-row-has-more.csv",
            b"id,text\n1,hello,extra\n2,foo,bar",
            re.escape("names fewer columns (2): name all"),
            [LONGER.format(2), LONGER.format(3)],
        ),
        ("a.json", b'{"a":\n', "not JSON", ["Line 1 is left out: it is not JSON."]),
        ("a.jsonl", b"", "not JSON", []),
        ("a.txt", b" \n\n", "no text", []),
        ("a.csv", b"text\n", "no rows", []),
        ("a.parquet", b"PAR1PAR1", "as Parquet", []),
        ("a.zip", b"PK\x03\x04", "as a ZIP", []),
        ("a.zip", zipped(), "no text", []),
        ("a.xlsx", b"PK\x03\x04", "workbook", []),
        ("a.json", json.dumps({str(n): n for n in range(300)}).encode(), "300 columns", []),
        ("a.txt", b"a\n" * 200_001, "200,000 rows", []),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence_with_its_lines(name, data, reason, lines):
    with pytest.raises(Problem, match=reason) as refused:
        tables.read_file(name, data)
    assert [str(fault) for fault in refused.value.details] == lines
    assert refused.value.sentence.said(i18n.translations("zh").gettext) != str(refused.value)


def test_what_is_guessed_can_be_told():
    data = "标题,分\n好,5\n".encode("big5", "replace")
    assert tables.read_file("a.csv", data, encoding="big5").encoding == "big5"
    assert tables.read_file("a.txt", b"a;b\n1;2\n", kind="separated").columns == {
        "a": ["1"], "b": ["2"],
    }  # fmt: skip
    lines = tables.read_file("a.csv", b"a;b\n1;2\n", kind="lines")
    assert lines.columns == {"text": ["a;b", "1;2"]}
    with pytest.raises(Problem, match="not in UTF-8"):
        tables.read_file("a.csv", "текст;я\n".encode("cp1251"), encoding="utf-8-sig")


def test_what_the_app_writes_for_a_spreadsheet_comes_back_as_it_was():
    cells = ["=1+1", "'=x", "plain", 'with "marks", and commas\nand lines', "-5"]
    file = csv_file(pd.DataFrame({"text": cells}))
    assert tables.read_file("a.csv", file, header=True).columns == {"text": cells}


# Counts and bills


def tokenizers(*names: str) -> list[lab.Tokenizer]:
    return [lab.tokenizer(name) for name in names]


def test_answers_are_counted_beside_their_texts_without_special_tokens():
    real = tokenizers("bert", "gpt2")
    texts, answers = ["What is it?", "你好", ""], ["A cat.", "再见", "x"]
    read, written = lab.count_pairs(texts, answers, real)
    for each in real:
        assert read[each.name].tolist() == [len(each.encode(text)) for text in texts]
        assert written[each.name].tolist() == [len(each.encode(a, False)) for a in answers]


def test_a_counting_of_pairs_that_is_stopped_keeps_as_many_of_both(monkeypatch):
    monkeypatch.setattr("tokenizer_lab.comparing.batch.AT_ONCE", 2)
    told: list[float | None] = []

    def go_on(done: float | None) -> bool:
        told.append(done)
        return len(told) < 3

    read, written = lab.count_pairs(["a"] * 9, ["b c"] * 9, tokenizers("gpt2"), go_on=go_on)
    assert len(read) == len(written) == 4


def test_two_files_of_one_name_are_two_columns():
    real = tokenizers("gpt2", "gpt2", "bert")
    assert list(lab.count_rows(["a"], real)) == ["GPT-2", "GPT-2 (2)", "BERT uncased"]


def test_a_bill_is_tokens_times_prices():
    counts = pd.DataFrame({"A": [100, 300], "B": [1_000, 1_000]})
    prices = [lab.Price(2.0, 8.0, 0.5), lab.Price(1.0, 4.0)]
    bills = lab.costs(counts, 50, prices, requests=1_000, cached=0.25)
    # By hand: A (150 × 2 + 50 × 0.5 + 50 × 8) / 1e6, B (1000 × 1 + 50 × 4) / 1e6.
    assert bills["request"].tolist() == pytest.approx([725e-6, 1_200e-6])
    assert bills["day"].tolist() == pytest.approx([0.725, 1.2])
    assert bills["month"].tolist() == pytest.approx([0.725 * 365 / 12, 1.2 * 365 / 12])
    assert bills["year"].tolist() == pytest.approx([264.625, 438])
    answers = pd.DataFrame({"A": [10, 30], "B": [0, 0]})
    written = lab.costs(counts, answers, prices, 1)
    assert written["output"].tolist() == [20, 0]
    assert written["request"]["A"] == pytest.approx((200 * 2 + 20 * 8) / 1e6)


def test_no_amount_is_a_row_of_zeros():
    assert [lab.money(x) for x in (0, 0.001757, 0.5, 12.345, 999.9, 12_345.6)] == [
        "0.00", "< 0.01", "0.50", "12.35", "999.90", "12,346",
    ]  # fmt: skip
    assert [lab.multiple([x, 5.0]) for x in (0, 0.2, 0.001757, 1e-9)] == [1, 1, 10**3, 10**9]


def test_lengths_are_those_of_numpy():
    values = np.random.default_rng(3).lognormal(4, 1.5, 5_000).astype(int)
    table = lab.lengths(pd.DataFrame({"A": values}), limit=500).loc["A"]
    for percent in (50, 90, 95, 99):
        assert table[f"p{percent}"] == np.percentile(values, percent, method="higher")
    assert (table["mean"], table["max"]) == (pytest.approx(values.mean()), values.max())
    assert table["over"] == (values > 500).mean()


@pytest.mark.parametrize(("values", "axis"), [([1, 5, 9], "linear"), ([0, 3, 9_000], "log")])
def test_lengths_far_apart_are_drawn_on_a_log_axis_and_none_is_lost(values, axis):
    figure = figures.row_lengths_figure(pd.DataFrame({"A": values}), limit=4)
    assert figure.layout.xaxis.type == axis
    assert sum(figure.data[0].y[:-1]) == pytest.approx(1)


# The page


def rows(app) -> list[list]:
    return app.dataframe[0].value.to_numpy().tolist()


def heads(app) -> list[str]:
    return [each.value for each in app.markdown if each.value.startswith("#####")]


def part(app, name: str):
    return app.button_group(key="batch-part-shown").set_value(name).run()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_finding_comes_first_and_every_part_is_drawn(language):
    app = opened("batch", language)
    qwen, gpt = (sum(lab.tokenizer(name).counts(lab.sample())) for name in ("qwen", "gpt2"))
    for said in ("Qwen 2.5", f"{qwen:,}", f"{gpt / qwen:.1f}"):
        assert said in heads(app)[0]
    for name in ("lengths", "longest", "rows", "cost"):
        part(app, name)
        assert not app.exception and not app.error
    app.text_area(key="batch-lines").set_value("").run()
    assert len(app.error) == 1 and not app.exception


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_file_tells_what_it_left_out_and_its_columns_are_guessed(language):
    app = opened("batch", language)
    file = b"id,prompt,answer\n1,Who?,Me\n2,a, b,c\n3,What?,It is\n4,,none\n"
    app.file_uploader(key="batch-file").upload("qa.csv", file, "text/csv").run()
    assert not app.exception
    assert "3" in app.warning[0].value and "4" in app.warning[0].value
    chosen = [box.value for box in app.selectbox]
    assert {"prompt", "answer", "utf-8-sig"} <= set(chosen)
    part(app, "rows")
    assert app.dataframe[0].value.index.tolist() == [1, 2]
    gpt = lab.tokenizer("gpt2")
    table = app.dataframe[0].value
    assert table.iloc[:, 3].tolist() == [len(gpt.encode(text)) for text in ("Who?", "What?")]
    assert table.iloc[:, 6].tolist() == [len(gpt.encode(a, False)) for a in ("Me", "It is")]


def test_prices_make_a_bill_that_the_link_and_a_file_restore():
    app = opened("batch")
    app.text_area(key="batch-lines").set_value("one two\nthree").run()
    app.number_input(key="batch-input-gpt2").set_value(1_000_000.0).run()
    app.number_input(key="batch-output-gpt2").set_value(2_000_000.0).run()
    app.number_input(key="batch-written").set_value(10).run()
    app.number_input(key="batch-requests").set_value(1).run()
    app.text_input(key="batch-currency").set_value("CNY").run()
    bill = rows(app)
    # Two rows of two and one tokens: 1.5 at a price of 1 each, and ten at 2.
    assert bill[0][4] == "21.50"
    kept = unpack(app.query_params["batch-prices"])
    assert kept == {"gpt2": [1_000_000.0, None, 2_000_000.0]}
    saved = {
        "batch-with": ["gpt2"], "batch-lines": "one two\nthree", "batch-requests": 1,
        "batch-written": 10, "batch-currency": "CNY", "batch-prices": kept,
    }  # fmt: skip
    other = opened("batch", "zh")
    file = json.dumps(saved).encode()
    other.file_uploader(key="batch-scenario").upload("s.json", file, "application/json").run()
    assert not other.exception and not other.error
    assert rows(other)[0][4:] == bill[0][4:]
    assert "CNY" in heads(other)[1]
    other.file_uploader(key="batch-scenario").upload("t.json", b"[1]", "application/json").run()
    assert len(other.error) == 1 and rows(other)[0][4:] == bill[0][4:]


def test_the_longest_row_is_opened_by_its_number():
    app = opened("batch", "en")
    app.text_area(key="batch-lines").set_value("a\n" + "long " * 50 + "\nb c").run()
    part(app, "longest")
    assert rows(app)[0][0] == 2
    assert app.selectbox(key="batch-row-shown").value == "2"
    assert app.get("bidi_component")


@pytest.mark.parametrize(
    "value",
    [
        None, [], {}, {"batch-prices": 3}, {"batch-prices": {"gpt2": [1]}},
        {"batch-prices": {"gpt2": ["x", 1, 1]}}, {"batch-prices": {"gpt2": [-1, 1, 1]}},
        {"batch-prices": {}, "batch-requests": "many"}, {"batch-prices": {}, "batch-limit": 1e999},
    ],
)  # fmt: skip
def test_what_is_no_scenario_is_refused(value):
    with pytest.raises(Problem):
        scenario.read(json.dumps(value).encode())


def test_numbers_of_a_scenario_are_held_to_what_widgets_take():
    file = json.dumps({"batch-prices": {}, "batch-cached": 500, "batch-with": ["bert", "no"]})
    assert scenario.read(file.encode()) == {
        "batch-prices": {}, "batch-cached": 100, "batch-with": ["bert"],
    }  # fmt: skip


@pytest.mark.parametrize("value", [{"a": [1, None, "你好\ud800"]}, [], "x" * 100_000])
def test_what_is_packed_for_a_link_comes_back(value):
    assert unpack(pack(value)) == value
    assert pack(value).replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    "text", ["", "abc", "é", pack("x" * 2_000_000), pack(list(range(99)))[:-9]]
)
def test_a_damaged_link_gets_a_sentence(text):
    with pytest.raises(Problem, match="damaged"):
        unpack(text)


def test_the_python_shown_gives_the_figures_of_the_page(tmp_path):
    app = opened("batch")
    file = "id,prompt,answer\n1,Who is it?,Me\n2,,x\n3,你好,你好吗\n".encode()
    (tmp_path / "qa.csv").write_bytes(file)
    app.file_uploader(key="batch-file").upload("qa.csv", file, "text/csv").run()
    app.number_input(key="batch-input-qwen").set_value(3.5).run()
    app.number_input(key="batch-cached").set_value(40).run()

    def shown():
        code = app.expander[-1].code[0].value
        *statements, last = code.splitlines()
        names: dict = {}
        with chdir(tmp_path):
            exec("\n".join(statements), names)
            return eval(last, names)

    bills = shown()
    assert [row[5] for row in rows(app)] == [lab.money(amount) for amount in bills["month"]]
    part(app, "lengths")
    assert [row[-2] for row in rows(app)] == [f"{most:,}" for most in shown()["max"]]
    part(app, "longest")
    assert sorted(row[1] for row in rows(app))
    assert len(shown()) == 2


def test_lines_and_prices_are_in_the_link(visit):
    lines = "\n".join(f"这是第 {number} 行，要数一数。" for number in range(400))
    prices = pack({"gpt2": [2.5, None, 10.0]})
    page = visit(f"/batch?batch-with=gpt2&batch-prices={prices}&batch-requests=5000")
    page.get_by_label("Or paste texts, one per line").fill(lines)
    page.get_by_label("Or paste texts, one per line").press("ControlOrMeta+Enter")
    expect(page.get_by_text("rows: 400")).to_be_visible()
    settle(page)
    page.wait_for_url(lambda url: "batch-lines-packed" in url)
    parts = urlsplit(page.url)
    assert unpack(parse_qs(parts.query)["batch-lines-packed"][0]) == lines
    assert len(page.url) < 5_000
    money = page.get_by_text("a month").first.inner_text()
    again = visit(f"{parts.path}?{parts.query}&batch-part=lengths")
    expect(again.get_by_text("rows: 400")).to_be_visible()
    expect(again.get_by_text("a month").first).to_have_text(money)
    # What a closed popover holds is drawn anew, unseen, once there are rows again.
    for text in ("", "one two"):
        again.get_by_label("Or paste texts, one per line").fill(text)
        again.get_by_label("Or paste texts, one per line").press("ControlOrMeta+Enter")
        settle(again)
    again.get_by_role("button", name="Prices and use").click()
    expect(again.get_by_role("spinbutton", name="Requests a day")).to_have_value("5000")
    expect(again.get_by_role("spinbutton", name="Context length")).to_have_value("4096")
    expect(again.get_by_role("textbox", name="Currency")).to_have_value("USD")
