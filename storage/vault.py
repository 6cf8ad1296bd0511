"""Words at rest: a key per pair (and per day for what just came in), each wrapped by the installation's key.

Erasing a wrapped key erases every word it sealed: what is left cannot be read by anyone. A backup made before that
still holds the wrapped key (docs/decisions/0005), so it must go too.
"""

import base64
import binascii
import os
from collections.abc import Callable
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12


class WrongSecretKey(Exception):
    """The installation's key does not open what this database holds."""

    def __init__(self) -> None:
        super().__init__("the secret key is not the one this database was made with")


class KeyErased(Exception):
    """The words asked for were erased: their key is gone for good."""

    def __init__(self, key_name: str) -> None:
        self.key_name = key_name
        super().__init__(f"the key {key_name} was erased")


class KeyRows(Protocol):
    """What the vault needs of a transaction: where wrapped keys are kept, and a word when it has committed."""

    def wrapped_key(self, key_name: str) -> bytes | None:
        """Return the wrapped key kept under that name, or None."""

    def keep_wrapped_key(self, key_name: str, wrapped: bytes) -> None:
        """Keep a wrapped key under a name; a key that is there already stays."""

    def after_commit(self, act: Callable[[], None]) -> None:
        """Run `act` once the transaction is durable; never when it was rolled back."""


def new_secret_key() -> str:
    """Return a fresh installation key: 32 random bytes as URL-safe base64."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode("ascii")


def read_secret_key(text: str) -> bytes:
    """Return the 32 bytes of an installation key. Raises ValueError when it is not one."""
    try:
        key = base64.urlsafe_b64decode(text.strip().encode("ascii"))
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("it is not URL-safe base64") from error
    if len(key) != KEY_BYTES:
        raise ValueError(f"it holds {len(key)} bytes, not {KEY_BYTES}")
    return key


class Vault:
    """Seals and opens words with named keys. One per process; its memory of unwrapped keys is safe across threads."""

    def __init__(self, secret_key: bytes) -> None:
        self._installation = AESGCM(secret_key)
        self._known: dict[str, AESGCM] = {}

    def seal(self, rows: KeyRows, key_name: str, words: bytes) -> bytes:
        """Return `words` sealed under the named key, which is made when it is not there yet."""
        cipher = self._cipher(rows, key_name)
        if cipher is None:
            self._make(rows, key_name)
            cipher = self._cipher(rows, key_name)
            if cipher is None:
                raise KeyErased(key_name)
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + cipher.encrypt(nonce, words, None)

    def unseal(self, rows: KeyRows, key_name: str, sealed: bytes) -> bytes:
        """Return the words. Raises KeyErased when the key is gone, WrongSecretKey when it cannot be unwrapped."""
        cipher = self._cipher(rows, key_name)
        if cipher is None:
            raise KeyErased(key_name)
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)

    def forget(self, key_name: str) -> None:
        """Drop an erased key from memory."""
        self._known.pop(key_name, None)

    def _cipher(self, rows: KeyRows, key_name: str) -> AESGCM | None:
        known = self._known.get(key_name)
        if known is not None:
            return known
        wrapped = rows.wrapped_key(key_name)
        if wrapped is None:
            return None
        try:
            key = self._installation.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], key_name.encode())
        except InvalidTag as error:
            raise WrongSecretKey from error
        cipher = AESGCM(key)
        # Only after the commit: a key made in a transaction that is rolled back must never seal another word.
        rows.after_commit(lambda: self._known.__setitem__(key_name, cipher))
        return cipher

    def _make(self, rows: KeyRows, key_name: str) -> None:
        key = AESGCM.generate_key(bit_length=KEY_BYTES * 8)
        nonce = os.urandom(_NONCE_BYTES)
        rows.keep_wrapped_key(key_name, nonce + self._installation.encrypt(nonce, key, key_name.encode()))
