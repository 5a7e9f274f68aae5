"""Of a ledger, those pieces stay as they lie in the cache that hold the very records that they held."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.cache import Cache, Ref
from fingerpost.files import MemoryFiles
from fingerpost.ledger import Drawn, Ledger
from fingerpost.pipeline.pieces import PIECES, keep_ledger, load_ledger, same_pieces

NAMES = tuple(f"columns/{number}" for number in range(9))
RECORDS = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3))


def ledger(drawn: dict[str, Drawn], pieces: tuple[Ref | None, ...] = ()) -> Ledger:
    return Ledger(drawn=drawn, pieces=pieces)


@given(RECORDS, RECORDS, st.booleans())
def test_what_is_kept_is_what_there_is(was: dict[str, int], now: dict[str, int], shuffled: bool) -> None:
    """Whatever came, went, changed or stands elsewhere; what did not change is not written again."""
    files = MemoryFiles({})
    cache = Cache(files)
    records = {name: Drawn(str(number), (number, 0, 0, 0)) for name, number in was.items()}
    ref, pieces = keep_ledger(cache, ledger(records))
    before = load_ledger(cache, ref)
    assert before.drawn == records
    same = {name: one for name, one in before.drawn.items() if now.get(name) == was[name]}
    fresh = {name: Drawn(str(number), (number, 0, 0, 0)) for name, number in now.items() if name not in same}
    after = {**fresh, **same} if shuffled else {name: same.get(name) or fresh[name] for name in now}
    kept = same_pieces(before, ledger(after))
    assert len(kept) == len(pieces) == PIECES
    assert all(one in (None, piece) for one, piece in zip(kept, pieces, strict=True))
    changed = len({name for name in was.keys() | now.keys() if was.get(name) != now.get(name)})
    assert kept.count(None) <= changed
    assert (kept.count(None) == 0) == (changed == 0)
    ref, _ = keep_ledger(cache, msgspec.structs.replace(ledger(after), pieces=kept))
    assert load_ledger(cache, ref).drawn == after
