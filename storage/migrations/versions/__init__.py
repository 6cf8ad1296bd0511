"""One file per step, `NNNN_what_for.py`; the number is the revision."""
