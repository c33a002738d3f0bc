"""Memory that is given back when something large is let go of."""

import gc


def collect(_released: object = None) -> None:
    """Free what nobody can reach any more.

    What a rerun leaves behind can hold itself in a circle: a page's functions know its variables,
    and its variables its functions. It stays until a collection, and the one that Streamlit makes
    after every rerun is switched off (`.streamlit/config.toml`). So it is asked for where
    something large is let go of.
    """
    gc.collect()
