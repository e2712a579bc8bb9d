"""Runs side by side: each in a worker of its own, two at a time, all ended when we are."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from bess_opt.cli.finishing import TASK
from bess_opt.cli.progress import Progress
from bess_opt.errors import BessError
from bess_opt.runs.lock import holding
from bess_opt.runs.places import remove_leftovers
from bess_opt.studies.request import Request

AT_ONCE = 2
Reply = dict[str, Any] | BessError


def run_all(requests: Mapping[str, Request], progress: Progress) -> dict[str, Reply]:
    """Do every run and hand back, by label, its reply or the refusal it ended with.

    An interrupt ends the workers first and then goes on upwards.
    """
    if len(requests) == 1:
        return {label: _one(label, request, progress) for label, request in requests.items()}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        started: dict[str, Future[Reply]] = {
            label: pool.submit(_one, label, request, progress)
            for label, request in requests.items()
        }
        try:
            return {label: future.result() for label, future in started.items()}
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            end_workers()
            raise


def _one(label: str, request: Request, progress: Progress) -> Reply:
    from bess_opt.studies import worker

    out = request.out
    try:
        with holding(out):
            reply: dict[str, Any] = worker.supervise(
                TASK, request, on_event=progress.listener(label)
            )
            return reply
    except BessError as error:
        return error
    finally:
        # A worker that was ended leaves its temporary folder; its process is gone by now.
        remove_leftovers(out.parent)


def end_workers() -> None:
    """End the worker processes that we started and have not ended yet."""
    for child in multiprocessing.active_children():
        child.terminate()
    for child in multiprocessing.active_children():
        child.join(5)
        if child.is_alive():
            child.kill()


def worst_exit_code(replies: Sequence[int]) -> int:
    """Exit code of several runs: that of the first that did not end well."""
    return next((code for code in replies if code), 0)
