"""Texts come back as they were put."""

import pytest

from fastapi_lint.source.texts import LARGE, Texts


@pytest.mark.parametrize("text", ["", "x = 1\n", "naïve 🚀\n", "\ud800"])
@pytest.mark.parametrize("others", [1, LARGE])
def test_texts_come_back(text: str, others: int) -> None:
    texts = Texts()
    texts.put("a.py", text)
    texts.put("b.py", "#" * others)
    assert texts["a.py"] == text
    texts.pack()
    assert texts["a.py"] == text
    assert texts["b.py"] == "#" * others
    assert texts.sizes == {"a.py": len(text), "b.py": others}


def test_the_texts_of_other_files() -> None:
    texts = Texts()
    for path in ("a.py", "b.py", "c.py"):
        texts.put(path, path)
    assert dict(texts.without({"b.py"})) == {"a.py": "a.py", "c.py": "c.py"}
    assert len(texts) == 3
    assert dict(texts.without({"a.py"})) == {"b.py": "b.py", "c.py": "c.py"}
