"""The Word template of a department: checked at the start, and used for exports."""

import io
import zipfile

import pytest
from click.testing import CliRunner
from docx import Document
from docx.enum.style import WD_STYLE_TYPE

from qa.archive.ingest import ingest
from qa.cli import main
from qa.errors import BadRequest
from qa.service.packs import Exports
from qa.service.packs.sections import section
from qa.service.packs.word import word
from qa.service.packs.word_template import default_template, read_template
from qa.settings import Settings
from tests.exporting import entry
from tests.making import fact, lines
from web import create_app

DOCUMENT = b"wordprocessingml.document.main+xml"
TEMPLATE = b"wordprocessingml.template.main+xml"


def settings(tmp_path, template):
    return Settings(data_dir=tmp_path / "data", word_template=str(template))


def templated(path, kind=DOCUMENT, words="", without=()):
    """A template with a header and, perhaps, words; `kind` is the content type of its document."""
    document = Document(io.BytesIO(default_template()))
    document.sections[0].header.paragraphs[0].text = "Department of Tests"
    document.add_paragraph(words)
    for name in without:
        document.styles[name].delete()
    file = io.BytesIO()
    document.save(file)
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                assert DOCUMENT in content
                content = content.replace(DOCUMENT, kind)
            target.writestr(name, content)
    return path


@pytest.mark.parametrize("kind", [DOCUMENT, TEMPLATE])
def test_an_export_is_written_at_the_end_of_the_template(tmp_path, kind):
    chosen = settings(tmp_path, templated(tmp_path / "t.dotx", kind, "A cover."))
    ingest([lines(tmp_path / "a.jsonl", fact())], chosen)
    document = Document(io.BytesIO(Exports(chosen).file([entry("One.")], "docx")))
    assert document.sections[0].header.paragraphs[0].text == "Department of Tests"
    styled = [(one.style.name, one.text) for one in document.paragraphs]
    assert styled[:2] == [("Normal", "A cover."), ("Title", "Written answers: evidence")]
    assert ("Quote", "One.") in styled


def test_the_empty_paragraph_of_a_template_is_not_kept(tmp_path):
    template = read_template(str(templated(tmp_path / "t.docx")))
    document = Document(io.BytesIO(word("Evidence", "Intro.", [], template)))
    assert document.paragraphs[0].text == "Evidence"


def test_an_export_without_the_setting_is_a_template(tmp_path):
    path = tmp_path / "pack.docx"
    sections = [section(1, entry(), {}), section(2, entry(), {})]
    path.write_bytes(word("Evidence", "Intro.", sections, default_template()))
    assert read_template(str(path))


def refusal(tmp_path, template):
    """What the service says at its start of a template that it cannot use."""
    with pytest.raises(BadRequest) as refused:
        create_app(settings(tmp_path, template))
    assert refused.value.parameter == "word_template"
    assert str(template) in refused.value.message
    return refused.value


def test_the_styles_that_a_template_lacks_are_named_at_the_start(tmp_path):
    refused = refusal(tmp_path, templated(tmp_path / "t.docx", without=["Quote", "toc 1"]))
    assert refused.message.endswith("t.docx lacks the styles TOC 1, Quote.")
    assert "it has them all" in refused.cure


def test_qa_serve_refuses_a_template_before_it_ingests(tmp_path):
    template = templated(tmp_path / "t.docx", without=["Quote"])
    (tmp_path / "data").mkdir()
    command = ["serve", "--data-dir", str(tmp_path / "data")]
    ran = CliRunner().invoke(main, command, env={"QA_WORD_TEMPLATE": str(template)})
    assert ran.exit_code == 2
    assert "lacks the styles Quote." in ran.stderr
    assert list((tmp_path / "data").iterdir()) == []


def test_a_style_of_another_kind_does_not_count(tmp_path):
    document = Document(io.BytesIO(default_template()))
    document.styles["Strong"].delete()
    document.styles.add_style("Strong", WD_STYLE_TYPE.PARAGRAPH)
    document.save(tmp_path / "t.docx")
    assert "lacks the styles Strong." in refusal(tmp_path, tmp_path / "t.docx").message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"", "is not a Word document without macros."),
        (b"PK\x03\x04 broken", "is not a Word document without macros."),
    ],
)
def test_a_file_that_is_no_template_is_refused_at_the_start(tmp_path, content, said):
    path = tmp_path / "t.docx"
    if content is not None:
        path.write_bytes(content)
    refused = refusal(tmp_path, path)
    assert said in refused.message
    assert refused.cure == "Give a .docx or .dotx that Word opens."


@pytest.mark.parametrize(
    "kind",
    [
        b"ms-word.document.macroEnabled.main+xml",
        b"ms-word.template.macroEnabledTemplate.main+xml",
        b"spreadsheetml.sheet.main+xml",
    ],
)
def test_a_template_with_macros_or_of_another_program_is_refused(tmp_path, kind):
    refused = refusal(tmp_path, templated(tmp_path / "t.docm", kind))
    assert "is not a Word document without macros." in refused.message


def test_a_template_of_broken_xml_is_refused(tmp_path):
    whole = zipfile.ZipFile(templated(tmp_path / "whole.docx"))
    with whole, zipfile.ZipFile(tmp_path / "t.docx", "w") as file:
        for name in whole.namelist():
            content = whole.read(name)
            file.writestr(name, content[:-9] if name == "word/document.xml" else content)
    assert "is not a Word document" in refusal(tmp_path, tmp_path / "t.docx").message


def test_another_zip_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "t.docx", "w") as file:
        file.writestr("a.txt", "a")
    assert "is not a Word document" in refusal(tmp_path, tmp_path / "t.docx").message
