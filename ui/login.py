"""Who may see the app, where the one who serves it asks for that: Streamlit's own `st.login`.

It asks where `.streamlit/secrets.toml` has a part `[auth]`; see `docs/deployment.md`.
"""

import streamlit as st

from .language import _


def ask_for_login() -> None:
    """Show nothing but a button to those who have to log in and have not."""
    if not _asks():
        return
    if st.user.get("is_logged_in"):
        st.sidebar.button(_("Log out"), icon=":material/logout:", on_click=st.logout)
        return
    st.title("Transformers Atlas", anchor=False)
    st.markdown(_("This app asks you to log in."))
    st.button(_("Log in"), icon=":material/login:", type="primary", on_click=st.login)
    st.stop()


def _asks() -> bool:
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets
