"""What Rasa does anew at every turn, done once: a quarter of the engine's work.

- ``EndpointConfig.request`` opens a session, and with it a connection, for each call of an action;
- ``DaskGraphRunner.run`` cuts the graph to its targets and plans it with dask, thrice a turn;
- ``Event.resolve_by_type`` walks all classes of events for each event of a tracker;
- debug lines get deep copies of what they show, also when nobody reads them.

What they answer stays the same. The same for trackers, rules and calls of actions:
bot/nlu/frugal_trackers.py, frugal_rules.py and frugal_actions.py.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import lru_cache
from types import ModuleType, TracebackType
from typing import Any

import rasa.core.actions.forms
import rasa.core.policies.rule_policy
import rasa.core.processor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event
from rasa.utils.endpoints import EndpointConfig

from bot.nlu import frugal_actions, frugal_rules, frugal_trackers

# Modules that copy only for their debug lines.
TALKATIVE: tuple[ModuleType, ...] = (
    rasa.core.processor,
    rasa.core.policies.rule_policy,
    rasa.core.actions.forms,
)

_open_session = EndpointConfig.session
_resolve = Event.resolve_by_type
_KEPT = "_kept_session"
_PLANS = "_plans"


def be_frugal() -> None:
    """Make Rasa keep what it would make again."""
    for owner, name, value in patches():
        setattr(owner, name, value)


def patches() -> Iterator[tuple[Any, str, Any]]:
    """Yield what is put in place of Rasa's own: its owner, its name, the short way."""
    yield EndpointConfig, "session", kept_session
    yield DaskGraphRunner, "run", run_graph
    yield Event, "resolve_by_type", staticmethod(lru_cache(maxsize=None)(_resolve))
    yield from (*frugal_trackers.PATCHES, *frugal_rules.PATCHES, *frugal_actions.PATCHES)
    for module in TALKATIVE:
        if not logging.getLogger(module.__name__).isEnabledFor(logging.DEBUG):
            yield module, "copy", _Original
            yield module, "structlogger", _NoDebug(module.structlogger)


class _Original:
    """Stands for the module ``copy`` where copies are made for lines that are never written."""

    @staticmethod
    def deepcopy(value: Any) -> Any:
        """Return the value itself."""
        return value


class _NoDebug:
    """A logger that passes debug lines over."""

    def __init__(self, logger: Any) -> None:
        self._logger = logger

    def debug(self, _event: str, **_shown: Any) -> None:
        """Do nothing."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._logger, name)


class _Lent:
    """A session that stays open when its user is done."""

    def __init__(self, session: Any) -> None:
        self._session = session

    async def __aenter__(self) -> Any:
        return self._session

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        pass


def kept_session(endpoint: EndpointConfig) -> _Lent:
    """Return the one session of an endpoint.

    An idle connection is given up after 15 seconds (aiohttp), long before the action server does
    so (120 seconds): no call meets a connection that is just being closed.
    """
    session = vars(endpoint).get(_KEPT)
    if session is None or session.closed:
        session = vars(endpoint)[_KEPT] = _open_session(endpoint)
    return _Lent(session)


async def close_session(endpoint: EndpointConfig | None) -> None:
    """Close the session of an endpoint, if it has one."""
    session = vars(endpoint).pop(_KEPT, None) if endpoint is not None else None
    if session is not None:
        await session.close()


def run_graph(
    runner: DaskGraphRunner,
    inputs: dict[str, Any] | None = None,
    targets: list[str] | None = None,
) -> dict[str, Any]:
    """Run the nodes that the targets need, each once, and return the targets' results.

    Raises:
        GraphRunError: an input is called like a node, or a node failed at running.
    """
    wanted = targets or runner._graph_schema.target_names
    plans = vars(runner).setdefault(_PLANS, {})
    if (key := tuple(wanted)) not in plans:
        needed = runner._graph_schema.minimal_graph_schema(wanted)
        plans[key] = runner._build_dask_graph(needed)
    graph = dict(plans[key])
    runner._add_inputs_to_graph(inputs, graph)
    try:
        return dict(_result(name, graph) for name in wanted)
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error


def _result(name: str, graph: dict[str, Any]) -> Any:
    """Return the result of a node or input with its name, and write it into the graph.

    A node stands before the names it needs, an input behind its own. What nobody gives stays a
    bare name, which the node then complains of.
    """
    first, *needs = graph.get(name, (name,))
    if callable(first):
        graph[name] = first(*(_result(each, graph) for each in needs))
    return graph.get(name, name)
