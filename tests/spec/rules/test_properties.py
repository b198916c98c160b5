"""Properties of tables that nothing can write by."""

import pytest

from tests.spec.conftest import HEAD, Problems


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("write.target-file-size-bytes: 1 GB", "'1 GB' is no whole number"),
        ("format-version: '3'", "'3' cannot be written"),
        ("write.parquet.compression-codec: lzma", "'lzma' cannot be written"),
        ("write.format.default: orc", "'orc' cannot be written"),
        ("write.parquet.compression-codec: ZSTD", ""),
        ("owner: anybody", ""),
    ],
)
def test_values_that_cannot_be(problems: Problems, said: str, message: str) -> None:
    found = problems(
        {"pipelines/p.yaml": f"{HEAD}steps: [{{spark: a, into: m.a}}]\ndatasets: {{m.a: {{properties: {{{said}}}}}}}"}
    )
    assert [problem.message for problem in found] == ([message] if message else [])
