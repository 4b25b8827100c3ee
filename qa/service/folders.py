"""The folders of a service: that they are there, and can be used."""

from __future__ import annotations

from pathlib import Path

from qa.errors import BadRequest
from qa.settings import Settings
from qa.store.files import is_writable
from qa.store.service import service_store


def refuse_unusable_folders(settings: Settings) -> None:
    """Raise BadRequest where a folder or database that was named cannot be one, or what people make
    cannot be written. The default folder is made when it is needed; where answers are in OpenSearch
    and what people made is elsewhere, none is."""
    kept_elsewhere = bool(settings.database_url or settings.service_dir)
    needed = not (settings.opensearch_url and kept_elsewhere)
    if needed and settings.data_dir != Settings().data_dir:
        _refuse_missing("data_dir", settings.data_dir, "--data-dir")
    if settings.database_url:
        service_store(settings)  # It may be away; the service goes on once it is there.
        return
    if settings.service_dir:
        _refuse_missing("service_dir", Path(settings.service_dir), "QA_SERVICE_DIR")
    if not is_writable(settings.service_path):
        raise BadRequest(
            "service_dir",
            f"{settings.service_path} cannot be written, where conversations and keys are kept.",
            "Set QA_SERVICE_DIR to a folder that can be written.",
        )


def folders_are_there(settings: Settings) -> bool:
    """Whether the folders that are used are there; one that is moved away is never made again."""
    folders = [] if settings.opensearch_url else [settings.data_dir]
    folders += [] if settings.database_url else [settings.service_path.parent]
    return all(folder.is_dir() for folder in folders)


def _refuse_missing(name: str, folder: Path, option: str) -> None:
    if not folder.is_dir():
        raise BadRequest(
            name, f"There is no folder {folder}.", f"Make it, or name another with {option}."
        )
