"""Run a coroutine in a test. It needs another thread, because Playwright's loop runs in that of the tests."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def run(coroutine):
    """Returns what the coroutine returns, and raises what it raises."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
