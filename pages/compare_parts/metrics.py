"""What each tokenizer makes of the text, in numbers."""

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import N_
from ui import _

ALGORITHMS = {
    "bpe": "BPE",
    "wordpiece": "WordPiece",
    "unigram": "Unigram",
    "word": N_("word-level"),
}


def metrics_table(comparison: lab.Comparison) -> None:
    """A row for every tokenizer, and what is to be known about the columns."""
    metrics = comparison.metrics
    tokenizers = [cut.tokenizer for cut in comparison.cuts]
    unspaced = metrics[0].tokens_per_character is not None
    rate = _("Tokens per character") if unspaced else _("Tokens per word")
    table = pd.DataFrame(
        {
            _("Tokenizer"): [each.name for each in tokenizers],
            _("Tokens"): [row.tokens for row in metrics],
            _("Characters per token"): [row.characters_per_token for row in metrics],
            _("Bytes per token"): [row.bytes_per_token for row in metrics],
            rate: [
                row.tokens_per_character if unspaced else row.tokens_per_word for row in metrics
            ],
            _("Unknown tokens"): [row.unknown for row in metrics],
            _("Lossless"): [row.round_trips for row in metrics],
            _("Algorithm"): [_(ALGORITHMS[each.algorithm]) for each in tokenizers],
            _("Vocabulary"): [len(each) for each in tokenizers],
            _("Library"): [each.library for each in tokenizers],
        }
    )
    decimals = st.column_config.NumberColumn(format="%.2f")
    whole = st.column_config.NumberColumn(format="localized")
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            _("Tokens"): st.column_config.ProgressColumn(
                format="localized", min_value=0, max_value=max(row.tokens for row in metrics)
            ),
            _("Characters per token"): decimals,
            _("Bytes per token"): decimals,
            rate: decimals,
            _("Unknown tokens"): whole,
            _("Vocabulary"): whole,
        },
        alt=_("A row for every tokenizer with its count of tokens and what follows from it"),
    )
    notes = [
        _(
            "All tokenizers agree on {share:.0%} of the text, spaces at the edges of "
            "tokens ignored."
        ).format(share=comparison.share_alike),
        _("Ratios exclude tokens that were added to the text."),
    ]
    if unspaced:
        notes.append(
            _("The text is mostly in scripts without spaces, so tokens are counted per character.")
        )
    st.caption(" ".join(notes))
