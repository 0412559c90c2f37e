import pytest

from thinktank.richtext.sanitise import clean_html


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('<b style="font-weight:normal"><p>plain</p></b>', "<p>plain</p>"),
        ('<p><span style="font-weight:700">a</span> <span style="FONT-STYLE: Italic">b</span></p>', "<p><strong>a</strong> <em>b</em></p>"),
        ('<p><span style="font-weight:600;font-style:oblique">a</span></p>', "<p><em><strong>a</strong></em></p>"),
        ('<p><em style="font-style:normal">a</em><span style="font-weight:400">b</span></p>', "<p>ab</p>"),
        ('<p><span style="font: 700 12px/1 Arial">a</span> <span style="font:italic bold 1em x">b</span> <span style="font:9pt Bold">c</span></p>', "<p><strong>a</strong> <em><strong>b</strong></em> c</p>"),
        ('<p>m<font style="vertical-align: super">2</font></p>', "<p>m<sup>2</sup></p>"),
        ('<p style="font-weight:bold">a</p><div style="font-style:italic">b</div>', "<p><strong>a</strong></p><p><em>b</em></p>"),
        ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("<ul><ol><li>a</li></ol><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        (
            "<table><thead><tr><td>a</td></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        ),
    ],
)  # fmt: skip
def test_styles_and_misplaced_lists_become_elements(written, kept):
    assert clean_html(written) == kept
    assert clean_html(kept) == kept
