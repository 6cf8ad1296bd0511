"""Section `relay`: messages from chat to partner chat, ours and its peers, in one interleaved run.

Ours does what it always does (accept durably, decide, encrypt, record, mark, send, mark again); the peers pass each
message on from memory and keep nothing. Rows: msg/s, CPU per message, latency from the update being handed out to the
copy arriving, and what was lost, doubled or out of order.
"""

import asyncio
import os
import signal
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from benchmarks.lean_api import Connection, LeanApi, Traffic

CONTENDERS = ("ours_sqlite", "ours_postgresql", "ptb", "ptb_concurrent", "ptb_aiohttp", "aiogram_bare")
LATENCIES = (0.0, 0.05)
_TICKS = os.sysconf("SC_CLK_TCK")
_GIVE_UP_SECONDS = 120.0


@dataclass(frozen=True)
class Measured:
    """One run of one contender."""

    per_second: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    lost: int
    doubled: int
    reordered: int
    peak_mb: float


async def run_once(contender: str, messages: int, chats: int, latency: float) -> Measured:
    """Start the contender as a process of its own, give it the traffic, and measure."""
    traffic = Traffic(messages, chats, latency)
    api = LeanApi(traffic)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(api), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"benchmarks.contenders.{contender}", str(port), str(chats),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(60):
            await api.polled.wait()
        await asyncio.sleep(0.3)
        cpu, started = cpu_seconds(process.pid), time.perf_counter()
        api.go.set()
        try:
            async with asyncio.timeout(_GIVE_UP_SECONDS):
                await traffic.done.wait()
        except TimeoutError:
            pass
        seconds = (traffic.arrivals[-1][2] if traffic.arrivals else time.perf_counter()) - started
        used, peak = cpu_seconds(process.pid) - cpu, peak_mb(process.pid)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.communicate(), 10)
            except TimeoutError:
                process.kill()
        server.close()
    return _judge(traffic, seconds, used, peak)


def _judge(traffic: Traffic, seconds: float, used: float, peak_mb: float) -> Measured:
    seen: dict[int, int] = defaultdict(int)
    order: dict[int, list[int]] = defaultdict(list)
    waits = []
    for number, chat, at in traffic.arrivals:
        assert chat == traffic.partner_of(traffic.chat_of(number)), "a message reached the wrong chat"
        seen[number] += 1
        order[chat].append(number)
        waits.append((at - traffic.served_at[number]) * 1000)
    waits.sort()
    return Measured(
        per_second=len(traffic.arrivals) / seconds,
        cpu_ms=used / max(1, len(traffic.arrivals)) * 1000,
        p50_ms=waits[len(waits) // 2] if waits else 0,
        p99_ms=waits[int(len(waits) * 0.99)] if waits else 0,
        lost=traffic.messages - len(seen),
        doubled=sum(times - 1 for times in seen.values()),
        reordered=sum(1 for numbers in order.values() if numbers != sorted(numbers)),
        peak_mb=peak_mb,
    )


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def peak_mb(pid: int) -> float:
    """Return the most memory that a process has held, in megabytes."""
    return _status_mb(pid, "VmHWM:")


def resident_mb(pid: int) -> float:
    """Return the memory that a process holds, in megabytes."""
    return _status_mb(pid, "VmRSS:")


def _status_mb(pid: int, line: str) -> float:
    return int(Path(f"/proc/{pid}/status").read_text().split(line)[1].split()[0]) / 1024


async def main(rounds: int = 3, messages: int = 3000, chats: int = 512, only: tuple[str, ...] = CONTENDERS) -> None:
    """Run every contender in turn, several rounds, and print medians with their spread."""
    for latency in LATENCIES:
        runs: dict[str, list[Measured]] = {name: [] for name in only}
        for _ in range(rounds):
            for name in only:
                # The sequential one takes a latency for each message; a tenth of the messages tells as much.
                few = messages if name.startswith("ours") or not latency else messages // (30 if name == "ptb" else 3)
                runs[name].append(await run_once(name, few, chats, latency))
        _print(latency, runs)


def _print(latency: float, runs: dict[str, list[Measured]]) -> None:
    print(
        f"\nrelay, API latency {latency * 1000:.0f} ms (median of {len(next(iter(runs.values())))}, spread in brackets)"
    )
    heads = ("msg/s", "CPU ms/msg", "p50 ms", "p99 ms", "lost", "2x", "order", "MB")
    print(" " * 19 + "{:>18} {:>19} {:>9} {:>9} {:>5} {:>4} {:>6} {:>6}".format(*heads))
    for name, found in runs.items():
        rate = [m.per_second for m in found]
        cpu = [m.cpu_ms for m in found]
        print(
            f"  {name:16} {statistics.median(rate):8,.0f} [{min(rate):,.0f}–{max(rate):,.0f}]"
            f" {statistics.median(cpu):7.3f} [{min(cpu):.2f}–{max(cpu):.2f}]"
            f" {statistics.median(m.p50_ms for m in found):9.1f} {statistics.median(m.p99_ms for m in found):9.1f}"
            f" {sum(m.lost for m in found):5} {sum(m.doubled for m in found):4} {sum(m.reordered for m in found):6}"
            f" {max(m.peak_mb for m in found):6.0f}"
        )
    ours = statistics.median(m.per_second for m in runs.get("ours_sqlite", [])) if "ours_sqlite" in runs else 0
    for name, found in runs.items():
        if not name.startswith("ours") and ours:
            print(f"  ours on SQLite against {name}: {ours / statistics.median(m.per_second for m in found):.1f}×")


if __name__ == "__main__":
    asyncio.run(main())
