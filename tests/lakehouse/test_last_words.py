"""Why a server has ended, as its log has it."""

from pathlib import Path

import pytest

from levada.lakehouse.last_words import last_words

GO = """  Master       starting
F1122 10:46:02.622774 master.go:244 please verify /data is writable: read-only file system
goroutine 139 [running]:
github.com/seaweedfs/seaweedfs/weed/glog.stacks(0x0)
\tgithub.com/seaweedfs/seaweedfs/weed/glog/glog.go:832 +0x85
"""
JAVA = """2026-11-22T10:46:02.622Z\tINFO\tmain\tBootstrap\tstarting
2026-11-22T10:46:03.622Z\tERROR\tmain\tio.trino.server.Server\tNo such plugin
java.lang.IllegalStateException: No such plugin
\tat io.trino.server.Server.main(Server.java:1)
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GO, "F1122 10:46:02.622774 master.go:244 please verify /data is writable: read-only file system"),
        (JAVA, "java.lang.IllegalStateException: No such plugin"),
        ("one\ntwo\n\n", "two"),
        ("", "it has said nothing"),
    ],
)
def test_the_line_above_the_stack(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "log").write_text(text)
    assert last_words(tmp_path / "log") == said
