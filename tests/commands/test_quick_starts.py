"""What needs nothing of the bot does not wait until all of it has been imported."""

import asyncio
import sys

_LOOK = """
import sys, bot.__main__
heavy = {"telegram", "fastapi", "pydantic", "aiohttp", "mentoring", "storage"}
print(*heavy & {name.partition(".")[0] for name in sys.modules})
"""


async def test_the_command_line_imports_nothing_of_the_bot_before_a_command_is_asked_for():
    fresh = await asyncio.create_subprocess_exec(sys.executable, "-c", _LOOK, stdout=asyncio.subprocess.PIPE)
    out, _ = await asyncio.wait_for(fresh.communicate(), 60)
    assert out.decode().split() == []
