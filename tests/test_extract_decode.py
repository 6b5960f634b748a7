import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_news.extract.decode import decode

ARABIC = "قال عضو في المجلس المحلي إن الأفران عادت إلى العمل يوم الثلاثاء بعد وصول الطحين عبر طريق الجبل إلى البلدة"
RUSSIAN = "Пекари северного города снова зажгли печи во вторник, сообщил член местного совета нашему корреспонденту"


MISDECLARED = [(codec, declared) for codec in ("cp1256", "iso8859-6", "utf-8") for declared in ("", "utf-8")]


@pytest.mark.parametrize(("codec", "declared"), [*MISDECLARED, ("utf-8", "iso-8859-1")])
def test_arabic_is_read_right_undeclared_or_misdeclared(codec: str, declared: str) -> None:
    declared = declared and f'<meta charset="{declared}">'
    page = f"<html><head>{declared}</head><body><p>{ARABIC}</p></body></html>".encode(codec)
    assert ARABIC in decode(page).text


@pytest.mark.parametrize("codec", ["windows-1256", "iso-8859-6"])
@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "iso-8859-15", "windows-1251", "windows-1256"])
def test_arabic_is_read_right_under_another_s_label(codec: str, declared: str) -> None:
    page = f"<html><head></head><body><p>{ARABIC}</p><p>{ARABIC}</p></body></html>".encode(codec)
    assert decode(page, f"text/html; charset={declared}").text.count(ARABIC) == 2


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        (
            "windows-1252",
            "L’été dernier, des négociateurs français ont été reçus très tôt à Genève.",
        ),
        (
            "windows-1254",
            "Çığ düştü; yaralılar şehir hastanesine götürüldü, ölü sayısı ağır ağır yükseldi.",
        ),
        (
            "windows-1250",
            "Żołnierze zajęli przejście, a mieszkańcy uciekają; część już wróciła.",
        ),
        ("windows-1251", RUSSIAN),
    ],
)
def test_another_script_s_label_is_believed_for_its_own_letters(codec: str, text: str) -> None:
    decoded = decode((text * 8).encode(codec), f"text/html; charset={codec}")
    assert (decoded.text, decoded.source) == (text * 8, "header")


@pytest.mark.parametrize("codec", ["windows-1256", "iso-8859-6"])
def test_a_declared_arabic_encoding_is_believed(codec: str) -> None:
    decoded = decode(f'<meta charset="{codec}"><p>{ARABIC}</p>'.encode(codec))
    assert (ARABIC in decoded.text, decoded.source) == (True, "meta")


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r"])
def test_russian_is_read_right_undeclared(codec: str) -> None:
    assert RUSSIAN in decode(RUSSIAN.encode(codec)).text


@pytest.mark.parametrize("label", ["zlib", "rot13", "utf-7", "base64", "idna", "undefined", "x" * 100_000])
def test_the_name_of_a_codec_names_no_encoding(label: str) -> None:
    page = f'<meta charset="{label}"><p>+ADw-script+AD4- {ARABIC}</p>'.encode()
    decoded = decode(page, f"text/html; charset={label}")
    assert ARABIC in decoded.text
    assert "<script>" not in decoded.text


def test_the_mark_wins_over_every_label() -> None:
    page = b"\xff\xfe" + f'<meta charset="utf-8"><p>{ARABIC}</p>'.encode("utf-16-le")
    decoded = decode(page, "text/html; charset=utf-8")
    assert (ARABIC in decoded.text, decoded.source) == (True, "bom")


def test_utf_16_without_a_mark_needs_the_header() -> None:
    assert ARABIC in decode(ARABIC.encode("utf-16-be"), "text/html; charset=utf-16be").text


def test_a_torn_byte_does_not_unmake_a_page() -> None:
    decoded = decode(ARABIC.encode() + b"\xff" + ARABIC.encode())
    assert (decoded.text.count(ARABIC), decoded.replaced) == (2, 1)


def test_a_word_of_a_third_of_a_megabyte_is_gone_over_once() -> None:
    """It was gone over once for each of its letters: a quarter of an hour, and the page was given up."""
    body = ARABIC.encode("cp1256") + b" " + 300_000 * b"a"
    assert decode(body).encoding == "cp1256"


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_under_any_label_decode(body: bytes, label: str) -> None:
    text = decode(body, f"text/html; charset={label}").text
    assert not any("\ud800" <= char <= "\udfff" for char in text)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    if text[:1] != "\ufeff" and "\x1b" not in text and "\0" not in text:
        assert decode(text.encode()).text == text
