from hypothesis import given, settings, strategies as st

from whosaid_models.text.html import extract_text

STORY = "The committee rejected the plan on Monday. Its chairwoman said that it would cost 40 million euros too much. "
PAGE = (
    "<!doctype html><html><head><title>Plan rejected</title><script>var tracked = 'secret';</script></head><body>"
    f"<nav><a href='/'>Home</a></nav><article><h1>Plan rejected</h1><p>{STORY * 3}</p>"
    f"<p>Caf&eacute; &amp; bar &#8220;Le Soleil&#8221; closed. {STORY}</p>"
    "</article><footer>Imprint</footer></body></html>"
)
BROKEN = (
    "<p>", "</p>", "<", ">", "&amp;", "&#0;", "&#xD800;", "<!--", "-->", "\x00", "\x0b", "é", "words ",
    "<title>", "<html>", "<![CDATA[",
)  # fmt: skip


def test_the_main_text_is_kept_and_the_rest_left_out():
    page = extract_text(PAGE)
    assert STORY.strip() in page.text
    assert "Café & bar “Le Soleil” closed." in page.text
    assert not page.simplified
    assert "secret" not in page.text
    assert "Imprint" not in page.text
    assert (page.text + page.title).count("Plan rejected") == 1


def test_a_page_without_main_text_is_read_whole():
    page = extract_text("<div>One &lt;b&gt;<br>two</div><script>no</script><style>no</style><!-- no -->")
    assert page.text.splitlines() == ["One <b>", "two"]
    assert page.simplified


def test_a_page_without_words_is_empty():
    assert not extract_text("<html><body><script>x()</script></body></html>").text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(BROKEN), max_size=12).map("".join))
def test_no_page_is_too_broken(page):
    found = extract_text(page)
    assert isinstance(found.text, str)
