"""Whether an installation's secret key is the one its database was made with."""

from storage.tx import Tx
from storage.vault import WrongSecretKey

_KEY_NAME = "check"
_WORDS = b"interlude"


def check(tx: Tx) -> None:
    """Seal a known word on first use, open it ever after. Raises WrongSecretKey when it does not open."""
    row = tx.one("SELECT value FROM facts WHERE name = 'key_check'")
    if row is None:
        sealed = tx.seal(_KEY_NAME, _WORDS)
        tx.run("INSERT INTO facts (name, value) VALUES ('key_check', :value)", value=sealed.hex())
    elif tx.unseal(_KEY_NAME, bytes.fromhex(row["value"])) != _WORDS:
        raise WrongSecretKey


def opens(tx: Tx) -> bool:
    """Return whether the key opens the known word; True for a database that has none yet. Changes nothing."""
    row = tx.one("SELECT value FROM facts WHERE name = 'key_check'")
    try:
        return row is None or tx.unseal(_KEY_NAME, bytes.fromhex(row["value"])) == _WORDS
    except WrongSecretKey:
        return False
