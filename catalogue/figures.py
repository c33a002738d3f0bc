"""Pictures of the catalogue: a DataFrame in, a Plotly figure out."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from i18n import N_, Translate
from palette import ABSENT, HUES, LOOK, MARGIN, PRESENT, plotly_text, shortened

from .tables import FRAMEWORKS, releases

MATRIX_ROW = 20
"""Pixels of a row of a matrix."""
NAME = 26
"""Columns of text that a model's name may take beside its row."""


def framework_combinations(models: pd.DataFrame, _: Translate = str) -> go.Figure:
    """How many of `models` each set of frameworks supports, the largest on top."""
    sets = models[list(FRAMEWORKS)].value_counts().sort_values()
    labels = [
        " + ".join(name for name, there in zip(FRAMEWORKS.values(), combination) if there)
        or _(N_("none"))
        for combination in sets.index
    ]
    figure = _ranked_bars(labels, sets.to_list(), thickness=52)
    figure.update_layout(
        title={"text": _(N_("Frameworks of the models shown")), "x": 0, "xanchor": "left"},
        margin_t=56,
    )
    return figure


def models_by_task(models: pd.DataFrame) -> go.Figure:
    """How many of `models` serve each task, the most served on top."""
    counts = models["tasks"].explode().value_counts().sort_values()
    return _ranked_bars(counts.index.to_list(), counts.to_list(), thickness=24)


def _ranked_bars(labels: list[str], values: list[int], thickness: int) -> go.Figure:
    """Bars with their numbers, the last on top; `thickness` is pixels from bar to bar."""
    figure = go.Figure(
        go.Bar(
            x=values,
            y=[plotly_text(label) for label in labels],
            orientation="h",
            text=values,
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x}<extra></extra>",
            marker={"cornerradius": 4, "color": PRESENT},
        )
    )
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, max(values) * 1.15])
    figure.update_yaxes(automargin=True, fixedrange=True, ticksuffix="  ")
    figure.update_layout(
        height=110 + thickness * len(values), margin=MARGIN | {"r": 24}, bargap=0.35
    )
    return figure


def framework_map(models: pd.DataFrame, _: Translate = str) -> go.Figure:
    """Models x frameworks: now, in an earlier release only, or never; `models` as they come."""
    newest = releases()["release"].iloc[-1]
    until = models[list(FRAMEWORKS)].to_numpy(str)
    # A model of the visitor's own has no release: its tick counts as now.
    now = (until == newest) | (until == "✓")
    figure = go.Figure(
        go.Heatmap(
            z=(until != "").astype("uint8") + now,
            customdata=until,
            x=list(FRAMEWORKS.values()),
            colorscale=[[0, ABSENT], [0.5, LOOK], [1, PRESENT]],
            zmin=0,
            zmax=2,
            hovertemplate="%{y} · %{x}: %{customdata}<extra></extra>",
        )
    )
    for color, label in (
        (PRESENT, _(N_("in {release}")).format(release=newest)),
        (LOOK, _(N_("in an earlier release"))),
        (ABSENT, _(N_("never"))),
    ):
        figure.add_scatter(
            x=[None],
            y=[None],
            name=label,
            mode="markers",
            marker={"color": color, "symbol": "square", "size": 12},
        )
    return _matrix(figure, models, head=70)


def task_matrix(models: pd.DataFrame) -> go.Figure:
    """Models x tasks: which task some head of the model serves, the most served task first."""
    tasks = models["tasks"].explode().value_counts()
    places = {task: place for place, task in enumerate(tasks.index)}
    serves = np.zeros((len(models), len(tasks)), "uint8")
    for row, served in enumerate(models["tasks"]):
        serves[row, [places[task] for task in served]] = 1
    figure = go.Figure(
        go.Heatmap(
            z=serves,
            x=[f"{plotly_text(str(task))} ({count})" for task, count in tasks.items()],
            colorscale=[[0, ABSENT], [1, PRESENT]],
            zmin=0,
            zmax=1,
            hovertemplate="%{y} · %{x}<extra></extra>",
        )
    )
    figure.update_xaxes(tickangle=-40)
    return _matrix(figure, models, head=170)


def _matrix(figure: go.Figure, models: pd.DataFrame, head: int) -> go.Figure:
    """The heat map of `figure` as a table: a row a model, its name beside it, and on top, on
    `head` pixels, the names of the columns."""
    figure.update_traces(
        selector={"type": "heatmap"}, y=list(range(len(models))), xgap=2, ygap=2, showscale=False
    )
    figure.update_xaxes(side="top", fixedrange=True, showgrid=False)
    figure.update_yaxes(
        tickvals=list(range(len(models))),
        ticktext=[plotly_text(shortened(name, NAME)) for name in models["name"]],
        range=[len(models) - 0.5, -0.5],
        fixedrange=True,
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    figure.update_layout(
        height=MATRIX_ROW * len(models) + head + 20,
        margin=MARGIN | {"r": 60, "t": head},
        legend={"orientation": "h", "x": 0, "y": 1, "yref": "container"},
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
            colorscale=[[0, ABSENT], [1, PRESENT]],
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
    figure.update_layout(height=210, margin=MARGIN)
    return figure


def module_treemap(modules: pd.DataFrame, name: str) -> go.Figure:
    """The parameters of a model as areas, by module and within it."""
    split = modules["module"].str.partition(".")
    tops = modules.groupby(split[0], sort=False)["parameters"].sum()
    # id, label, id of the parent, parameters
    areas: list[tuple[str, str, str, int]] = [("total", name, "", int(tops.sum()))]
    areas += [(str(top), str(top), "total", int(parameters)) for top, parameters in tops.items()]
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
            labels=[plotly_text(label) for label in labels],
            parents=parents,
            values=values,
            branchvalues="total",
            texttemplate="%{label}<br>%{value:.3s}",
            hovertemplate="%{label}: %{value:,}<extra></extra>",
            tiling={"pad": 2},
            marker={"cornerradius": 4},
            root={"color": "rgba(0,0,0,0)"},
        )
    )
    figure.update_layout(height=360, margin=MARGIN, treemapcolorway=HUES)
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
            line={"color": HUES[place], "width": 3, "shape": "hv"},
            marker={"size": 6},
            customdata=growth.index,
            hovertemplate="%{customdata}: %{y}<extra>" + name + "</extra>",
        )
    return _over_time(figure)


def modalities_over_time(growth: pd.DataFrame, dates: pd.Series, _: Translate = str) -> go.Figure:
    """Architectures by modality as stacked areas; `dates` are those of the rows."""
    figure = go.Figure()
    for place, modality in enumerate(growth.columns):
        figure.add_scatter(
            x=dates,
            y=growth[modality],
            name=_(modality),
            mode="lines",
            stackgroup="all",
            line={"color": HUES[place % len(HUES)], "width": 1},
            customdata=growth.index,
            hovertemplate="%{customdata}: %{y}<extra>" + _(modality) + "</extra>",
        )
    return _over_time(figure)


def _over_time(figure: go.Figure) -> go.Figure:
    figure.update_layout(
        height=340,
        margin=MARGIN,
        hovermode="x unified",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )
    figure.update_xaxes(fixedrange=True, showgrid=False)
    figure.update_yaxes(fixedrange=True)
    return figure
