"""Pages without a browser."""

from streamlit.testing.v1 import AppTest

from .conftest import ROOT
from .waiting import until


def opened(page: str, language: str = "en") -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["lang"] = language
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def learned(app: AppTest) -> AppTest:
    """The page where algorithms learn, run again until a learning that takes longer is done."""
    until(lambda: not learns(app) or not learns(app.run()), "the end of a learning", seconds=60)
    assert not app.exception
    return app


def learns(app: AppTest) -> bool:
    return any(button.key == "learn-job-stop" for button in app.button)


def ran(app: AppTest) -> AppTest:
    """The page of pipelines after its Run button was pressed and what it started is over."""
    next(b for b in app.button if b.label in ("Run", "运行")).click().run()
    until(lambda: has_run(app) or has_run(app.run()), "a result", seconds=60, pause=0.2)
    assert not app.exception
    return app


def has_run(app: AppTest) -> bool:
    return bool(app.error) or any(each.value in ("Result", "结果") for each in app.header)
