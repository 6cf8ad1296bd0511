"""Words at rest can be read with their key only, and never again once it is erased."""

import pytest

from storage.store import Store
from storage.tx import Tx
from storage.vault import KeyErased, Vault, WrongSecretKey, new_secret_key, read_secret_key

WORDS = "Не казвай на никого".encode()


async def test_sealed_words_open_again_also_after_a_restart(database, vault):
    first = await Store.open(database, vault)
    sealed = await first.write(lambda tx: tx.seal("pair:1", WORDS))
    await first.close()

    second = await Store.open(database, Vault(bytes(range(32))))
    assert await second.read(lambda tx: tx.unseal("pair:1", sealed)) == WORDS
    await second.close()


async def test_sealed_words_do_not_show_through(store: Store):
    sealed = await store.write(lambda tx: tx.seal("pair:1", WORDS))
    again = await store.write(lambda tx: tx.seal("pair:1", WORDS))
    assert WORDS not in sealed
    assert sealed != again


async def test_a_key_whose_transaction_failed_never_seals_a_word(store: Store):
    def fails(tx: Tx) -> None:
        tx.seal("pair:1", WORDS)
        tx.seal("pair:1", WORDS)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await store.write(fails)

    sealed = await store.write(lambda tx: tx.seal("pair:1", WORDS))
    assert await store.read(lambda tx: tx.unseal("pair:1", sealed)) == WORDS
    rows = await store.read(lambda tx: tx.all("SELECT name FROM data_keys"))
    assert [row["name"] for row in rows] == ["pair:1"]


async def test_words_are_gone_with_their_key(store: Store, vault: Vault):
    sealed = await store.write(lambda tx: tx.seal("pair:1", WORDS))
    await store.write(lambda tx: tx.run("DELETE FROM data_keys WHERE name = 'pair:1'"))
    vault.forget("pair:1")

    with pytest.raises(KeyErased):
        await store.read(lambda tx: tx.unseal("pair:1", sealed))


async def test_another_installations_key_opens_nothing(database, vault):
    ours = await Store.open(database, vault)
    sealed = await ours.write(lambda tx: tx.seal("pair:1", WORDS))
    await ours.close()

    theirs = await Store.open(database, Vault(bytes(32)))
    with pytest.raises(WrongSecretKey):
        await theirs.read(lambda tx: tx.unseal("pair:1", sealed))
    await theirs.close()


def test_a_new_secret_key_can_be_read_back_and_a_damaged_one_is_named():
    assert len(read_secret_key(new_secret_key())) == 32
    with pytest.raises(ValueError, match="bytes"):
        read_secret_key("c2hvcnQ=")
    with pytest.raises(ValueError, match="base64"):
        read_secret_key("ключ")
