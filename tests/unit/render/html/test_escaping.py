"""Text of strangers in HTML, in attributes and in the data of a script."""

from __future__ import annotations

import json
import re

from fastapi_lint.render.html.escaping import in_script, prose, text
from fastapi_lint.render.html.manuals import rendered

HOSTILE = "</script><!--<script>alert(1)</script>\u2028&\"'"


def test_nothing_ends_the_element_of_the_data() -> None:
    written = in_script({HOSTILE: [HOSTILE]})
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written) == {HOSTILE: [HOSTILE]}


def test_text_is_text_between_tags_and_in_attributes() -> None:
    assert text('"onmouseover="x') == "&quot;onmouseover=&quot;x"
    assert text("<b>'&") == "&lt;b&gt;&#x27;&amp;"


def test_what_controls_the_display_is_told_instead() -> None:
    assert text("a\u202eb\x1b") == "a\\u202eb\\x1b"
    assert text("caf\udce9") == "caf\\udce9"


def test_only_names_are_set_off_in_a_sentence() -> None:
    assert prose("calls `<b>` here") == "calls <code>&lt;b&gt;</code> here"


def test_the_manual_of_a_rule_brings_no_html_and_no_address_but_of_the_web() -> None:
    shown = rendered("<b>x</b> [y](javascript:alert) ![z](https://example.com/z.png)\n\n<script>1</script>")
    assert "<b>" not in shown
    assert "<script>" not in shown
    assert "javascript:alert" not in re.findall(r'href="([^"]*)"', shown)
    assert "<img" not in shown


def test_bare_addresses_in_references_are_links() -> None:
    assert rendered("- FastAPI: <https://a.example/x>, https://b.example/y.") == (
        '<ul>\n<li>FastAPI: <a href="https://a.example/x">https://a.example/x</a>, '
        '<a href="https://b.example/y">https://b.example/y</a>.</li>\n</ul>\n'
    )


def test_tables_are_aligned_without_styles_in_attributes() -> None:
    assert '<td class="to-right">1</td>' in rendered("| a |\n|--:|\n| 1 |\n")
