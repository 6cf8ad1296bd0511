"""The garbage collector and the memory below it, told what kind of process this is."""

import ctypes
import gc
from contextlib import suppress

_NEW_OBJECTS = 20_000
_ARENA_MAX = -8  # glibc's M_ARENA_MAX


def share_one_heap() -> None:
    """Let all threads take memory from one heap, where the C library is glibc. Call before there are threads.

    It gives each thread its own, and what one gave back is of no use to the others. That spares threads in C a wait;
    in Python one at a time runs anyway.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


def settle() -> None:
    """Spare the collector what has been built by now, and have it look less often. Call once, when all is set up.

    What is there after the start (classes, catalogues, the lexicon) lives as long as the process, but every full
    collection walks it. A message makes some hundred objects and nearly all die by reference count, so the default of
    looking at each 700 new ones costs about a sixth of all work (docs/decisions/0009). What only the start needed goes
    back to the system.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
