"""Whatever an editor types, data in a page stays data."""

import json

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from thinktank.metadata.json_script import json_ld_script

HOSTILE = st.lists(
    st.sampled_from(
        ["</script>", "<!--", "<script", "]]>", "&lt;", "\u2028", "\u2029", '"', "\\", "\x00", "ы"]
    )
    | st.text(max_size=5)
).map("".join)


@given(HOSTILE, HOSTILE)
def test_the_data_comes_out_as_it_went_in_and_nothing_else_is_on_the_page(title, name):
    script = str(json_ld_script({"name": title, name or "x": [title]}))
    inside = script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not {"<", ">", "&", "\u2028", "\u2029"} & set(inside)
    found = json.loads(inside)
    assert found.pop("@context") == "https://schema.org" or name == "@context"
    assert name == "name" or found["name"] == title


def test_a_browser_sees_one_element():
    page = html.fromstring(f"<div>{json_ld_script({'name': '</script><b>x</b><!--'})}<i>after</i></div>")
    assert [element.tag for element in page] == ["script", "i"]
