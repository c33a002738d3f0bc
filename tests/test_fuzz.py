"""What people hand in may be anything: two thousand random and mutated inputs, of one seed.

How long each takes is a matter of `python -m tests.fuzz`, on a machine that does nothing else.
"""

import pytest

from . import fuzz


@pytest.mark.slow
def test_no_input_ends_in_anything_but_a_sentence():
    results = fuzz.run(2_000, seed=16)
    assert len(results) == len(fuzz.parsers())
    assert {name: parser.uncaught for name, parser in results.items() if parser.uncaught} == {}
    for name, parser in results.items():
        assert sum(parser.outcomes.values()) >= 2_000 // len(results), name
        assert parser.outcomes["read"] and parser.outcomes["refused"], name
