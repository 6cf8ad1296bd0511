"""The garbage collector, told what kind of process this is."""

import gc

_NEW_OBJECTS = 20_000


def settle() -> None:
    """Spare the collector what has been built by now, and have it look less often. Call once, when all is set up.

    What is there after the start (classes, catalogues, the lexicon) lives as long as the process, but every full
    collection walks it. A message makes some hundred objects and nearly all die by reference count, so the default of
    looking at each 700 new ones costs about a sixth of all work (docs/decisions/0009).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
