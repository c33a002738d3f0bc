"""Pages without a browser."""

from streamlit.testing.v1 import AppTest

from .conftest import ROOT


def opened(page: str, language: str = "en") -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["lang"] = language
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app
