"""Play, pause, speed and a slider for figures whose frames the browser plays by itself."""

from typing import Any

FRAME_MS, MOVE_MS = 900, 350
"""A frame's time at normal speed, and how much of it is motion: short moves, then a pause."""
SPEEDS = {"▶ 1×": 1.0, "½×": 2.0, "2×": 0.5, "4×": 0.25}
CONTROLS_PX = 150


def controls(order: list[str], stops: list[str]) -> dict[str, Any]:
    """The layout of the controls: frames in `order` are played, the slider halts at `stops`."""
    plays = [
        {
            "label": label,
            "method": "animate",
            "args": [order, _timing(FRAME_MS * slower, MOVE_MS * slower)],
        }
        for label, slower in SPEEDS.items()
    ]
    pause = {"label": "❚❚", "method": "animate", "args": [[None], _timing(0, 0)]}
    buttons = {
        "type": "buttons",
        "direction": "left",
        "showactive": False,
        "x": 0,
        "xanchor": "left",
        "y": 0,
        "yanchor": "top",
        "pad": {"t": 76},
        "buttons": [*plays, pause],
    }
    steps = [
        {"label": name, "method": "animate", "args": [[name], _timing(0, MOVE_MS)]}
        for name in stops
    ]
    slider = {
        "active": 0,
        "steps": steps,
        "x": 0,
        "len": 1,
        "y": 0,
        "yanchor": "top",
        "pad": {"t": 12},
        "currentvalue": {"visible": False},
    }
    return {"updatemenus": [buttons], "sliders": [slider]}


def _timing(frame: float, move: float) -> dict[str, Any]:
    return {
        "mode": "immediate",
        "fromcurrent": True,
        "frame": {"duration": frame, "redraw": True},
        "transition": {"duration": move, "easing": "cubic-in-out"},
    }
