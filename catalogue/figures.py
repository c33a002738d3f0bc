"""Pictures of the catalogue: a DataFrame in, a Plotly figure out."""

import pandas as pd
import plotly.graph_objects as go

from i18n import N_, Translate, compact
from palette import HUES, LOOK, MARGIN, PRESENT, plotly_text

from .tables import FRAMEWORKS


def models_by_task(models: pd.DataFrame, said: Translate = str) -> go.Figure:
    """How many of `models` serve each task, which `said` names; the most served on top."""
    counts = models["tasks"].explode().value_counts().sort_values()
    return _ranked_bars([said(task) for task in counts.index], counts.to_list(), thickness=24)


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


def support_history(history: pd.DataFrame) -> go.Figure:
    """An architecture through the releases: a thin bar a framework, from its first to its last.

    `history` is that of `catalogue.history`; a framework that never had it has no bar. Where one
    ends before the newest release, the last release that had it stands at its end.
    """
    newest = history.index[-1]
    had = [name for name in FRAMEWORKS if history[name].any()]
    figure = go.Figure()
    for framework in had:
        there = history[history[framework]]
        last = there.index[-1]
        ended = last != newest
        figure.add_scatter(
            x=there["date"],
            y=[FRAMEWORKS[framework]] * len(there),
            customdata=there.index,
            mode="lines+text",
            text=[""] * (len(there) - 1) + [f"  {last}" if ended else ""],
            textposition="middle right",
            cliponaxis=False,
            line={"color": LOOK if ended else PRESENT, "width": 8},
            hovertemplate="%{y} · %{customdata} (%{x})<extra></extra>",
        )
    figure.update_xaxes(
        type="date", range=list(history["date"].iloc[[0, -1]]), fixedrange=True, showgrid=False
    )
    figure.update_yaxes(
        autorange="reversed", fixedrange=True, showgrid=False, automargin=True, ticksuffix="  "
    )
    figure.update_layout(
        height=64 + 26 * len(had),
        margin=MARGIN | {"r": 64, "b": 28},
        showlegend=False,
        hovermode="closest",
    )
    return figure


def support_then_and_now(views: pd.DataFrame, newest: str, _: Translate = str) -> go.Figure:
    """How many of the documented models each framework had in spring 2024, and has now: a slope a
    framework. `views` is `catalogue.documented_views()` or rows of it."""
    figure = go.Figure()
    for place, (framework, name) in enumerate(FRAMEWORKS.items()):
        counts = [int(views[f"{framework}_{view}"].sum()) for view in ("documented", "now")]
        figure.add_scatter(
            x=[_(N_("spring 2024")), newest],
            y=counts,
            mode="lines+markers+text",
            text=[f"{name} {counts[0]}  ", f"  {counts[1]}"],
            textposition=["middle left", "middle right"],
            cliponaxis=False,
            line={"color": HUES[place], "width": 3},
            marker={"size": 9},
            hovertemplate=f"{name} · %{{x}}: %{{y}}<extra></extra>",
        )
    figure.update_xaxes(type="category", fixedrange=True, showgrid=False, range=[-0.55, 1.25])
    figure.update_yaxes(visible=False, fixedrange=True, rangemode="tozero")
    figure.update_layout(height=300, margin=MARGIN, showlegend=False)
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
            text=[compact(value) for value in values],
            texttemplate="%{label}<br>%{text}",
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
