"""What is kept between turns answers as what Rasa makes anew."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.utils.endpoints import EndpointConfig

from bot.nlu.frugal import be_frugal, close_session, run_graph

run_by_dask = DaskGraphRunner.run


@pytest.fixture(autouse=True)
def _frugal() -> None:
    be_frugal()


class _ActionServer:
    """Answers every request alike; counts connections and requests."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.connections = 0
        self.requests = 0
        self._writers: list[asyncio.StreamWriter] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/"

    async def __aenter__(self) -> _ActionServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for writer in self._writers:
            writer.close()
            await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        while await reader.readline():
            while (line := await reader.readline()).strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            await reader.readexactly(length)
            self.requests += 1
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13"
            writer.write(head + b'\r\n\r\n{"events":[]}')


def test_calls_of_actions_share_a_connection() -> None:
    async def talk() -> tuple[int, int, list[Any]]:
        async with _ActionServer() as server:
            endpoint = EndpointConfig(server.url)
            answers = [await endpoint.request(json={"next_action": "a"}) for _ in range(3)]
            await close_session(endpoint)
            return server.connections, server.requests, answers

    assert asyncio.run(talk()) == (1, 3, [{"events": []}] * 3)


def test_an_action_server_that_was_restarted_is_reached_again() -> None:
    async def talk() -> list[Any]:
        async with _ActionServer() as server:
            endpoint = EndpointConfig(server.url)
            answers = [await endpoint.request(json={})]
        async with _ActionServer(server.port):
            answers.append(await endpoint.request(json={}))
            await close_session(endpoint)
        return answers

    assert asyncio.run(talk()) == [{"events": []}] * 2


def test_a_closed_session_is_replaced() -> None:
    async def talk() -> int:
        async with _ActionServer() as server:
            endpoint = EndpointConfig(server.url)
            for _ in range(2):
                await endpoint.request(json={})
                await close_session(endpoint)
            return server.connections

    assert asyncio.run(talk()) == 2


def test_closing_what_was_never_opened_does_nothing() -> None:
    asyncio.run(close_session(None))
    asyncio.run(close_session(EndpointConfig("http://127.0.0.1:1/")))


class _Node:
    """Adds its name to what it is given, and counts its runs."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.runs = 0

    def __call__(self, *given: Any) -> tuple[str, str]:
        self.runs += 1
        if self.name == "broken":
            raise RuntimeError("no")
        heard = [each if isinstance(each, str) else f"{each[0]}={each[1]}" for each in given]
        return self.name, f"{self.name}({', '.join(heard)})"


NEEDS = {
    "tokens": {"messages": "__message__"},
    "features": {"messages": "tokens"},
    "intent": {"messages": "features", "model": "tokens"},
    "policy": {"messages": "intent", "tracker": "__tracker__"},
    "broken": {"messages": "tokens"},
    "unasked": {"messages": "policy"},
}


def _runner() -> DaskGraphRunner:
    nodes = {
        name: SchemaNode(needs, DaskGraphRunner, "create", "run", {}, is_target=name == "policy")
        for name, needs in NEEDS.items()
    }
    runner = object.__new__(DaskGraphRunner)
    runner._graph_schema = GraphSchema(nodes)
    runner._instantiated_nodes = {name: _Node(name) for name in NEEDS}
    runner._execution_context = None
    return runner


@pytest.mark.parametrize("targets", [None, ["intent"], ["policy", "features"]])
@pytest.mark.parametrize("inputs", [{}, {"__message__": "hi", "__tracker__": None}])
def test_a_graph_gives_what_dask_gives(targets: list[str] | None, inputs: dict[str, Any]) -> None:
    expected = run_by_dask(_runner(), inputs, targets)
    runner = _runner()
    assert [run_graph(runner, inputs, targets) for _ in range(2)] == [expected] * 2


def test_a_node_runs_once_and_only_if_it_is_needed() -> None:
    runner = _runner()
    run_graph(runner, {"__message__": "hi"}, ["intent"])
    runs = {name: node.runs for name, node in runner._instantiated_nodes.items()}
    assert runs == dict.fromkeys(NEEDS, 0) | {"tokens": 1, "features": 1, "intent": 1}


@pytest.mark.parametrize("run", [run_by_dask, run_graph])
def test_a_failing_node_and_a_clash_of_names_are_errors(run: Any) -> None:
    with pytest.raises(GraphRunError, match="Error running runner"):
        run(_runner(), {"__message__": "hi"}, ["broken"])
    with pytest.raises(GraphRunError, match="clashes with a node name"):
        run(_runner(), {"__message__": "tokens"}, ["intent"])


def test_every_event_is_known_by_its_name() -> None:
    assert [Event.resolve_by_type(name) for name in ("user", "slot", "user")] == [
        UserUttered,
        SlotSet,
        UserUttered,
    ]
    with pytest.raises(ValueError, match="Unknown event name"):
        Event.resolve_by_type("nothing")
