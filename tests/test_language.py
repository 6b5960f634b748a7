"""The quick walk over a text finds the features that py3langid's own finds."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from syria_news.extract.identifier import Identifier
from syria_news.extract.language import LANGUAGES

ENGLISH = "Residents said that buses had reached the crossing before dawn, and that the road was open again."
ARABIC = "قال سكان إن الحافلات وصلت إلى المعبر قبل الفجر، وإن الطريق فتح من جديد أمام السيارات والشاحنات."
GERMAN = "Bewohner sagten, die Busse hätten den Übergang vor der Dämmerung erreicht, und die Straße sei wieder frei."


@cache
def identifiers() -> tuple[Identifier, LanguageIdentifier]:
    theirs = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    theirs.set_languages(set(LANGUAGES).intersection(theirs.labels))
    return Identifier.of(LANGUAGES), theirs


@settings(deadline=None)
@given(st.text() | st.lists(st.sampled_from((ENGLISH + ARABIC + GERMAN).split())).map(" ".join))
def test_a_text_is_weighed_as_the_library_weighs_it(text: str) -> None:
    ours, theirs = identifiers()
    assert ours.rank(text) == theirs.rank(text)
