"""One long task in a child process that can be stopped at any moment.

A solver does not look at an interrupt while it runs, may crash and may hang; a child can be ended,
and takes nothing with it. The child's task is named by text, so that the parent imports nothing
heavy; events and the reply come back over a pipe. The child ends by itself when its parent is gone.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from bess_opt.errors import BessError, LimitReached, ModelError, SolverError

OnEvent = Callable[[dict[str, Any]], None]
POLL_S = 0.2
# The solver's small dense blocks lose by threads, and two workers' threads fight for the cores.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
GRACE_S = 5.0


def supervise(
    task: str,
    request: object,
    *,
    on_event: OnEvent,
    limit_s: float | None = None,
) -> Any:
    """Run ``task`` ("module:function", taking request and emit) in a child and return its reply.

    Parameters
    ----------
    on_event : callable
        Called in this thread with every event that the task emits.
    limit_s : float, optional
        The task's own time limit; the child is ended 30 s after 1.5 times that.

    Raises
    ------
    BessError
        Whatever the task raised of that family, faults included.
    SolverError
        The child died; the message names the signal.
    LimitReached
        The child outlived its limit.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(task, request, theirs, os.getpid()), daemon=True)
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    child.start()
    theirs.close()
    deadline = None if limit_s is None else time.monotonic() + 1.5 * limit_s + 30.0
    try:
        return _listen(ours, child, on_event, deadline)
    finally:
        ours.close()
        end(child)


def _listen(pipe: Connection, child: Any, on_event: OnEvent, deadline: float | None) -> Any:
    while True:
        if deadline is not None and time.monotonic() > deadline:
            raise LimitReached("the worker did not stop at its time limit and was ended")
        try:
            if not pipe.poll(POLL_S):
                continue
            word, content = pipe.recv()
        except (EOFError, OSError):
            child.join(GRACE_S)
            raise SolverError(_obituary(child.exitcode)) from None
        if word == "event":
            on_event(content)
        elif word == "reply":
            return content
        elif word == "refused":
            raise content
        else:
            error = ModelError(str(content["message"]))
            error.add_note(str(content["trace"]))
            raise error


def _obituary(code: int | None) -> str:
    if code is not None and code < 0:
        name = signal.Signals(-code).name
        hint = "; was memory short?" if name == "SIGKILL" else ""
        return f"the worker process was ended by {name}{hint}"
    return f"the worker process ended without an answer (exit code {code})"


def end(child: Any) -> None:
    """End a child: ask, wait, then kill."""
    if child.is_alive():
        child.join(GRACE_S if child.exitcode is not None else POLL_S)
    if child.is_alive():
        child.terminate()
        child.join(GRACE_S)
    if child.is_alive():
        child.kill()
        child.join()


def _work(task: str, request: object, pipe: Connection, parent: int) -> None:
    """The child's life: watch the parent, do the task, send what came of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if os.name == "posix":
        # Pyomo makes a semaphore when it is imported. One made for forked children has no name, and
        # so nothing is left of it, nor warned of, when we are ended in the middle of a solve.
        multiprocessing.set_start_method("fork", force=True)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()

    def emit(event: dict[str, Any]) -> None:
        pipe.send(("event", event))

    module, _, function = task.partition(":")
    try:
        reply = getattr(importlib.import_module(module), function)(request, emit)
        pipe.send(("reply", reply))
    except BessError as refusal:
        pipe.send(("refused", refusal))
    except BaseException as error:
        message = f"{type(error).__name__}: {error}"
        pipe.send(("failed", {"message": message, "trace": traceback.format_exc()}))
    finally:
        pipe.close()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)
