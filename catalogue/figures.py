"""Pictures of the catalogue: a DataFrame in, a Plotly figure out."""

import pandas as pd
import plotly.graph_objects as go

from i18n import N_

from .tables import FRAMEWORKS


def framework_combinations(models: pd.DataFrame, _=str) -> go.Figure:
    """How many of `models` each set of frameworks supports, the largest on top."""
    sets = models[list(FRAMEWORKS)].value_counts().sort_values()
    labels = [
        " + ".join(name for name, there in zip(FRAMEWORKS.values(), combination) if there)
        or _(N_("none"))
        for combination in sets.index
    ]
    bars = go.Bar(
        x=sets.to_list(),
        y=labels,
        orientation="h",
        text=sets.to_list(),
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x}<extra></extra>",
        marker={"cornerradius": 4, "color": "#0F8A80"},
    )
    figure = go.Figure(bars)
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, int(sets.max()) * 1.15])
    figure.update_yaxes(automargin=True, fixedrange=True, ticksuffix="  ")
    figure.update_layout(
        title={"text": _(N_("Frameworks of the models shown")), "x": 0, "xanchor": "left"},
        height=110 + 52 * len(sets),
        margin={"l": 0, "r": 24, "t": 56, "b": 8},
        bargap=0.35,
    )
    return figure
