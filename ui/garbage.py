"""Memory that is given back when something large is let go of."""

import gc


def collect(_released: object = None) -> None:
    """Free what nobody can reach any more.

    A page's functions know its variables and its variables its functions, so that what a rerun
    leaves behind, a tokenizer among it, stays until a collection. That after every rerun is
    switched off (`.streamlit/config.toml`): it is asked for here, where it is worth the time.
    """
    gc.collect()
