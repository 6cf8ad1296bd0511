"""Lists of numbers in a statement mean the numbers and nothing else, however many there are."""

import pytest

from storage.lists import listed, numbered
from storage.store import Store
from storage.tx import Tx


@pytest.mark.parametrize("count", [1, 2, 3, 8, 200])
async def test_a_list_finds_its_numbers_and_no_others(store: Store, count: int):
    def plant(tx: Tx) -> None:
        for number in range(count + 3):
            tx.run("INSERT INTO facts (name, value) VALUES (:name, :name)", name=str(number))

    def found(tx: Tx) -> set[int]:
        wanted = listed(count)
        rows = tx.all(
            f"SELECT name FROM facts WHERE CAST(name AS INTEGER) IN ({wanted})", **numbered(list(range(count)))
        )
        return {int(row["name"]) for row in rows}

    await store.write(plant)
    assert await store.read(found) == set(range(count))
