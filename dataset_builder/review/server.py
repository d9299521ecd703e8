"""The page in Gradio: a component of our own, and the functions of the server that it calls."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import RLock
from typing import Any

import gradio
import uvicorn
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from dataset_builder.review import shown
from dataset_builder.review.guard import Guard
from dataset_builder.review.people import Group
from dataset_builder.review.session import Session
from dataset_builder.review.tallies import Status
from dataset_builder.reviews import Verdict
from generation.records import BadInput

HERE = Path(__file__).parent
FONTS = ("system-ui", "sans-serif")  # others would be fetched from Google
LOCAL = ("127.0.0.1", "localhost")
PATIENCE = 1  # seconds for what is being answered when the server ends


def application(session: Session, host: str) -> FastAPI:
    """The whole of what is served at the host: no files but Gradio's own, no telemetry, no link to share."""
    with gradio.Blocks(title="Review", analytics_enabled=False) as blocks:
        gradio.HTML(
            html_template=f"<style>{_text('page.css')}</style>{_text('page.html')}",
            js_on_load=_text("drawing.js") + _text("page.js"),
            apply_default_css=False,
            server_functions=functions(session),
        )
    app = FastAPI(openapi_url=None)
    app.add_middleware(Guard)
    if host in LOCAL:  # no other name may lead here
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOCAL)
    theme = gradio.themes.Base(font=FONTS, font_mono=FONTS)
    mounted: FastAPI = gradio.mount_gradio_app(
        app, blocks, path="/", theme=theme, footer_links=[], run_history=False, ssr_mode=False, mcp_server=False,
        enable_monitoring=False, blocked_paths=[HERE.anchor],
    )  # fmt: skip
    return mounted


def run(app: FastAPI, listening: socket.socket) -> None:
    """Answer until a signal comes."""
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=PATIENCE)
    uvicorn.Server(config).run(sockets=[listening])


def functions(session: Session) -> list[Callable[[Mapping[str, Any]], Any]]:
    """What the page may call, each with one object of named values; {"error": ...} for what cannot be done."""

    def opened() -> shown.Shown:
        session.reload()
        return shown.opened(session) | {"progress": session.progress()}

    def people(status: Status | None, code: str, words: str, group: Group | None) -> list[shown.Shown]:
        return shown.listed(session, session.matching(status, code, words, group))

    def person(number: int) -> shown.Shown:
        return shown.person(session, number)

    def decide(number: int, digest: str, verdict: Verdict, reason: str, texts: Mapping[str, str]) -> shown.Shown:
        made = session.decide(number, digest, verdict, reason, texts)
        return shown.kept(session, number) | {"decision": shown.decision(made)}

    def accept_rest(number: int) -> shown.Shown:
        session.accept_rest(number)
        return shown.kept(session, number)

    def agreement() -> list[shown.Shown]:
        return shown.agreement(session)

    lock = RLock()
    return [_callable(one, lock) for one in (opened, people, person, decide, accept_rest, agreement)]


def _callable(function: Callable[..., Any], lock: RLock) -> Callable[[Mapping[str, Any]], Any]:
    def answer(given: Mapping[str, Any]) -> Any:
        try:
            with lock:
                return function(**given)
        except BadInput as error:
            return {"error": str(error)}

    answer.__name__ = function.__name__
    return answer


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
