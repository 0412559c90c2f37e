"""Clipboards of other programs, pasted in Chromium under the desk's CSP; the fixture `complaints` reports violations."""

import base64
import re

import pytest
from django.conf import settings

from tests.desk.test_browser import editor_of
from tests.factories import make_expert
from tests.library import uploads
from tests.live_site import open_site
from tests.session import new_editor

pytestmark = [pytest.mark.browser, pytest.mark.long]

WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">'
    '<style><!-- @font-face {font-family:Wingdings;} p.MsoNormal {margin:0cm;} span.strong {font-weight:bold;}'
    " @list l0:level1 {mso-level-number-format:bullet;} --></style></head><body lang=EN-US><!--StartFragment-->"
)  # fmt: skip
END = "<!--EndFragment--></body></html>"


def item(words, mark, level=1, number=0):
    return (
        f"<p class=MsoListParagraphCxSpMiddle style='margin-left:{36 * level}pt;mso-list:l{number} level{level} lfo{number + 1}'>"
        f"<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>{mark}"
        "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>"
        f"<span lang=EN-US>{words}<o:p></o:p></span></p>\n"
    )


def reference(name):
    return (
        f'<a style=\'mso-footnote-id:{name}\' href="#_{name}" name="_{name.replace("tn", "tnref").replace("dn", "dnref")}">'
        "<span class=MsoFootnoteReference><span style='mso-special-character:footnote'><![if !supportFootnotes]>[1]<![endif]></span></span></a>"
    )


def note(name, words):
    back = name.replace("tn", "tnref").replace("dn", "dnref")
    return (
        f'<div style=\'mso-element:footnote\' id={name}><p class=MsoFootnoteText><a href="#_{back}" name="_{name}">'
        f"<span class=MsoFootnoteReference>[1]</span></a> {words}<o:p></o:p></p></div>"
    )


def noted(words):
    return f'<span data-footnote="">{words}</span>'


TABLE = (
    '<table><tbody><tr><th><p>A</p></th><th colspan="2"><p>B</p></th></tr><tr><td rowspan="2"><p>1</p></td><td><p>2</p></td><td><p>3</p></td></tr>'
    "<tr><td><p>4</p></td><td><p>5</p></td></tr></tbody></table>"
)
PASTED = {
    "shared document": (
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-weight:400">Plain.</span></p>'
        '<p dir="ltr"><span style="font-weight:700">Bold</span><span style="font-weight:400"> and </span>'
        '<span style="font-weight:400;font-style:italic">italic</span></p><ul><li><p>one</p></li><ul><li><p>in it</p></li></ul></ul></b>',
        "<p>Plain.</p><p><strong>Bold</strong> and <em>italic</em></p><ul><li><p>one</p><ul><li><p>in it</p></li></ul></li></ul>",
        "",
    ),
    "a shared document that has lost its styles, with icons": (
        '<b id="docs-internal-guid-1"><p>Plain <b>bold</b><svg width="16"><path></path></svg><a href="#x" aria-hidden="true"><svg></svg></a></p></b>',
        "<p>Plain <strong>bold</strong></p>",
        "",
    ),
    "mail and notes": (
        '<style>span.s1 {font-weight: bold}</style><div style="font-family:Arial"><span class="s1">a</span> <em style="font-style:normal">b</em> '
        '<span style="font:italic bold 12px/30px Georgia">c</span> m<span style="vertical-align:super">2</span></div><div><br></div><div>it\'s</div>',
        "<p><strong>a</strong> b <strong><em>c</em></strong> m<sup>2</sup></p><p>it's</p>",
        "",
    ),
    "headings": (
        f"{WORD}<p class=MsoTitle>T</p><h1>A<o:p></o:p></h1><p class=MsoHeading4>B</p><h6><b>C</b></h6><p style='mso-outline-level:2'>D</p>{END}",
        "<h2>T</h2><h2>A</h2><h3>B</h3><h3>C</h3><h2>D</h2>",
        "",
    ),
    "lists": (
        WORD + item("one", "·") + item("two", "o", 2) + item("three", "§", 3) + item("four", "·")
        + "<p class=MsoNormal>Text</p>" + item("third", "3.", 1, 1) + item("inner", "·", 2, 1) + END,
        "<ul><li><p>one</p><ul><li><p>two</p><ul><li><p>three</p></li></ul></li></ul></li><li><p>four</p></li></ul><p>Text</p>"
        '<ol data-type="decimal" start="3"><li><p>third</p><ul><li><p>inner</p></li></ul></li></ol>',
        "",
    ),
    "no lists": (
        "<p>—&nbsp;Да.</p><p>§&nbsp;5</p><p class=MsoListParagraph>12. января</p><p>·&nbsp;&nbsp; one</p>",
        "<p>—&nbsp;Да.</p><p>§&nbsp;5</p><p>12. января</p><ul><li><p>one</p></li></ul>",
        "",
    ),
    "notes": (
        f"{WORD}<p>End. {reference('ftn1')}{reference('ftn2')} <b>Bold{reference('ftn3')}</b></p>{item('item' + reference('edn1'), '·')}{END}"
        "<div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all><hr width='33%'><![endif]>"
        + note("ftn1", "A <i>word</i>, <a href='https://example.org/'>there</a>.") + note("ftn2", "B") + note("ftn3", "C") + "</div>"
        + note("edn1", "D"),
        f'<p>End.{noted("A <em>word</em>, <a href=\"https://example.org/\">there</a>.")}{noted("B")} <strong>Bold</strong>{noted("C")}</p>'
        f"<ul><li><p>item{noted('D')}</p></li></ul>",
        "",
    ),
    "notes of other programs": (
        '<p>a<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a> b<sup id="r2"><a href="https://x.example/p#n2">[2]</a></sup></p>'
        '<div id="sdfootnote1"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a>A.</p></div>'
        '<ol class="references"><li id="n2"><span>^ <a href="https://x.example/p#r2"><sup>a</sup></a></span> <i>B</i>.</li></ol>',
        f"<p>a{noted('A.')} b{noted('<em>B</em>.')}</p>",
        "",
    ),
    "a note left behind": (f"{WORD}<p>End.{reference('ftn1')}</p>{END}", "<p>End.[1]</p>", "The text of a footnote was not on the clipboard"),
    "tables": (
        "<table><tr><td><p><b>A</b></p></td><td colspan=2><span style='font-weight:700'>B</span></td></tr>"
        "<tr><td rowspan=2>1</td><td>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr></table>",
        TABLE,
        "",
    ),
    "a table of a word processor": (
        WORD + "<table class=MsoTableGrid border=1 width=604 style='width:453.1pt;border-collapse:collapse;mso-border-alt:solid windowtext .5pt'>"
        "<tr style='mso-yfti-irow:0'><td width=201 valign=top style='width:151pt;padding:0cm 5.4pt'><p align=center style='text-align:center'><b>A<o:p></o:p></b></p></td>"
        "<td width=403 colspan=2 style='width:302pt;font-family:\"Times New Roman\",serif'><p class=MsoNormal><b>B</b></p></td></tr>"
        f"<tr><td rowspan=2 style='width:1pt'>1</td><td style='width:1pt'>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr></table>{END}",
        TABLE, "",
    ),
    "a table of a shared document": (
        '<b style="font-weight:normal" id="docs-internal-guid-2"><div dir="ltr" style="margin-left:0pt;" align="left"><table style="border:none">'
        '<colgroup><col width="120" /><col width="200" style="width:200px"/><col></colgroup><tbody><tr style="height:0pt"><td style="vertical-align:top">'
        '<p dir="ltr" style="line-height:1.2"><span style="font-weight:700">A</span></p></td><td colspan="2" style="x:y"><p><span style="font-weight:700">B</span></p></td></tr>'
        '<tr><td rowspan="2">1</td><td>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr></tbody></table></div></b>',
        TABLE, "",
    ),
    "a table of a spreadsheet": (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style><!--table {mso-displayed-decimal-separator:"\\.";} .xl65 {font-weight:700;} --></style></head>'
        "<body><table border=0 width=128 style='border-collapse:collapse;width:96pt'><col width=64 span=3 style='mso-width-source:userset;width:48pt'><!--StartFragment-->"
        "<tr height=20 style='height:15.0pt'><td class=xl65 width=64 style='width:48pt' x:str=\"it's\">A</td><td class=xl65 colspan=2 style='mso-ignore:colspan;font-family:\"Aptos Narrow\", sans-serif'>B</td></tr>"
        "<tr><td rowspan=2 align=right style='width:1pt'>1</td><td>2</td><td data-sheets-value='{\"2\":\"a > b\"}' style='width:1pt'>3</td></tr><tr><td>4</td><td>5</td></tr><!--EndFragment--></table>",
        TABLE, "",
    ),
    "a table with quotation marks out of place": (
        '<table cellpadding=4 width="100%"" style="width:9cm"><col width="85*"/><tr><th title="the "sum"" style="width:33%">A</th><th colspan=2 abbr=\'x\'y\' style=\'color:red\'>B</th></tr>'
        "<tr><td rowspan=2 style=width:1px>1</td><td>2</td><td/style=width:1px>3</td></tr><tr><td>4</td><td>5</td></tr></table>",
        TABLE, "",
    ),
    "a table of another site's editor": (
        '<table style="min-width: 75px" data-pm-slice="1 1 -2 []"><colgroup><col style="min-width: 25px"><col style="width: 25px"></colgroup><tbody>'
        '<tr><th colwidth="25"><p>A</p></th><th colspan="2" colwidth="25,50" style="text-align: right"><p>B</p></th></tr>'
        '<tr><td rowspan="2"><p>1</p></td><td><p>2</p></td><td><p>3</p></td></tr><tr><td><p>4</p></td><td><p>5</p></td></tr></tbody></table>',
        TABLE, "",
    ),
    "a picture with an address": (
        '<p>See:</p><figure><img src="https://example.org/map.jpg" alt="Map"><figcaption>Crossings</figcaption></figure>',
        "<p>See:</p><p>⟦🖼 picture: Map⟧</p><p>Crossings</p>",
        "A picture was not pasted",
    ),
    "a picture as VML": (
        f'{WORD}<p>See <v:shape id="a"><v:imagedata src="file:///C:/Temp/image001.png" o:title="Chart"/></v:shape></p>{END}',
        "<p>See ⟦🖼 picture: Chart⟧</p>",
        "A picture was not pasted",
    ),
    "pictures by other means": (
        '<figure><svg viewBox="0 0 600 400" width="100%"><title>Chart</title><image href="x.png"></image></svg><figcaption>C</figcaption></figure>'
        '<p>a <object type="image/svg+xml" data="/a/map.svg">Map</object> b <embed src="https://example.org/x.png?y"> c <input type=image alt="Plan" src="x"> '
        'd <amp-img src="https://example.org/p.jpg" width=600 height=400></amp-img> e <object data="x.svg"><img src="https://example.org/x.png" alt="Old"></object> '
        'f <canvas aria-label="Curve"></canvas> g <svg viewBox="0 0 24 24"></svg><svg style="width:1.2em"></svg><amp-img width=1 height=1></amp-img></p>',
        "<p>⟦🖼 picture: Chart⟧</p><p>C</p><p>a ⟦🖼 picture: Map⟧ b ⟦🖼 picture: x.png⟧ c ⟦🖼 picture: Plan⟧ d ⟦🖼 picture: p.jpg⟧ e ⟦🖼 picture: Old⟧ "
        "f ⟦🖼 picture: Curve⟧ g</p>",
        "A picture was not pasted",
    ),
    "pictures of one name": (
        "<p>⟦🖼 picture: A⟧ <img alt=A src=x> <img alt=A src=y> <v:imagedata o:title=A></v:imagedata> <svg aria-label=A></svg></p>",
        "<p>⟦🖼 picture: A⟧ ⟦🖼 picture: A 2⟧ ⟦🖼 picture: A 3⟧ ⟦🖼 picture: A 4⟧ ⟦🖼 picture: A 5⟧</p>",
        "A picture was not pasted",
    ),
    "several pictures in one frame": (
        "<figure><img alt=A src=x><img alt=B src=y><figcaption>C</figcaption></figure>", "<p>⟦🖼 picture: A⟧</p><p>⟦🖼 picture: B⟧</p><p>C</p>", "A picture was not pasted",
    ),
    "film and other files": ('<p>a <object type="video/mp4" data="x.mp4"><img src="data:image/png;base64,AAAA"></object> <embed src="x.pdf"></p>', "<p>a</p>", "or a formula was left out.\nClose"),
    "headings with their own address, and empty ones": (
        '<h4>&nbsp;</h4><h1><a href="#a" aria-hidden="true">Link</a>A</h1><h2>B <a href="#b">¶</a></h2><h2>C <a href="https://example.org/#c">#1</a></h2>',
        '<h2>A</h2><h2>B</h2><h2>C <a href="https://example.org/#c">#1</a></h2>',
        "",
    ),
    "what has no place here": (
        '<p><s>old</s> <u>u</u> <a href="file:///C:/a">f</a><iframe src="https://example.org/"></iframe></p>',
        "<p>old u f</p>",
        "Struck-through words",
    ),
    "a link that would run a script": (
        '<p><a href=" JavaScript:alert(1)">a</a> <a href="vbscript:x">b</a></p>', "<p>a b</p>", "A link that would run a script was left out",
    ),
    "weight and slant in other words": (
        "<p><span style='font: 700 12px Arial'>a</span> <b style='font:12px Arial'>b</b> <i style='font:600 1em/1 x'>c</i> <b style='font-weight:inherit'>d</b> "
        "<span style='font:oblique 12pt x'>e</span> m<span style='vertical-align:4.0px'>2</span> <sup><span style='vertical-align:baseline'>3</span></sup></p>",
        "<p><strong>a</strong> b <strong>c</strong> d <em>e</em> m<sup>2</sup> <sup>3</sup></p>",
        "",
    ),
    "underlined links": (
        "<p><a href='https://a.example/'><u>x</u></a> <u><a href='https://a.example/'>y</a></u></p>",
        '<p><a href="https://a.example/">x</a> <a href="https://a.example/">y</a></p>',
        "",
    ),
    "headings by any means": (
        '<p role="heading" aria-level="3">a</p><section role=heading aria-level=1>b</section><ol start=2><li><h2>c</h2></li><li><h2>d</h2></li></ol>'
        + f"{WORD}<p class=Head style='mso-outline-level:2;mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp; </span></span>e</p>{END}",
        "<h3>a</h3><h2>b</h2><h2>2. c</h2><h2>3. d</h2><h2>1. e</h2>",
        "",
    ),
    "headings where none can stand": ("<ul><li><h3>a</h3><p>b</p></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>", "Headings in lists and tables"),
    "lists that are interrupted": (
        WORD + item("a", "i.") + item("b", "ii.") + "<p class=MsoNormal>Text</p>" + item("c", "iii.") + item("d", "б)", 2) + item("e", "10.")
        + item("f", "[1]", 1, 4) + item("g", "Article 1.", 1, 5) + END,
        '<ol data-type="decimal"><li><p>a</p></li><li><p>b</p></li></ol><p>Text</p><ol data-type="decimal" start="3"><li><p>c</p>'
        '<ol data-type="decimal" start="2"><li><p>d</p></li></ol></li></ol><ol data-type="decimal" start="10"><li><p>e</p></li></ol>'
        '<ol data-type="decimal"><li><p>f</p></li></ol><p>Article 1. g</p>',
        "A list with letters or Roman numerals",
    ),
    "lists with numbers of several levels": (
        WORD + item("a", "2.", 1, 1) + item("b", "2.1.", 2, 1) + item("c", "2.2.", 2, 1) + END,
        '<ol data-type="decimal" start="2"><li><p>a</p><ol data-type="decimal"><li><p>b</p></li><li><p>c</p></li></ol></li></ol>',
        "Numbers such as 1.2",
    ),
    "lists that say their numbers": (
        '<ol><li value=3>a</li><li>b</li><li value=7 style="list-style-type:lower-alpha">c</li></ol>',
        '<ol data-type="decimal" start="3"><li><p>a</p></li><li><p>b</p></li></ol><ol data-type="decimal" start="7"><li><p>c</p></li></ol>',
        "A list with letters or Roman numerals",
    ),
    "Word in a browser": (
        '<p class=Paragraph role=heading aria-level=1><span>Head</span><span class="EOP">&nbsp;</span></p>'
        '<div class=ListContainerWrapper><ul><li data-listid=1 data-aria-level=1><p class=Paragraph>one<span class=EOP>&nbsp;</span></p></li></ul></div>'
        '<div class=ListContainerWrapper><ul><li data-listid=1 data-aria-level=2><p class=Paragraph>inner<span class=EOP>&nbsp;</span></p></li></ul></div>'
        '<div class=ListContainerWrapper><ol start=2><li data-listid=2><p class=Paragraph role=heading aria-level=2>Next</p></li></ol></div>'
        "<table><tr><td role=columnheader>A</td><td role=columnheader>B</td></tr><tr><td role=rowheader>1</td><td>2</td></tr></table>",
        "<h2>Head</h2><ul><li><p>one</p><ul><li><p>inner</p></li></ul></li></ul><h2>2. Next</h2><table><tbody><tr><th><p>A</p></th><th><p>B</p></th></tr>"
        "<tr><th><p>1</p></th><td><p>2</p></td></tr></tbody></table>",
        "",
    ),
    "notes that begin with a number": (
        f"{WORD}<p>x{reference('ftn1')} y<a href='#fn2' id=r2>2</a> z<sup><a href='#footnote3'>3</a></sup> d<a href='#id4' id=r4>4</a></p>{note('ftn1', '1991 was. I know.')}{END}"
        "<ol><li id=fn2>2 июня. <a href='#r2'>↩</a></li></ol><p id=footnote3>3. Civil society.</p><aside id=id4>[<a href='#r4'>4</a>]<p>1999 again.</p></aside>",
        f"<p>x{noted('1991 was. I know.')} y{noted('2 июня.')} z{noted('Civil society.')} d{noted('1999 again.')}</p>",
        "",
    ),
    "a note of two paragraphs, and a comment": (
        '<p>One<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup> two<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p><hr>'
        '<div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a> A.</p><p>B.</p></div><div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a> C</p><p>D</p></div>',
        f"<p>One{noted('A. B.')} two</p>",
        "Comments were left out",
    ),
    "a note between words, and a section that leads back": (
        '<ul><li><a id=t1 href="#s1">Intro</a></li></ul><div id=s1><h2><a href="#t1">Intro</a></h2><p>One <sup><a href="#fn1" id=r1>1</a></sup>two</p></div>'
        '<ol><li id=fn1>A <a href="#r1">^</a></li></ol>',
        f"<ul><li><p>Intro</p></li></ul><h2>Intro</h2><p>One{noted('A')} two</p>",
        "Links within the pasted document",
    ),
    "tables with header columns and several header rows": (
        "<table><tr><td></td><td><b>X</b></td></tr><tr><td></td><td><b>Y</b></td></tr><tr><td rowspan=2><b>A</b></td><td>1</td></tr><tr><td>2</td></tr>"
        "<tr><td><b>B</b></td><td>3</td></tr></table>",
        "<table><tbody><tr><th><p></p></th><th><p>X</p></th></tr><tr><th><p></p></th><th><p>Y</p></th></tr><tr><th rowspan=\"2\"><p>A</p></th><td><p>1</p></td></tr>"
        "<tr><td><p>2</p></td></tr><tr><th><p>B</p></th><td><p>3</p></td></tr></tbody></table>",
        "",
    ),
    "a table with a caption": (
        "<table><caption>Trade, <i>bn</i></caption><tr><td>1</td></tr></table>",
        '<p data-caption="">Trade, <em>bn</em></p><table><tbody><tr><td><p>1</p></td></tr></tbody></table>',
        "",
    ),
    "pull quotes, and what is none": (
        '<aside><blockquote><p>a <b>b</b></p></blockquote><p>C</p></aside><aside><blockquote><p>d <a href="/x/">e</a></p></blockquote></aside><aside>f</aside>',
        '<aside><blockquote><p>a <strong>b</strong></p></blockquote><p>C</p></aside><blockquote><p>d <a href="/x/">e</a></p></blockquote><p>f</p>',
        "",
    ),
    "figures without pictures": (
        "<figure><table><tfoot><tr><td>f</td></tr></tfoot><tbody><tr><td>b</td></tr></tbody></table><figcaption>C</figcaption></figure><figure><blockquote>q</blockquote></figure>",
        "<table><tbody><tr><td><p>b</p></td></tr><tr><td><p>f</p></td></tr></tbody></table><p>C</p><blockquote><p>q</p></blockquote>",
        "",
    ),
    "a check list and a formula": (
        '<ul><li role=checkbox><img src="data:image/png;base64,AAAA" aria-roledescription=checkbox><p>todo</p></li></ul><p>E <span class=katex><math><mi>x</mi>'
        "<annotation>x</annotation></math><span aria-hidden=true>x</span></span> end</p>",
        "<ul><li><p>todo</p></li></ul><p>E x end</p>",
        "Form fields were left out",
    ),
    "tracked changes": (
        f"{WORD}<p>Keep <del cite='mailto:x'>gone</del> <ins cite='mailto:x'>new</ins></p>{END}", "<p>Keep new</p>", "Words deleted while changes were tracked",
    ),
    "hidden text": ("<p>a<span style='display:none'>b</span><span hidden>c</span><span style='visibility:hidden'>d</span></p>", "<p>a</p>", "Hidden text was left out"),
    "lines and blocks": (
        "<pre>a\n<b>b\n</b>c</pre><p style='white-space:pre-wrap'>x\ny</p><dl><dt>A</dt><dd>B</dd><dt>C</dt></dl><span style='display:block'>d</span>"
        "<span style='display:block'>e <q>f</q></span><p>&#8203;</p><p>&nbsp; lead&nbsp;</p><p class=MsoQuote>g</p><p class=MsoQuote>h</p>",
        '<p>a<br><strong>b</strong><br>c</p><p>x<br>y</p><p>A</p><p>B</p><p>C</p><p>d</p><p>e "f"</p><p>lead</p><blockquote><p>g</p><p>h</p></blockquote>',
        "",
    ),
    "addresses that no link can hold": (
        "<base href='https://x.example/'><p><a href='http://[::1'>h</a><a href='tel:+7495'>t</a> <a href='../x'>r</a> <a href='//example.org/x'>p</a> <a href='mailto:a@b.example,c@d.example'>m</a></p>",
        '<p>ht r <a href="https://example.org/x">p</a> <a href="mailto:a@b.example,c@d.example">m</a></p>',
        "to other programs were removed",
    ),
    "pages of another site's editor": (
        '<h1 data-pm-slice="1 1 []">A</h1><p><img src="https://example.org/x.png" alt="X"></p>', "<h2>A</h2><p>⟦🖼 picture: X⟧</p>", "A picture was not pasted",
    ),
    "a text of our own editor": (f'<p data-pm-slice="1 1 []">a <strong>b</strong>{noted("n")}</p>', f"<p>a <strong>b</strong>{noted('n')}</p>", ""),
    "right to left by what is around": (
        '<div dir="rtl"><p>EU قال</p><ul><li>A</li></ul></div><p style="direction:rtl">NATO</p>',
        '<p dir="rtl">EU قال</p><ul dir="rtl"><li dir="rtl"><p>A</p></li></ul><p dir="rtl">NATO</p>',
        "",
    ),
    "right to left": ('<p dir="ltr">a</p><p dir="rtl">b</p><p dir="rtl">שלום</p>', '<p>a</p><p dir="rtl">b</p><p>שלום</p>', ""),
}  # fmt: skip
PASTE = """([html, file]) => {
    const text = document.querySelector(".prose-editor:has(#id_body_en) .ProseMirror[contenteditable]"), data = new DataTransfer()
    if (html) data.setData("text/html", html)
    if (file) data.items.add(new File([Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0))], "map.png", {type: "image/png"}))
    window.editors.id_body_en.chain().setContent("").focus().run()
    text.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}))
    return [document.querySelector("#id_body_en").value, document.querySelector(".prose-editor:has(#id_body_en) .paste-notice").innerText]
}"""
COMPLETED = """texts => import("desk/paste/addresses").then(({completed, isKept}) =>
    texts.map(text => isKept(completed(text)) ? completed(text) : null))"""
KEEP_EDITORS = """window.editors = {}
document.addEventListener("prose-editor:ready", ({detail}) => { window.editors[detail.textarea.id] = detail.editor })"""
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP8z4APMOGVHbHSAEEsAROxCnMTAAAAAElFTkSuQmCC"
FIGURE = re.compile(r'<figure class="figure"><img src="/library/[0-9a-f-]{36}/" alt="[^"]*"></figure>')


@pytest.fixture(scope="module")
def site():
    with open_site(settings.DATABASES["default"]) as site:
        site.session = site.call(prepare)
        yield site


def prepare():
    make_expert(given_name_en="Anna", family_name_en="Orlova")
    return new_editor("vera")


@pytest.fixture
def page(site, new_page):
    page = new_page(site=site)
    page.add_init_script(KEEP_EDITORS)
    name, value = site.session
    page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
    page.goto("/admin/articles/article/add/")
    editor_of(page, "body_en")
    page.locator(".prose-editor:has(#id_body_en) .prose-menubar__button").first.wait_for()
    page.locator(".prose-editor:has(#id_body_en) .paste-notice").wait_for(state="attached")
    return page


def test_pasted_content_is_cleaned_and_the_editor_learns_what_was_removed(page):
    wrong = {}
    for name, (html, kept, said) in PASTED.items():
        text, notice = page.evaluate(PASTE, [html, ""])
        if text != kept or ((said not in notice) if said else notice):
            wrong[name] = (text, notice)
    assert not wrong, wrong


def test_a_pasted_picture_is_added_to_the_library_and_to_the_text(page):
    picture = f'<img alt="Chart" src="data:image/png;base64,{PNG}">'
    html = f'<p>See <a href="https://example.org/">{picture}</a> here.</p>'
    for content in ([html, ""], ["", PNG]):
        text, notice = page.evaluate(PASTE, content)
        assert "⟦🖼 picture: " in text
        assert "Adding pictures to the library" in notice
        assert ("The link of a picture was left out." in notice) == (content == [html, ""])
        page.locator(".paste-notice", has_text="The picture is in the library now").wait_for()
        text = page.input_value("#id_body_en")
        assert FIGURE.search(text)
        assert "⟦" not in text


def test_pictures_in_pasted_text_are_placed_in_reading_order(page):
    data = [base64.b64encode(uploads.photo(width=20 + n)).decode() for n in range(3)]
    pictures = [f'<img alt="{alt}" src="data:image/jpeg;base64,{data[n]}">' for n, alt in enumerate("MMT")]
    html = '<p>a <img alt="M" src="https://example.org/"> {} b {} c {} d</p>'.format(*pictures)
    page.evaluate(PASTE, ["<p>⟦🖼 picture: M⟧</p><p>x</p>", ""])
    page.evaluate(PASTE.replace('.setContent("").focus()', '.focus("end")'), [html, ""])
    page.locator(".paste-notice", has_text="The picture is in the library now").wait_for()
    text = page.input_value("#id_body_en")
    assert text.startswith("<p>⟦🖼 picture: M⟧</p><p>xa ⟦🖼 picture: M 2⟧ b c d</p><figure")
    assert re.findall('alt="([^"]*)"', text) == ["M", "M", "T"]
    page.evaluate(PASTE, ["<p>{} {}<br>{}</p>".format(*pictures), ""])
    page.locator(".paste-notice", has_text="The picture is in the library now").wait_for()
    text = page.input_value("#id_body_en")
    assert re.sub(FIGURE, "", text) == ""
    assert re.findall('alt="([^"]*)"', text) == ["M", "M", "T"]


def test_the_editor_learns_that_a_pasted_animation_no_longer_moves(page):
    gif = base64.b64encode(uploads.gif_of(2)).decode()
    page.evaluate(PASTE, [f'<p>See <img alt="Waves" src="data:image/gif;base64,{gif}"> here.</p>', ""])
    page.locator(".paste-notice", has_text="“Waves” is an animation.").wait_for()


def test_a_link_is_found_by_name_in_the_dialogue_and_a_short_address_is_completed(page):
    page.evaluate(PASTE, ["<p>her site</p>", ""])
    page.locator(".prose-editor:has(#id_body_en) .ProseMirror-focused").wait_for()
    page.keyboard.press("Control+a")
    typed = [
        "//example.org/x",
        "example.org:80",
        "a@example.org?subject=x",
        "report.pdf",
        "node.js",
        "www.cd-rom.zip",
        "tel:8800",
    ]
    assert page.evaluate(COMPLETED, typed) == [
        "https://example.org/x", "https://example.org:80", "mailto:a@example.org?subject=x", None, None, "https://www.cd-rom.zip", None,
    ]  # fmt: skip
    page.keyboard.press("Control+k")
    page.locator("dialog", has_text="Insert Link").get_by_role("button", name="Insert", exact=True).wait_for()
    assert page.locator("dialog input[type=search]").evaluate("field => field === document.activeElement")
    page.keyboard.type("orlo")
    page.locator("[role=option]", has_text="Anna Orlova").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    address = page.locator("dialog input[name=href]")
    assert address.input_value().startswith("subject:")
    assert (
        page.locator(f"id={address.get_attribute('aria-describedby')}").inner_text() == "Expert: Anna Orlova"
    )
    page.locator("dialog input[name=href]").fill("www.example.org")
    page.click("dialog button[type=submit]")
    page.locator("dialog").wait_for(state="detached")
    assert 'href="https://www.example.org"' in page.input_value("#id_body_en")
