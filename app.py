"""Transformers Atlas: which models exist, what they do, and how tokenizers think.

To see it:

    streamlit run app.py
"""

import streamlit as st

from i18n import Problem
from pages.overview_parts import tour
from ui import (
    _,
    ask_for_login,
    dress_page,
    heavy_last,
    language_switch,
    prepare_links,
    show_problem,
)

st.set_page_config("Transformers Atlas", page_icon="static/icon.svg", layout="wide")
st.logo("static/logo.svg", size="large", icon_image="static/icon.svg")

with st.sidebar:
    prepare_links()
    language_switch()
    dress_page()
ask_for_login()

page = st.navigation(
    {
        "": [
            st.Page(
                "pages/overview.py",
                title=_("Overview"),
                icon=":material/explore:",
                default=True,
            ),
        ],
        _("Catalogue"): [
            st.Page("pages/models.py", title=_("Models"), icon=":material/grid_view:"),
            st.Page(
                "pages/documented.py",
                title=_("Documented support, 2024"),
                icon=":material/history:",
            ),
            st.Page("pages/model.py", title=_("Model"), visibility="hidden"),
        ],
        _("Run"): [
            st.Page("pages/pipelines.py", title=_("Pipelines"), icon=":material/play_circle:"),
        ],
        _("Workbench"): [
            st.Page("pages/classes.py", title=_("Auto classes"), icon=":material/category:"),
            st.Page("pages/configure.py", title=_("Configuration"), icon=":material/tune:"),
            st.Page("pages/train.py", title=_("Fine-tuning"), icon=":material/model_training:"),
            st.Page("pages/export.py", title=_("Export"), icon=":material/deployed_code:"),
        ],
        _("Tokenizer lab"): [
            st.Page("pages/learn.py", title=_("Training"), icon=":material/school:"),
            st.Page("pages/encode.py", title=_("Encode"), icon=":material/content_cut:"),
            st.Page("pages/compare.py", title=_("Compare"), icon=":material/compare:"),
            st.Page("pages/languages.py", title=_("Tokens by language"), icon=":material/balance:"),
            st.Page("pages/guess.py", title=_("Guess first"), icon=":material/psychology_alt:"),
            st.Page("pages/chat.py", title=_("Chat templates"), icon=":material/forum:"),
            st.Page("pages/drift.py", title=_("Round trip"), icon=":material/sync_alt:"),
            st.Page("pages/batch.py", title=_("Token counts and cost"), icon=":material/payments:"),
            st.Page("pages/vocabulary.py", title=_("Vocabulary"), icon=":material/dictionary:"),
        ],
    },
    expanded=True,
)
tour.show(page.url_path or "overview")
try:
    with heavy_last():
        page.run()
except Problem as problem:
    show_problem(problem)
