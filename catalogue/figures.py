"""Pictures of the catalogue: a DataFrame in, a Plotly figure out."""

import pandas as pd
import plotly.graph_objects as go

from i18n import N_

from .tables import FRAMEWORKS

# Read on a light and on a dark page.
THERE, ABSENT = "#0F8A80", "rgba(128,138,150,0.18)"
LEVELS = ("#0F8A80", "#5B5BD6", "#B83280", "#2F7DC4", "#B4720C", "#66782A", "#64748B")


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
        marker={"cornerradius": 4, "color": THERE},
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


def support_history(history: pd.DataFrame) -> go.Figure:
    """An architecture through the releases: a row a framework, a cell a release."""
    figure = go.Figure(
        go.Heatmap(
            z=[history[framework].astype(int).to_list() for framework in FRAMEWORKS],
            x=history.index.to_list(),
            y=list(FRAMEWORKS.values()),
            customdata=[history["date"].to_list()] * len(FRAMEWORKS),
            colorscale=[[0, ABSENT], [1, THERE]],
            zmin=0,
            zmax=1,
            xgap=3,
            ygap=3,
            showscale=False,
            hovertemplate="%{y} · %{x} (%{customdata})<extra></extra>",
        )
    )
    figure.update_xaxes(type="category", fixedrange=True, showgrid=False, tickangle=-60)
    figure.update_yaxes(autorange="reversed", fixedrange=True, showgrid=False)
    figure.update_layout(height=210, margin={"l": 0, "r": 0, "t": 8, "b": 8})
    return figure


def module_treemap(modules: pd.DataFrame, name: str) -> go.Figure:
    """The parameters of a model as areas, by module and within it."""
    split = modules["module"].str.partition(".")
    tops = modules.groupby(split[0], sort=False)["parameters"].sum()
    # id, label, id of the parent, parameters
    areas = [("total", name, "", tops.sum())]
    areas += [(top, top, "total", parameters) for top, parameters in tops.items()]
    areas += [
        (module, rest, top, parameters)
        for module, top, rest, parameters in zip(
            modules["module"], split[0], split[2], modules["parameters"], strict=True
        )
        if rest
    ]
    ids, labels, parents, values = zip(*areas, strict=True)
    figure = go.Figure(
        go.Treemap(
            ids=ids,
            labels=labels,
            parents=parents,
            values=[int(value) for value in values],
            branchvalues="total",
            texttemplate="%{label}<br>%{value:.3s}",
            hovertemplate="%{label}: %{value:,}<extra></extra>",
            tiling={"pad": 2},
            marker={"cornerradius": 4},
            root={"color": "rgba(0,0,0,0)"},
        )
    )
    figure.update_layout(
        height=360, margin={"l": 0, "r": 0, "t": 8, "b": 8}, treemapcolorway=list(LEVELS)
    )
    return figure


def support_over_time(growth: pd.DataFrame) -> go.Figure:
    """Architectures by framework, release by release, on the dates of the releases."""
    figure = go.Figure()
    for place, (framework, name) in enumerate(FRAMEWORKS.items()):
        figure.add_scatter(
            x=growth["date"],
            y=growth[framework],
            name=name,
            mode="lines+markers",
            line={"color": LEVELS[(0, 4, 1)[place]], "width": 3, "shape": "hv"},
            marker={"size": 6},
            customdata=growth.index,
            hovertemplate="%{customdata}: %{y}<extra>" + name + "</extra>",
        )
    return _over_time(figure)


def modalities_over_time(growth: pd.DataFrame, dates: pd.Series, _=str) -> go.Figure:
    """Architectures by modality as stacked areas; `dates` are those of the rows."""
    figure = go.Figure()
    for place, modality in enumerate(growth.columns):
        figure.add_scatter(
            x=dates,
            y=growth[modality],
            name=_(modality),
            mode="lines",
            stackgroup="all",
            line={"color": LEVELS[place % len(LEVELS)], "width": 1},
            customdata=growth.index,
            hovertemplate="%{customdata}: %{y}<extra>" + _(modality) + "</extra>",
        )
    return _over_time(figure)


def _over_time(figure: go.Figure) -> go.Figure:
    figure.update_layout(
        height=340,
        margin={"l": 0, "r": 8, "t": 8, "b": 8},
        hovermode="x unified",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )
    figure.update_xaxes(fixedrange=True, showgrid=False)
    figure.update_yaxes(fixedrange=True)
    return figure
