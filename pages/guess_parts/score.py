"""What was guessed in this visit, and how well."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from ui import _


@dataclass(frozen=True)
class Round:
    """One guess: what it was about, how much of it was right, out of how much."""

    about: str
    right: int
    of: int


def keep(kind: str, key: tuple, result: Round) -> None:
    """Note a round once; a round that is looked at again counts as it was first."""
    st.session_state.setdefault(f"guess-rounds-{kind}", {}).setdefault(key, result)


def show(kind: str) -> None:
    """The rounds of this visit and their sum, from the second round on."""
    rounds = list(st.session_state.get(f"guess-rounds-{kind}", {}).values())
    if len(rounds) < 2:
        return
    right, of = sum(each.right for each in rounds), sum(each.of for each in rounds)
    title = _("Rounds: {rounds}. Right: {right} of {of} ({share:.0%})").format(
        rounds=len(rounds), right=right, of=of, share=right / of if of else 1
    )
    with st.expander(title, icon=":material/scoreboard:"):
        table = pd.DataFrame(
            {
                _("Round"): range(1, len(rounds) + 1),
                _("Guessed"): [each.about for each in rounds],
                _("Right"): [each.right for each in rounds],
                _("Of"): [each.of for each in rounds],
            }
        )
        st.dataframe(table, hide_index=True, alt=title)
        if st.button(_("Start over"), icon=":material/restart_alt:", key=f"guess-anew-{kind}"):
            del st.session_state[f"guess-rounds-{kind}"]
            st.rerun()
