"""Pictures of results that several tasks draw: an output in, a Plotly figure or another view out.

What a single task draws is in its module. Whatever a visitor or a checkpoint wrote is escaped, and
all colours are those of `palette`.
"""
