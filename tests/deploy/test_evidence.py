"""Each test that the threat model and the table of ASVS name is there."""

import re

import pytest

from tests.making import ROOT

NAMED = re.compile(r"`((?:deploy|qa|web)/[\w/]*test_\w+\.py)(?:: (test_\w+))?`")


@pytest.mark.parametrize("document", ["threat-model.md", "asvs.md"])
def test_each_test_that_is_named_is_there(document):
    named = NAMED.findall((ROOT / "docs" / document).read_text(encoding="utf-8"))
    assert len(named) > 20
    missing = []
    for file, test in named:
        path = ROOT / "tests" / file
        if not path.exists() or (test and f"def {test}(" not in path.read_text(encoding="utf-8")):
            missing.append(f"{file}: {test}")
    assert missing == []
