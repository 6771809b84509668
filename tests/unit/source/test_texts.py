"""Texts come back as they were put."""

import pytest

from fastapi_lint.source.texts import Texts


@pytest.mark.parametrize("text", ["", "x = 1\n", "naïve 🚀\n", "\ud800"])
def test_texts_come_back(text: str) -> None:
    texts = Texts()
    texts.put("a.py", text)
    assert texts["a.py"] == text
    texts.pack()
    assert texts["a.py"] == text
    assert texts.sizes == {"a.py": len(text)}


def test_the_texts_of_other_files() -> None:
    texts = Texts()
    for path in ("a.py", "b.py", "c.py"):
        texts.put(path, path)
    assert dict(texts.without({"b.py"})) == {"a.py": "a.py", "c.py": "c.py"}
    assert len(texts) == 3
    texts.pack()
    assert dict(texts.without({"a.py"})) == {"b.py": "b.py", "c.py": "c.py"}
