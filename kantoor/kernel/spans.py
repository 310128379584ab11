"""OpenTelemetry, where the extra `telemetry` is installed and OTEL_EXPORTER_OTLP_ENDPOINT says where spans go.

Spans are ours, not those of the ready-made instrumentations, which write whole addresses down (decision 0127).
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from multiprocessing.util import Finalize
from typing import Any

from django.db import connections
from django.db.backends.signals import connection_created

from kantoor.kernel import logs

PLACES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
BROKEN = 500
STATEMENT = 2_000  # characters of SQL that are told
_tracer: Any = None


def wanted() -> bool:
    """Whether the environment says where spans go."""
    off = os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    return not off and any(os.environ.get(name) for name in PLACES)


def possible() -> bool:
    """Whether the extra is installed."""
    return find_spec("opentelemetry") is not None and find_spec("opentelemetry.sdk") is not None


def begin(part: str) -> None:
    """Once in each process, after it was forked: spans are sent by a thread of their own."""
    global _tracer  # noqa: PLW0603 - one tracer per process
    if not (wanted() and possible()) or _tracer is not None:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    named = os.environ.get("OTEL_SERVICE_NAME") or f"kantoor-{part}"
    provider = TracerProvider(resource=Resource.create({"service.name": named}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    # Processes that were forked end without what Python does at its own end.
    Finalize(None, provider.shutdown, exitpriority=1)
    _tracer = provider.get_tracer("kantoor")
    connection_created.connect(_watch)
    for connection in connections.all(initialized_only=True):
        _watch(connection=connection)


@contextmanager
def request(headers: Mapping[str, str], method: str) -> Iterator[Any]:
    """A request, as part of the trace that a proxy of ours began."""
    if _tracer is None:
        yield None
        return
    from opentelemetry.trace import SpanKind  # noqa: PLC0415
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415

    carried = {name: headers[name] for name in ("traceparent", "tracestate") if name in headers}
    parent = TraceContextTextMapPropagator().extract(carried)
    told = {"http.request.method": method}
    with _tracer.start_as_current_span(method, parent, SpanKind.SERVER, told) as span:
        logs.know(trace=f"{span.get_span_context().trace_id:032x}")
        yield span


@contextmanager
def task(path: str) -> Iterator[None]:
    """A task of the worker."""
    if _tracer is None:
        yield
        return
    with _tracer.start_as_current_span(path, attributes={"code.function.name": path}):
        yield


def name(span: Any, called: str, status: int) -> None:
    """How a request is called and went, known only when it was answered."""
    if span is None:
        return
    from opentelemetry.trace import StatusCode  # noqa: PLC0415

    span.update_name(called)
    span.set_attribute("http.route", called.partition(" ")[2])
    span.set_attribute("http.response.status_code", status)
    if status >= BROKEN:
        span.set_status(StatusCode.ERROR)


def _watch(connection: Any, **_more: Any) -> None:
    if _statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(_statement)


def _statement(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Its text has signs in the place of values; the values stay here."""
    told = {"db.system.name": context["connection"].vendor, "db.query.text": sql[:STATEMENT]}
    with _tracer.start_as_current_span(sql.split(maxsplit=1)[0].upper()[:20], attributes=told):
        return execute(sql, params, many, context)
