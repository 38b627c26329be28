from xml.parsers import expat

import pytest

from cigen.results.formats.xml.broken import line


@pytest.mark.parametrize(
    "text", ["<a>\n\n<b", "<a>\r\n\r\n<b", "<a>\r\r<b", "<a>\n\r\n\r<b", "<a>\r\n\n\n\r\r\n<b", "<a"]
)
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_line__is_what_expat_counts(text: str, size: int) -> None:
    parser, data = expat.ParserCreate(), text.encode()
    with pytest.raises(expat.ExpatError) as error:
        parser.Parse(data, True)

    assert line([data[at : at + size] for at in range(0, len(data), size)], parser.ErrorByteIndex) == error.value.lineno
