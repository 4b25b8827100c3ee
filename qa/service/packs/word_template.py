"""The Word document that an export is written into: a department's own template, or ours."""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files
from typing import Any
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm

from qa.errors import BadRequest
from qa.service.packs.word_elements import add, add_run

PARAGRAPH, CHARACTER, TABLE = WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER, WD_STYLE_TYPE.TABLE
STYLES = {
    "Title": PARAGRAPH,
    "Subtitle": PARAGRAPH,
    "TOC Heading": PARAGRAPH,
    "TOC 1": PARAGRAPH,
    "Heading 1": PARAGRAPH,
    "Quote": PARAGRAPH,
    "Intense Quote": PARAGRAPH,
    "Caption": PARAGRAPH,
    "No Spacing": PARAGRAPH,
    "Table Grid": TABLE,
    "Strong": CHARACTER,
    "Hyperlink": CHARACTER,
}
"""The styles that an export uses, by their names in Word."""

_CURE = "Give a .docx or .dotx that Word opens."
_TEMPLATE_TYPE = b"wordprocessingml.template.main+xml"
_DOCUMENT_TYPE = b"wordprocessingml.document.main+xml"


def read_template(path: str) -> bytes:
    """A department's .docx or .dotx, as a document; raises BadRequest where it cannot be used."""
    try:
        with open(path, "rb") as file:
            template = _as_document(file.read())
        found = styles_of(Document(io.BytesIO(template)))
    except OSError as error:
        raise _refusal(path, f"cannot be read: {error.strerror}.", _CURE) from error
    except (BadZipFile, KeyError, ValueError, SyntaxError) as error:  # of the XML in it
        raise _refusal(path, "is not a Word document without macros.", _CURE) from error
    lacking = [name for name, style in found.items() if style is None]
    if lacking:
        raise _refusal(
            path,
            f"lacks the styles {', '.join(lacking)}.",
            "Download a pack as Word without this setting: it has them all. Change its styles, "
            "delete its text, and give that file.",
        )
    return template


@cache
def default_template() -> bytes:
    """Our template: A4, Arial, with page numbers."""
    document = Document()
    styles = files("qa.service.packs").joinpath("word_styles.xml").read_bytes()
    document.styles.element[:] = list(parse_xml(styles))
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")  # else Word opens it in a mode for old files
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), "en-GB")
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.3)
    footer = page.footer.paragraphs[0]
    footer.style = document.styles["footer"]
    add_run(footer._p, "Page ")
    begin_field(footer._p, "PAGE")
    add_run(footer._p, "1")  # until Word updates the field
    end_field(footer._p)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def styles_of(document: Any) -> dict[str, Any]:
    """The styles of a document that an export uses, by name; None for one that it lacks."""
    found = {(style.name or "").casefold(): style for style in document.styles}
    of_kind = {name: found.get(name.casefold()) for name in STYLES}
    return {
        name: style if style is not None and style.type == STYLES[name] else None
        for name, style in of_kind.items()
    }


def begin_field(paragraph: Any, instruction: str) -> None:
    """Begin a field in a paragraph element; what follows, until its end, is what it shows."""
    _field_part(paragraph, "begin")
    code = add(add_run(paragraph, ""), "instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    _field_part(paragraph, "separate")


def end_field(paragraph: Any) -> None:
    """End the field that was begun last."""
    _field_part(paragraph, "end")


def _field_part(paragraph: Any, kind: str) -> None:
    add(add_run(paragraph, ""), "fldChar", fldCharType=kind)


def _as_document(file: bytes) -> bytes:
    """A .dotx as the .docx that Word would begin with it; a .docx as it is."""
    begun = io.BytesIO()
    with ZipFile(io.BytesIO(file)) as template, ZipFile(begun, "w") as document:
        for part in template.infolist():
            content = template.read(part)
            if part.filename == "[Content_Types].xml":
                content = content.replace(_TEMPLATE_TYPE, _DOCUMENT_TYPE)
            document.writestr(part, content)
    return begun.getvalue()


def _refusal(path: str, message: str, cure: str) -> BadRequest:
    return BadRequest("word_template", f"The Word template {path} {message}", cure)
