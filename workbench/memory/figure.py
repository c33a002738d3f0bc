"""What a configuration needs, as a picture and in a sentence."""

import plotly.graph_objects as go

from i18n import N_, Sentence, Translate
from palette import HUES, LOOK, MARGIN, SYMBOL, plotly_text

from .need import Needs

PARTS = {
    "weights": (N_("Weights"), HUES[0]),
    "kv_cache": (N_("KV cache"), HUES[3]),
    "gradients": (N_("Gradients"), HUES[1]),
    "optimizer": (N_("AdamW states"), HUES[5]),
    "activations": (N_("Activations"), HUES[4]),
}
"""Parts of the bars: the name and the colour of each."""


def needs_figure(needs: Needs, device_bytes: int, _: Translate = str) -> go.Figure:
    """A bar for running, one for training and one for training with gradient checkpointing, by
    part, in GB; a line where the memory of the device ends.

    A bar whose activations are not known is not drawn.
    """
    bars = _bars(needs)
    rows = [_(name) for name in bars]
    figure = go.Figure()
    for part, (name, color) in PARTS.items():
        sizes = [bar.get(part, 0) for bar in bars.values()]
        if not any(sizes):
            continue
        figure.add_bar(
            x=[size / 1e9 for size in sizes],
            y=rows,
            name=_(name),
            orientation="h",
            marker={"color": color},
            customdata=[gigabytes(size) for size in sizes],
            hovertemplate="%{y}<br>" + plotly_text(_(name)) + ": %{customdata}<extra></extra>",
        )
    totals = [sum(bar.values()) for bar in bars.values()]
    figure.add_scatter(
        x=[total / 1e9 for total in totals],
        y=rows,
        mode="text",
        text=[f"  {gigabytes(total)}" for total in totals],
        textposition="middle right",
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )
    _draw_device(figure, device_bytes, max(totals, default=0), _)
    figure.update_yaxes(autorange="reversed", automargin=True, fixedrange=True, ticksuffix="  ")
    figure.update_layout(
        barmode="stack",
        bargap=0.4,
        height=120 + 44 * len(rows),
        margin=MARGIN | {"t": 28, "b": 24},
        legend={"orientation": "h", "y": -0.18, "yanchor": "top", "x": 0, "traceorder": "normal"},
    )
    return figure


def fits(needs: Needs, device_bytes: int) -> Sentence:
    """Whether a device has memory enough to run the model and to train it, in a sentence."""
    memory = gigabytes(device_bytes)
    run, train, checkpointed = needs.run, needs.train, needs.train_checkpointed
    if run is None:
        least = gigabytes(needs.weights)
        if needs.weights > device_bytes:
            return Sentence(
                N_("Does not fit into {memory}: its weights alone take {size}."),
                memory=memory,
                size=least,
            )
        return Sentence(
            N_("The weights take {size} of {memory}; what a run adds is not known."),
            memory=memory,
            size=least,
        )
    if run > device_bytes:
        return Sentence(
            N_("Does not fit into {memory}: running it takes {size}."),
            memory=memory,
            size=gigabytes(run),
        )
    if train is None:
        return Sentence(N_("Runs in {memory}; what training takes is not known."), memory=memory)
    if train <= device_bytes:
        return Sentence(N_("Runs and trains in {memory}."), memory=memory)
    if checkpointed is not None and checkpointed <= device_bytes:
        return Sentence(
            N_("Runs in {memory}; training fits with gradient checkpointing only."),
            memory=memory,
        )
    return Sentence(
        N_("Runs in {memory}; training it takes {size} and does not fit."),
        memory=memory,
        size=gigabytes(min(train, checkpointed or train)),
    )


def gigabytes(size: float) -> str:
    """Bytes as a reader says them, with three figures: 440 MB, 13.5 GB, 1.2 TB."""
    for unit, name in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= unit * 0.9995:
            return f"{size / unit:.3g} {name}"
    return f"{size:.0f} B"


def _bars(needs: Needs) -> dict[str, dict[str, int]]:
    """The parts of each bar, in bytes."""
    kept = {
        "weights": needs.weights,
        "gradients": needs.gradients,
        "optimizer": needs.optimizer,
    }
    bars: dict[str, dict[str, int]] = {}
    if needs.activations is not None:
        bars[N_("To run")] = {
            "weights": needs.weights,
            "kv_cache": needs.kv_cache,
            "activations": needs.activations,
        }
    if needs.activations_training is not None:
        bars[N_("To train")] = kept | {"activations": needs.activations_training}
    if needs.activations_checkpointed is not None:
        bars[N_("… checkpointed")] = kept | {"activations": needs.activations_checkpointed}
    return bars


def _draw_device(figure: go.Figure, device_bytes: int, largest: int, _: Translate) -> None:
    """The memory of the device, where it is not so far away that the bars would vanish."""
    end = max(largest, 1) / 1e9 * 1.35
    near = device_bytes <= 4 * largest
    if near:
        end = max(end, device_bytes / 1e9 * 1.05)
        figure.add_vline(x=device_bytes / 1e9, line={"color": LOOK, "width": 2})
    figure.add_annotation(
        x=device_bytes / 1e9 if near else 1,
        xref="x" if near else "paper",
        xanchor="right",
        y=1,
        yref="paper",
        yanchor="bottom",
        showarrow=False,
        text=_("Memory here: {size}").format(size=gigabytes(device_bytes)) + ("" if near else " →"),
        font={"color": LOOK if near else SYMBOL},
    )
    figure.update_xaxes(range=[0, end], fixedrange=True, ticksuffix=" GB", nticks=5)
