"""What a long run tells while it works: a moving line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

from bess_opt.cli.screen import Screen
from bess_opt.cli.wording import count, hours, number

# A plain log gets a sign of life this often.
_EVERY_S = 15.0

STAGES = {
    "read": "reads the case and its data",
    "model": "builds the model",
    "verify": "checks the run from its files",
    "report": "writes the report",
}


class Progress:
    """Listens to the events of one or several runs; safe to call from several threads.

    Parameters
    ----------
    screen : Screen
        Where to speak.
    labels : sequence of str
        One name per run; shown where there are several.
    """

    def __init__(self, screen: Screen, labels: Sequence[str]) -> None:
        self.screen = screen
        self.labels = list(labels)
        self.warnings: dict[str, list[str]] = {label: [] for label in labels}
        self._lock = threading.Lock()
        self._stage = dict.fromkeys(labels, "")
        self._spoke = dict.fromkeys(labels, time.monotonic())
        self._bar: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Progress:
        if self.screen.is_terminal and not self.screen.quiet:
            from rich.console import Console
            from rich.progress import Progress as Bar
            from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

            self._bar = Bar(
                SpinnerColumn(),
                TextColumn("{task.description}", markup=False),
                TimeElapsedColumn(),
                console=Console(stderr=True, highlight=False),
                transient=True,
            )
            self._bar.start()
            self._tasks = {n: self._bar.add_task(self._named(n, "starts")) for n in self.labels}
            self.screen.live = self._bar
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.screen.live = None
        if self._bar is not None:
            self._bar.stop()

    def listener(self, label: str) -> Callable[[dict[str, Any]], None]:
        """The callback for the run of that label."""

        def hear(event: dict[str, Any]) -> None:
            with self._lock:
                self._hear(label, event)

        return hear

    def _named(self, label: str, text: str) -> str:
        return f"{label}: {text}" if len(self.labels) > 1 else text

    def _hear(self, label: str, event: dict[str, Any]) -> None:
        kind = event.get("event")
        if kind == "stage":
            self._on_stage(label, event)
        elif kind == "progress":
            self._on_progress(label, event)
        elif kind == "solved":
            self._on_solved(label, event)
        elif kind == "warning":
            text = str(event.get("text") or event.get("fault") or "")
            if text not in self.warnings[label]:
                self.warnings[label].append(text)
                self.screen.warn(self._named(label, text))
        elif kind == "done":
            self._show(label, "done")

    def _on_stage(self, label: str, event: dict[str, Any]) -> None:
        stage = str(event.get("stage", ""))
        self._stage[label] = str(event.get("text") or STAGES.get(stage, f"solves {stage}"))
        if "rows" in event:
            size = f"{count(event['rows'], 'row')}, {count(event['columns'], 'column')}"
            took = f" in {hours(event['seconds'])}" if "seconds" in event else ""
            self.screen.say(self._named(label, f"a model of {size}{took}"))
            return
        self._show(label, self._stage[label])
        if self._bar is None:
            self.screen.say(self._named(label, self._stage[label]))
            self._spoke[label] = time.monotonic()

    def _on_progress(self, label: str, event: dict[str, Any]) -> None:
        parts = [self._stage[label] or "works"]
        if event.get("text"):
            parts.append(str(event["text"]))
        if "iteration" in event:
            parts.append(f"iteration {event['iteration']}")
        for key in ("primal", "dual", "gap"):
            if isinstance(event.get(key), float):
                parts.append(f"{key} {event[key]:.1e}")
        text = ", ".join(parts)
        self._show(label, text)
        if self._bar is None and time.monotonic() - self._spoke[label] > _EVERY_S:
            self.screen.say(self._named(label, text))
            self._spoke[label] = time.monotonic()

    def _on_solved(self, label: str, event: dict[str, Any]) -> None:
        stage = str(event.get("stage", "")).replace("_", " ")
        text = f"{stage} solved in {hours(float(event.get('seconds') or 0))}"
        if event.get("iterations"):
            text += f", {count(int(event['iterations']), 'iteration')}"
        if isinstance(event.get("residual"), float):
            text += f", residual {event['residual']:.0e}"
        self.screen.detail(self._named(label, f"{text}, cost {number(event.get('objective'), 8)}"))

    def _show(self, label: str, text: str) -> None:
        if self._bar is not None:
            self._bar.update(self._tasks[label], description=self._named(label, text))
