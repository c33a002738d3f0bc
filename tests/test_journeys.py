"""What a visitor does, in Chromium."""

import csv
import re

from playwright.sync_api import Page, expect

from .conftest import settle


def metric(page: Page, label: str):
    box = page.get_by_test_id("stMetric").filter(has_text=re.compile(f"^{label}"))
    return box.get_by_test_id("stMetricValue")


def test_a_deep_link_is_the_first_thing_a_fresh_server_serves(visit):
    # First in this file on purpose: no one has opened the start page before.
    page = visit("/learn?lang=zh")
    expect(page.get_by_role("heading", level=1)).to_have_text("学习过程")
    navigation = page.get_by_test_id("stSidebarNav")
    expect(navigation.get_by_role("paragraph")).to_have_text(
        [
            "总览",
            "模型库",
            "模型",
            "2024 年文档中的框架支持",
            "运行",
            "流水线",
            "工作台",
            "AutoClass 类",
            "配置",
            "微调",
            "导出",
            "分词实验室",
            "训练",
            "编码",
            "对比",
            "各语言的 token 用量",
            "先猜一猜",
            "对话模板",
            "往返检查",
            "Token 计数与费用",
            "词典",
        ]
    )


def test_the_link_of_a_model_may_come_first_too(visit, serve):
    page = visit("/model?model=bert&lang=zh", at=serve())
    expect(page.get_by_role("heading", level=1)).to_have_text("BERT")
    expect(page.get_by_test_id("stSidebarNav").get_by_text("流水线")).to_be_visible()


def shown(page: Page) -> int:
    """How many architectures the Models page says it shows, once it has nothing left to do."""
    settle(page)
    said = page.get_by_test_id("stMain").get_by_text(re.compile(r"of \d+ (architectures|models)"))
    return int(said.first.inner_text().split()[0])


def choose_facet(page: Page, value: str) -> None:
    """Open the filters and choose a value; its pill then says how to take it away.

    What is typed or chosen before it is settled first: that draws the filters anew.
    """
    settle(page)
    page.get_by_role("button", name=re.compile("^filter_list Filters|Filters")).first.click()
    page.get_by_role("button", name=re.compile(f"^{re.escape(value)} \\(")).first.click()
    settle(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=re.compile(f"^{re.escape(value)}"))).to_be_visible()


def test_filter_the_documented_models_and_take_the_rows_away(visit):
    page = visit("/documented")
    assert shown(page) == 260
    page.get_by_placeholder("bert, gpt2").fill("gpt")
    page.get_by_role("button", name="Flax").click()
    expect(page).to_have_url(re.compile("supported=Flax"))
    expect(metric(page, "PyTorch")).to_have_text(re.compile(r"^\d → \d$"))
    count = shown(page)
    assert metric(page, "Flax").inner_text() == f"{count} → 0"
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Download rows as CSV ({count})").click()
    with open(download.value.path(), encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count
    assert all("gpt" in row["name"].lower() and row["flax_documented"] == "True" for row in rows)

    copied = visit(page.url[page.url.index("/documented") :])
    assert shown(copied) == count


def test_facets_a_link_a_model_a_pipeline_and_back(visit):
    # A server that has opened Pipelines before tells a new visitor its choices before its place.
    settle(visit("/pipelines?task=fill-mask"))
    page = visit("/models", viewport={"width": 1400, "height": 1000})
    search = page.get_by_placeholder("bert, gpt2")
    search.fill("robrta")
    expect(page.get_by_text(re.compile(r"^[1-9]\d? of \d+ architectures"))).to_be_visible()
    search.fill("bert")
    for value, key in (
        ("text", "modality=text"),
        ("Fill-mask", "serves=fill-mask"),
        ("TensorFlow", "framework=tensorflow"),
        ("WordPiece", "algorithm=wordpiece"),
    ):
        choose_facet(page, value)
        expect(page).to_have_url(re.compile(key, re.IGNORECASE))
    count = shown(page)
    assert 0 < count < 20

    # The link in a new browser, in the other language; its counts follow all of its facets at once.
    path = page.url[page.url.index("/models") :]
    copied = visit(path + "&lang=zh", viewport={"width": 1400, "height": 1000})
    expect(copied.get_by_text(re.compile(f"^{count} 个架构"))).to_be_visible()
    copied.get_by_role("button", name="筛选 · 4").click()
    expect(copied.get_by_role("button", name=f"掩码填充 ({count})")).to_be_visible()

    # A tick, a cell that opens the model, a task of it, and back.
    table = page.get_by_test_id("stDataFrame").first.bounding_box()
    page.mouse.click(table["x"] + 18, table["y"] + 52)
    expect(page).to_have_url(re.compile("compare=bert"))
    settle(page)
    ticked = page.url
    page.mouse.click(table["x"] + 100, table["y"] + 52)
    expect(page.get_by_role("heading", level=1)).to_have_text("BERT")
    settle(page)
    page.get_by_role("button", name="Try a task").click()
    page.get_by_text("Fill-mask", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pipelines")
    settle(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("BERT")
    settle(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Models")
    assert shown(page) == count
    assert sorted(page.url.split("?")[1].split("&")) == sorted(ticked.split("?")[1].split("&"))


def test_a_wrong_file_is_refused_and_a_good_one_stands_beside_the_others(visit):
    page = visit("/models")
    before = shown(page)
    page.get_by_text("Your own models", exact=True).click()
    upload = page.locator("input[type=file]")
    bad = b"name,parameters\n![x](https://evil.example/x.png),many\n"
    upload.set_input_files({"name": "bad.csv", "mimeType": "text/csv", "buffer": bad})
    expect(page.get_by_text("Line 2, column 'parameters': 'many'")).to_be_visible()
    good = b"name\n![x](https://evil.example/x.png)\n"
    upload.set_input_files({"name": "good.csv", "mimeType": "text/csv", "buffer": good})
    expect(page.get_by_text(re.compile(f"^{before + 1} of"))).to_be_visible()
    assert page.locator("img[src*=evil]").count() == 0


def test_a_model_leads_to_the_pipeline_that_it_can_run(visit):
    page = visit("/model?model=bert&lang=zh")
    expect(page.get_by_role("heading", level=1)).to_have_text("BERT")
    expect(page.get_by_test_id("stMetricValue").filter(has_text="109M")).to_be_visible()
    page.locator(".treemaplayer .slice").first.wait_for()
    settle(page)
    page.get_by_role("button", name="试试任务").click()
    page.get_by_text("文本分类", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("流水线")
    expect(page.get_by_test_id("stSidebarNav")).to_contain_text("流水线")


def test_the_language_follows_the_browser_and_a_choice_stays_in_the_link(visit):
    page = visit("/models", locale="zh-CN")
    expect(page.get_by_role("heading", level=1)).to_have_text("模型")
    page.get_by_test_id("stSidebar").get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Models")
    expect(page).to_have_url(re.compile("lang=en"))
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Pipelines").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pipelines")
    expect(page).to_have_url(re.compile("/pipelines.*lang=en"))


def test_a_link_restores_a_choice_in_the_other_language(visit):
    page = visit("/learn?lang=zh")
    page.get_by_text("我的文本", exact=True).click()
    page.get_by_role("textbox", name="文本").wait_for()
    expect(page).to_have_url(re.compile("corpus=text"))
    path = page.url[page.url.index("/learn") :]

    copied = visit(path.replace("lang=zh", "lang=en"))
    expect(copied.get_by_role("textbox", name="Text")).to_be_visible()
    copied.get_by_test_id("stSidebarNav").get_by_role("link", name="Models").click()
    expect(copied.get_by_role("heading", level=1)).to_have_text("Models")
    copied.go_back()
    expect(copied.get_by_role("heading", level=1)).to_have_text("Training")


def test_a_link_to_no_page_leads_home(visit):
    page = visit("/no-such-page")
    expect(page.get_by_role("heading", level=1)).to_have_text("Transformers Atlas")


def test_text_that_looks_like_markup_stays_text(visit):
    page = visit("/learn?corpus=text&section=cut")
    alarm = "<img src=x onerror=document.title='stolen'>"
    page.get_by_label("Text", exact=True).fill(alarm)
    page.get_by_label("Words", exact=True).fill(alarm)
    page.get_by_label("Words", exact=True).press("Enter")
    page.get_by_test_id("stMain").get_by_text("<img", exact=True).first.wait_for()
    settle(page)
    assert page.locator("img[src=x]").count() == 0
    assert "stolen" not in page.title()


def test_nothing_is_fetched_from_elsewhere(visit, server):
    page = visit("/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for name in ("Models", "Pipelines", "Training"):
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.reload()
    page.get_by_role("heading", level=1).wait_for()
    settle(page)
    page.wait_for_load_state("networkidle")
    local = (server, "data:", "blob:", server.replace("http", "ws"))
    assert [url for url in asked if not url.startswith(local)] == []
