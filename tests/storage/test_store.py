"""The store keeps its promises on both engines."""

import asyncio

import pytest

from storage.store import LARGEST_BATCH, Store, StoreClosed
from storage.tx import Tx


def note(name: str):
    def work(tx: Tx) -> str:
        tx.run("INSERT INTO facts (name, value) VALUES (:name, :name)", name=name)
        tx.announce("noted", name)
        return name

    return work


def names(tx: Tx) -> list[str]:
    return [row["name"] for row in tx.all("SELECT name FROM facts ORDER BY name")]


async def test_what_was_written_can_be_read(store: Store):
    assert await store.write(note("a")) == "a"
    assert await store.read(names) == ["a"]


async def test_an_act_that_fails_leaves_nothing_and_harms_no_other_in_its_batch(store: Store):
    def fails(tx: Tx) -> None:
        note("half done")(tx)
        raise ValueError("no")

    results = await asyncio.gather(
        store.write(note("a")), store.write(fails), store.write(note("b")), return_exceptions=True
    )

    assert results[0] == "a"
    assert isinstance(results[1], ValueError)
    assert results[2] == "b"
    assert await store.read(names) == ["a", "b"]


async def test_a_broken_statement_fails_its_own_act_only(store: Store):
    results = await asyncio.gather(
        store.write(note("a")),
        store.write(lambda tx: tx.run("INSERT INTO nowhere VALUES (1)")),
        store.write(note("b")),
        return_exceptions=True,
    )

    assert isinstance(results[1], Exception)
    assert await store.read(names) == ["a", "b"]


async def test_acts_waiting_together_share_commits_in_the_order_they_came(store: Store):
    many = [f"{number:04}" for number in range(LARGEST_BATCH * 2 + 5)]
    heard: list[str] = []
    store.listen("noted", heard.append)

    await asyncio.gather(*(store.write(note(name)) for name in many))

    assert heard == many
    assert await store.read(names) == many


async def test_nobody_hears_of_an_act_that_failed(store: Store):
    heard: list[str] = []
    store.listen("noted", heard.append)

    def fails(tx: Tx) -> None:
        note("never")(tx)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await store.write(fails)

    assert heard == []


async def test_a_caller_that_goes_away_does_not_stop_the_writer(store: Store):
    leaving = asyncio.create_task(store.write(note("a")))
    await asyncio.sleep(0)
    leaving.cancel()

    await store.write(note("b"))

    assert await store.read(names) == ["a", "b"]


async def test_closing_commits_what_waits_and_takes_nothing_more(database, vault):
    store = await Store.open(database, vault)
    waiting = [asyncio.create_task(store.write(note(name))) for name in "abc"]
    await asyncio.sleep(0)

    await store.close()

    assert [await task for task in waiting] == ["a", "b", "c"]
    with pytest.raises(StoreClosed):
        await store.write(note("d"))


async def test_a_reader_cannot_write(store: Store):
    with pytest.raises(Exception, match=r"(?i)read-?only|readonly"):
        await store.read(note("a"))
    assert await store.read(names) == []


async def test_colons_and_percent_signs_in_words_are_no_parameters(store: Store):
    await store.write(lambda tx: tx.run("INSERT INTO facts (name, value) VALUES ('a:b', :value)", value="100 % :x"))
    rows = await store.read(lambda tx: tx.all("SELECT value FROM facts WHERE name LIKE 'a:%'"))
    assert [row["value"] for row in rows] == ["100 % :x"]


@pytest.mark.parametrize("count", [0, 1, 64, 65, 200])
async def test_many_rows_are_inserted_as_if_one_by_one(store: Store, count: int):
    await store.write(note("0001"))
    rows = [(f"{number:04}", "100 % :x") for number in range(count)]

    def work(tx: Tx) -> set[str]:
        sql = "INSERT INTO facts (name, value) VALUES :rows ON CONFLICT (name) DO NOTHING"
        new = tx.insert_many(f"{sql} RETURNING name", rows)
        assert tx.insert_many(sql, rows) == [], "nothing is asked for, and all are there"
        return {row["name"] for row in new}

    wanted = {name for name, _ in rows}
    assert await store.write(work) == wanted - {"0001"}
    assert set(await store.read(names)) == wanted | {"0001"}
