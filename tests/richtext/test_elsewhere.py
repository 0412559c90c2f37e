"""Cards of videos and posts on other sites, and the addresses for which there are any."""

import re

import pytest

from tests.publishing.compiling import compiled
from thinktank.delivery.security_headers import PERMISSIONS
from thinktank.richtext.body import expand_body
from thinktank.richtext.elsewhere import PLAYER_ORIGINS, PROVIDERS, player_at
from thinktank.richtext.sanitise import clean_html
from thinktank.settings import SECURE_CSP
from thinktank.syndication.markdown.convert import markdown_of
from thinktank.syndication.portable import made_portable

ID, HEX = "dQw4w9WgXcQ", "0123456789abcdef0123456789abcdef"
YOUTUBE = f"https://www.youtube.com/watch?v={ID}"


@pytest.mark.parametrize(
    ("address", "player"),
    [
        (YOUTUBE, f"https://www.youtube-nocookie.com/embed/{ID}"),
        (f"http://m.youtube.com/watch?list=x&v={ID}&t=30s", f"https://www.youtube-nocookie.com/embed/{ID}"),
        (f"HTTPS://YOUTU.BE/{ID}?si=x", f"https://www.youtube-nocookie.com/embed/{ID}"),
        (f"https://youtube.com/shorts/{ID}", f"https://www.youtube-nocookie.com/embed/{ID}"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
        (f"https://rutube.ru/video/{HEX}/?r=wd", f"https://rutube.ru/play/embed/{HEX}"),
        (
            "https://vkvideo.ru/video-22822305_456241864",
            "https://vk.com/video_ext.php?oid=-22822305&id=456241864",
        ),
        ("https://vk.com/videos-1?z=video-1_2%2Fclub1", "https://vk.com/video_ext.php?oid=-1&id=2"),
        ("https://t.me/s/durov/43", "https://t.me/durov/43?embed=1"),
        (f"javascript:alert('{YOUTUBE}')", None),
        (f"https://youtube.com.evil.example/watch?v={ID}", None),
        (f"https://youtube.com@evil.example/watch?v={ID}", None),
        (f"https://evil.example/?u={YOUTUBE}", None),
        (f"https://evil.example/youtu.be/{ID}", None),
        (f"https://xyoutube.com/watch?v={ID}", None),
        (f"https://www.youtube.com:8443/watch?v={ID}", None),
        (f"https://www.youtube.com/watch?v={ID}x", None),
        ("https://www.youtube.com/watch?v=\u212aQw4w9WgXcQ", None),
        (f"https://www.youtube.com/watch?v={ID}\n", None),
        (f"//youtu.be/{ID}", None),
        ("https://www.youtube.com/@channel", None),
        ("https://t.me/joinchat/abc", None),
        ("https://vimeo.com/76979871onclick=x", None),
        ("", None),
    ],
)
def test_only_addresses_of_one_video_or_post_have_a_player(address, player):
    found = player_at(address)
    assert (found.source if found else None) == player
    if found:
        assert player_at(found.address) == found


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (f'<p data-elsewhere="x"><a href="https://youtu.be/{ID}">A talk</a></p>', f'<p data-elsewhere=""><a href="{YOUTUBE}">A talk</a></p>'),
        (f'<p data-elsewhere=""><a href="{YOUTUBE}"> </a></p>', f'<p data-elsewhere=""><a href="{YOUTUBE}">{YOUTUBE}</a></p>'),
        ('<p data-elsewhere=""><a href="https://x.example/">A talk</a></p>', '<p><a href="https://x.example/">A talk</a></p>'),
        ('<p data-elsewhere=""><a href="javascript:x">A talk</a></p>', "<p>A talk</p>"),
        (f'<p data-elsewhere="">See <a href="{YOUTUBE}">it</a></p>', f'<p>See <a href="{YOUTUBE}">it</a></p>'),
        (f'<blockquote><p data-elsewhere=""><a href="{YOUTUBE}">A talk</a></p></blockquote>', f'<blockquote><p><a href="{YOUTUBE}">A talk</a></p></blockquote>'),
    ],
)  # fmt: skip
def test_a_card_is_one_link_with_a_title_and_a_player(written, kept):
    assert clean_html(written) == kept


def test_a_card_is_a_link_in_markdown_and_names_the_site_to_readers():
    body = compiled(f'<p data-elsewhere=""><a href="{YOUTUBE}">A talk</a></p>')
    assert body.plain_text == "A talk"
    printed = expand_body(body.html, {}, {})
    assert f'data-player="https://www.youtube-nocookie.com/embed/{ID}"' in printed
    assert "Opens at youtube.com; that site then learns your network address." in printed
    assert "<iframe" not in printed
    markdown = markdown_of(made_portable(printed, "https://x.example/"))
    assert markdown == f"[A talk]({YOUTUBE}) (YouTube)"


def test_pages_may_frame_the_players_and_nothing_else():
    assert SECURE_CSP["frame-src"] == PLAYER_ORIGINS
    assert all(re.fullmatch(r"https://[a-z.-]+", origin) for origin in PLAYER_ORIGINS)
    assert len(PLAYER_ORIGINS) == len(PROVIDERS)
    assert all(f'"{origin}"' in PERMISSIONS for origin in PLAYER_ORIGINS)
