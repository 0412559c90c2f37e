"""Running a coroutine in a test: on a thread of its own, for Playwright keeps a loop running on the tests' own."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def run(coroutine):
    """What it returns; raises what it raises."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
