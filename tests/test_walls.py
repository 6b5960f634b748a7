"""Answers with status 200 that are no article, in the forms that the web gives them; and articles that look so."""

from datetime import UTC, datetime

import pytest

from syria_news.extract import extract
from syria_news.model import Article, Page, Reason, Rejected

FETCHED = datetime(2026, 11, 24, 12, tzinfo=UTC)
DATED = '<meta property="article:published_time" content="2024-12-06T10:00:00Z">'
TOLD = "Bakers in town {} lit their ovens again on Tuesday, a council member told our reporter by telephone from there."


def read(title: str, body: str, head: str = "", classes: str = "") -> Article:
    markup = f'<html><head><title>{title}</title>{head}</head><body class="{classes}">{body}</body></html>'
    return extract(Page("herald", "https://herald.example/a", markup.encode(), FETCHED))


def reason(title: str, body: str, head: str = "", classes: str = "") -> Reason:
    with pytest.raises(Rejected) as refused:
        read(title, body, head, classes)
    return refused.value.reason


def p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def teasers(heading: str = "h3") -> str:
    return "".join(
        f'<div><{heading}><a href="/s/{number}">Ovens of town {number}</a></{heading}>{p(TOLD.format(number))}</div>'
        for number in range(14)
    )


def linked_teasers() -> str:
    return "".join(f'<div><a href="/s/{number}">Ovens lit</a>{p(TOLD.format(number))}</div>' for number in range(14))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Page not found - The Herald", "The page you are looking for does not exist or was moved."),
        ("404 | The Herald", "It looks like nothing was found at this location."),
        ("Oops! That page can’t be found.", "Maybe try a search?"),
        ("الصفحة غير موجودة", "الصفحة التي تبحث عنها غير متوفرة."),
        ("Sayfa bulunamadı", "Aradığınız sayfa bulunamadı."),
    ],
)
@pytest.mark.parametrize("stories", [teasers(), linked_teasers(), ""])
def test_a_page_that_is_not_there_is_none_whatever_it_shows_beside(title: str, text: str, stories: str) -> None:
    assert reason(title, f"<h1>{title}</h1>{p(text)}{stories}") is Reason.ERROR_PAGE


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (Reason.ERROR_PAGE, "This Account has been suspended. Contact your hosting provider for more information."),
        (Reason.ERROR_PAGE, "If you see this page, the server is successfully installed and working."),
        (Reason.ERROR_PAGE, "This is the default welcome page used to test the correct operation of the server."),
        (Reason.ERROR_PAGE, "There has been a critical error on this website. Please check your site admin inbox."),
        (Reason.ERROR_PAGE, "Briefly unavailable for scheduled maintenance. Check back in a minute."),
        (Reason.ERROR_PAGE, "Fatal error: Uncaught mysqli_sql_exception: Access denied for user in db.php:12"),
        (Reason.ERROR_PAGE, "Unfortunately, our website is currently unavailable in most European countries."),
        (Reason.ERROR_PAGE, "Your browser is out of date or not supported. Please update it to view this website."),
        (Reason.ERROR_PAGE, "الموقع قيد الصيانة حالياً وسنعود قريباً. نعتذر عن أي إزعاج ونشكركم على صبركم."),
        (Reason.ERROR_PAGE, "Cette page est vide. La page demandée n’existe pas ou plus sur notre site."),
        (Reason.BOT_WALL, "Please enable JS and disable any ad blocker"),
        (Reason.BOT_WALL, "Request unsuccessful. Incapsula incident ID: 443000270023765-123"),
        (Reason.BOT_WALL, "Sucuri Website Firewall. If you are the site owner, please whitelist your address."),
        (Reason.BOT_WALL, "Press &amp; Hold to confirm you are a human (and not a machine)."),
        (Reason.BOT_WALL, "Access to this website has been blocked by order of the competent authority."),
        (Reason.BOT_WALL, "عذراً، تم حجب هذا الموقع بناء على قرار الجهات المختصة."),
        (Reason.CONSENT, "Besuchen Sie unsere Seite wie gewohnt mit Werbung und Tracking, oder ohne mit Abo."),
        (Reason.CONSENT, "Nous et nos 210 partenaires utilisons des traceurs pour mesurer notre audience."),
        (Reason.CONSENT, "نستخدم نحن وشركاؤنا ملفات تعريف الارتباط لتخزين المعلومات على جهازك والوصول إليها."),
        (Reason.CONSENT, "We and our 842 partners store and access information on a device. " * 30),
        (Reason.PARKED, "Die Domain herald.example steht zum Verkauf. Der Inhaber bietet sie hier an."),
        (Reason.ERROR_PAGE, "Sorry for the inconvenience but we're performing some maintenance at the moment."),
        (Reason.ERROR_PAGE, "This is the default web page for this server. No content has been added, yet."),
        (Reason.ERROR_PAGE, "Die von Ihnen gesuchte Seite konnte leider nicht gefunden werden."),
        (Reason.ERROR_PAGE, "הדף שחיפשת לא נמצא באתר או שהוסר ממנו. נסו לחפש שוב בעמוד הראשי."),
        (Reason.ERROR_PAGE, "صفحه مورد نظر شما یافت نشد. لطفا به صفحه اصلی سایت برگردید و دوباره جستجو کنید."),
        (Reason.ERROR_PAGE, "ئەو پەڕەیەی کە بەدوایدا دەگەڕێیت نەدۆزرایەوە. تکایە بگەڕێوە بۆ لاپەڕەی سەرەکی."),
        (Reason.CONSENT, "Avec votre accord, nos partenaires utilisent des cookies ou technologies similaires."),
        (Reason.LOGIN, "You are not logged in or you do not have permission to access this page. Your account may."),
        (Reason.LOGIN, "This content is password protected. To view it please enter your password below: Password:"),
        (Reason.PARKED, "This Web page is parked FREE, courtesy of a registrar. Is this your domain?"),
        (Reason.REDIRECT, "Redirecting you to the new page of the Herald, please wait until it has loaded."),
        (Reason.REDIRECT, "The document has moved here. Herald Server at herald.example, Port 443."),
        (Reason.REDIRECT, "جاري تحويلك إلى الصفحة الجديدة، إذا لم يتم ذلك خلال ثوان فاضغط على الرابط أدناه."),
        (Reason.PARKED, "This domain has expired. If you owned it, contact your registration service provider."),
    ],
)
def test_what_a_server_a_wall_or_a_dealer_says_is_no_article(wanted: Reason, text: str) -> None:
    assert reason("herald.example", p(text)) is wanted


@pytest.mark.parametrize(
    ("title", "head", "classes"),
    [
        ("You searched for ovens - The Herald", "", ""),
        ("نتائج البحث عن الأفران", "", ""),
        ("Category: North", "", ""),
        ("North", "", "archive category category-north wp-theme"),
        ("ovens", "", "search search-results"),
        ("North", '<script type="application/ld+json">{"@type": "CollectionPage", "name": "North"}</script>', ""),
    ],
)
def test_a_page_that_calls_itself_a_list_is_an_index(title: str, head: str, classes: str) -> None:
    assert reason(title, f"<h1>{title}</h1>{linked_teasers()}", head, classes) is Reason.INDEX_PAGE


@pytest.mark.parametrize("refresh", ["0; url=/new", "0;URL='https://herald.example/new'", "3, https://other.example/"])
def test_a_page_that_sends_its_readers_elsewhere_is_no_article(refresh: str) -> None:
    said = p("The article that you are looking for has a new place on our pages since the spring; here it is.")
    assert reason("The Herald", said, f'<meta http-equiv="Refresh" content="{refresh}">') is Reason.REDIRECT


@pytest.mark.parametrize(
    "refresh",
    ["300", "0", "5; url=", "900; url=/new", "0; url=http://[", "0; url=https://herald.example/a"],
)
def test_a_page_that_only_reloads_itself_is_read(refresh: str) -> None:
    said = p(TOLD.format(1))
    head = f'{DATED}<meta http-equiv="refresh" content="{refresh}">'
    assert read("Ovens lit in the north", said, head).text
    assert read(
        "Ovens lit in the north", said, f'{DATED}<noscript><meta http-equiv="refresh" content="0;url=/x"></noscript>'
    )


def test_a_page_of_cards_without_a_date_is_an_index() -> None:
    assert reason("The north", f"<h1>The north</h1>{teasers('h2')}") is Reason.INDEX_PAGE
    assert read("Ten towns", f"<h1>Ten towns</h1>{p(TOLD.format('x'))}{teasers('h2')}", DATED).text


@pytest.mark.parametrize(
    ("title", "classes", "first"),
    [
        ("404 bakers: what became of them", "", "Four hundred and four bakers were counted in the spring."),
        ("Page not found: how an archive went dark", "", "The pages are gone, and nobody can say who took them away."),
        ("Ovens lit in the north", "single single-post category-north", "It was cold behind the mill."),
        ("Authority blocks the Herald", "", "Access to this website has been blocked, readers wrote on Tuesday."),
        ("Redirecting aid to the north", "", "Redirecting aid took nine days, two drivers told our reporter."),
        ("Ovens lit", "archive-page", "Bakers lit their ovens again, and cookies to go were sold out by ten."),
    ],
)
def test_an_article_that_looks_like_one_of_these_stays(title: str, classes: str, first: str) -> None:
    said = [f"{number}. {TOLD.format(number)}" for number in range(12)]
    markup = f'<div class="story-body"><h1>{title}</h1>{p(first, *said)}</div>'
    assert read(title, markup, DATED, classes).text.startswith(first)
