"""Overview: what is here, one tokenizer at work, and the way into each job."""

import streamlit as st

from pages.overview_parts import company, growth, path, seen
from ui import _, heading, open_page

heading(
    _("Transformers Atlas"),
    _(
        "See which transformers models there are, run one on this machine, and watch how a "
        "tokenizer learns to cut text. It works without a network."
    ),
)
seen.ways_in()
seen.side_by_side()
seen.one_learns()

with st.container(horizontal=True, vertical_alignment="center"):
    st.header(_("A way to learn it"), anchor=False)
    if st.button(_("Tour in three minutes"), icon=":material/tour:", type="primary"):
        open_page("pages/overview.py", tour="1")
path.show()

st.header(_("Large language models in a company"), anchor=False)
company.show()

growth.show()
