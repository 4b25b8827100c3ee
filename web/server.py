"""The production server: gunicorn, which `qa serve` starts with the app already made."""

from __future__ import annotations

import logging.config
import os
import signal
import socket
import sys
from typing import Any, NoReturn

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.http.errors import ParseException

from qa.errors import BadRequest, EngineDown, IndexUnusable
from qa.service.service import Service, use_compiled
from qa.settings import Settings
from web import access, create_app, errors, logs, metrics
from web.child import Child
from web.embedder import Embedder
from web.listener import keep_new_away
from web.purger import Purger
from web.worker import Worker

_STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


class _Arbiter(Arbiter):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn's arbiter with processes behind, whose workers stop in their first moment too.

    A worker has the arbiter's signal handlers until it sets its own, so that a stop in between
    would be lost. Here the stop waits until `post_worker_init` calls `_accept_stops`.
    """

    def spawn_worker(self) -> Any:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        try:
            return super().spawn_worker()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def manage_workers(self) -> None:
        """Called each second."""
        super().manage_workers()
        for child in self.app.children:
            child.manage()

    def reap_workers(self) -> None:
        for child in self.app.children:
            child.reap()  # Gunicorn forgets how a process has ended that it does not know.
        super().reap_workers()

    def stop(self, graceful: bool = True) -> None:
        for child in self.app.children:
            child.end()
        if self.reexec_pid == self.master_pid == 0:  # Else another arbiter listens there too.
            for listener in self.LISTENERS:
                keep_new_away(listener.sock)
        super().stop(graceful)


def _accept_stops(worker: Any) -> None:
    """Let a worker that has its own signal handlers be stopped."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn for one app with a table of options, without a command line."""

    def __init__(self, app: Flask, options: dict[str, Any], *children: Child) -> None:
        self._app, self._options, self.children = app, options, children
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app

    def run(self) -> None:
        _Arbiter(self).run()


def run(settings: Settings) -> None:
    """Serve the web app until stopped; raises BadRequest where the address is not available."""
    _refuse_taken(settings.host, settings.port)
    if configuration := logs.configuration(settings):
        logging.config.dictConfig(configuration)  # before the app, which else adds a handler
    settings = _with_usable_model(settings)
    Service(settings).keeps_records()  # Made now, so that its loss is noticed later.
    use_compiled()
    metrics.share_between_processes()
    serve(create_app(settings), settings)


def serve(app: Flask, settings: Settings) -> None:
    """Serve an app until stopped."""
    options = {
        "bind": f"[{settings.host}]:{settings.port}"
        if ":" in settings.host
        else f"{settings.host}:{settings.port}",
        "worker_class": Worker,
        "workers": settings.workers,
        "threads": settings.threads,
        "preload_app": True,
        "timeout": 60,
        "loglevel": "warning",
        "control_socket_disable": True,
        "logconfig_dict": logs.configuration(settings) or {},
        "post_worker_init": _accept_stops,
        "on_exit": lambda server: metrics.delete_shared(),
    }
    app.register_error_handler(ParseException, errors.bad_body)
    try:
        _Server(app, options, Embedder(settings), Purger(settings)).run()
    except SystemExit as ended:
        _end(ended.code if isinstance(ended.code, int) else int(ended.code is not None))


def _end(status: int) -> NoReturn:
    """End the master or a worker, which has done all that was to do, at once.

    To take Python down takes each of them half a second of processor, which on a busy machine is
    many times as long.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)


def refuse_unguarded(settings: Settings) -> None:
    """Raise BadRequest where other machines could ask and no access is set."""
    if not settings.access and not access.is_loopback(settings.host):
        raise BadRequest(
            "access",
            f"Other machines can ask at {settings.host}, and no access is set.",
            "Give --access keys, proxy (a proxy in front admits people), oidc (this service signs "
            "them in) or open.",
        )


def _with_usable_model(settings: Settings) -> Settings:
    """The settings, by words alone where the sentence model that ranks cannot be used.

    The model is opened here, before the workers are forked, which so share it.
    """
    try:
        Service(settings).state()
    except EngineDown as error:
        logging.getLogger("qa").warning("%s", error)  # The model is not at fault.
    except IndexUnusable as error:
        logging.getLogger("qa").warning(
            "%s Until `qa serve` is started again, it ranks by words alone.", error
        )
        return settings.with_changes(semantic=False)
    return settings


def _refuse_taken(host: str, port: int) -> None:
    """Raise BadRequest where an address is in use; gunicorn would retry without an explanation."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except OSError as error:
        raise BadRequest(
            "port",
            f"Cannot serve at {host} port {port}: {error.strerror}.",
            "Stop the program that uses it, or choose another with --host and --port.",
        ) from error
