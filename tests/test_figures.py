"""Numbers in a text, as they are written and as what they count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_news.enrich.edits import tokens
from syria_news.enrich.figures import MOST, figures

K, W, D, A, M = "killed", "wounded", "displaced", "detained", "missing"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("half a million people were displaced", [("500,000", D)]),
        ("half a day later", []),
        ("a quarter of a million people were displaced", [("250,000", D)]),
        ("half a dozen were killed", [("6", K)]),
        ("three quarters of a million people fled", [("750,000", D)]),
        ("one and a half million people fled", [("1,500,000", D)]),
        ("two and a half hours later 12 died", [("2.5", "hours"), ("12", K)]),
        ("a quarter of the city fled", []),
        ("نزح ربع مليون شخص", [("250,000", D)]),
        ("نزح مليون ونصف المليون شخص", [("1,500,000", D)]),
        ("نزح مليونا شخص", [("2,000,000", D)]),
        ("نزح 11 مليونا", [("11,000,000", D)]),
        ("قتل ألفان وثلاثمائة وخمسة وأربعون شخصا", [("2,345", K)]),
        ("12 morts et 30 blessés à Idlib", [("12", K), ("30", W)]),
        ("3 Millionen Menschen sind geflohen", [("3,000,000", D)]),
        ("2,5 millions de personnes ont été déplacées", [("2,500,000", D)]),
        ("3 milyon kişi yerinden edildi", [("3,000,000", D)]),
        ("deux cents personnes ont été tuées", [("200", K)]),
        ("cent vingt personnes ont été tuées", [("120", K)]),
        ("mille cinq cents personnes ont été tuées", [("1,500", K)]),
        ("soixante-dix-sept personnes ont été tuées", [("77", K)]),
        ("une centaine de personnes ont été tuées", [("100", K)]),
        ("des dizaines de personnes ont été tuées", [("dizaines", K)]),
        ("seize personnes ont été tuées", [("16", K)]),
        ("Rebels seize two towns; they seize six trucks", [("2", "towns"), ("6", "trucks")]),
        ("einundzwanzig Menschen wurden getötet", [("21", K)]),
        ("Dort wurden zweihundert Menschen getötet", [("200", K)]),
        ("kırk iki kişi öldü", [("42", K)]),
        ("on iki kişi öldü", [("12", K)]),
        ("bin beş yüz kişi öldü", [("1,500", K)]),
        ("yüz yirmi dört kişi öldü", [("124", K)]),
        ("12 אלף עקורים", [("12,000", D)]),
        ("It costs 50 cents on two roads", [("50", "cents"), ("2", "roads")]),
        ("On Sept 11, 12 people were killed", [("12", K)]),
        ("مقتل امرأة وطفليها في القصف", [("1", K), ("2", K)]),
        ("the remains of 12 people were found", [("12", K)]),
        ("what remains of 12 houses", [("12", "houses")]),
        ("Death toll in the clashes tops 1,000", [("1,000", K)]),
        ("Twenty people – among them five children – were killed", [("20", K), ("5", K)]),
        ("Four U.S. service members were injured", [("4", W)]),
        ("Two U.S. Army soldiers were killed", [("2", K)]),
        ("around 1.5m people were displaced", [("1,500,000", D)]),
        ("5,000-6,000 people displaced", [("5,000-6,000", D)]),
        ("between 10 and 12 killed", [("10-12", K)]),
        ("rose from 9 to 11 dead", [("9", K), ("11", K)]),
        ("one hundred and twenty-three people were killed", [("123", K)]),
        ("three and four people were killed", [("3", K), ("4", K)]),
        ("Deaths: 12; wounded: 30.", [("12", K), ("30", W)]),
        ("2 killed 8 injured in rocket attacks", [("2", K), ("8", W)]),
        ("12 people - five men, four women - were killed", [("12", K), ("5", K), ("4", K)]),
        ("injuring 30, five of them critically", [("30", W), ("5", W)]),
        ("12 civilians dead, 3 children among them", [("12", K), ("3", K)]),
        ("killed a couple and their four children", [("4", K)]),
        ("40 were taken to hospital with injuries", [("40", W)]),
        ("among those killed were five medics", [("5", K)]),
        ("18 displaced people have died", [("18", K)]),
        ("12 wounded soldiers arrived", [("12", W)]),
        ("10 froze to death on the pass", [("10", K)]),
        ("a man carries an injured girl", []),
        ("12 were beaten to death", [("12", K)]),
        ("State media said 12 soldiers had been martyred", [("12", K)]),
        ("The shelling martyred nine civilians", [("9", K)]),
        ("the dead man, 68, had lived in the camp", []),
        ("Four dead, 17 injured at crossing", [("4", K), ("17", W)]),
        ("3,500 people left their homes", [("3,500", D)]),
        ("eight are listed as missing", [("8", M)]),
        ("the dead include nine Syrians", [("9", K)]),
        ("Twelve arches burned out and three men died", [("12", "arches"), ("3", K)]),
        ("12 family homes and 3 police cars burned", [("12", "homes"), ("3", "cars")]),
        ("killing two news reporters", [("2", K)]),
        ("has claimed the lives of 12", [("12", K)]),
        ("the number of missing stands at 40", [("40", M)]),
        ("at least 40 casualties", [("40", "casualties")]),
        ("a family of six was killed", [("6", K)]),
        ("12 gunmen killed 9 soldiers", [("12", "gunmen"), ("9", K)]),
        ("12 Syrian refugees returned", [("12", "returned")]),
        ("released 12 prisoners", [("12", "released")]),
        ("two truck drivers were killed by 40 car bombs", [("2", K), ("40", "bombs")]),
        ("the 5.8-magnitude quake killed 12", [("5.8", "magnitude"), ("12", K)]),
        ("Militants of IS: 31 IS fighters killed", [("31", K)]),
        ("12 may have died", [("12", K)]),
        ("On May 5, 12 people were killed", [("12", K)]),
        ("In 2013, 40 people were killed", [("40", K)]),
        ("children aged between 3 and 11 were killed", []),
        ("Security Council Resolution 2118 (2013)", []),
        ("No one was killed, one of the worst raids", [("0", K)]),
        ("Nobody was hurt, and two men left the house", [("0", W), ("2", "men")]),
        ("No civilians were killed", [("0", K)]),
        ("None of them was injured", [("0", W)]),
        ("There were no deaths; there were no injuries", [("0", K), ("0", W)]),
        ("There were no casualties", [("0", "casualties")]),
        ("No one else was killed", []),
        ("No one has claimed the attack, which killed 12", [("12", K)]),
        ("None of the wounded died", []),
        ("There were no further deaths and no serious injuries", []),
        ("No death toll was given, and nobody said who had killed", []),
        ("No civilians died in the raid", [("0", K)]),
        ("لم يسقط قتلى في القصف", [("0", K)]),
        ("لم يصب أحد", [("0", W)]),
        ("لم يقتل العنصر", []),
        ("احترق المنزل دون وقوع إصابات", [("0", W)]),
        ("من دون تسجيل أي إصابات", [("0", W)]),
        ("دون أن يقتل", []),
        ("on 6/12/2024 and 2024-12-06 at 5pm", []),
        ("£12m", [("12,000,000", "pounds")]),
        ("قتيلان وثلاثة جرحى في القصف", [("2", K), ("3", W)]),
        ("مقتل مدني وإصابة اثنين", [("1", K), ("2", W)]),
        ("مقتل ضابط وجنديين", [("1", K), ("2", K)]),
        ("خمسة شهداء وأحد عشر جريحا", [("5", K), ("11", W)]),
        ("لقي 31 شخصا على الأقل مصرعهم", [("31", K)]),
        ("اضطرت 800 عائلة إلى النزوح", [("800", D)]),
        ("تشريد ألفي شخص", [("2,000", D)]),
        ("قتل العنصر التابع للفوج 45", []),
        ("واحترقت 12 ورشة وقتل سجين", [("12", "ورشه")]),
        ("توفي السجين وعمره 51 عاما", []),
        ("مقتل شخص واحد", [("1", K)]),
        ("نزوح نصف مليون شخص", [("500,000", D)]),
        ("خمسمئة قتيل", [("500", K)]),
        ("مقتل ثلاثة آلاف مقاتل", [("3,000", K)]),
        ("أودى بحياة 12 شخصا وجرح 1,200", [("12", K), ("1,200", W)]),
        ("12 مدنيا بينهم 3 نساء و4 أطفال قتلوا", [("12", K), ("3", K), ("4", K)]),
        ("الإفراج عن 12 معتقلا", [("12", "released")]),
        ("إلقاء القبض على 12 مطلوبا", [("12", A)]),
        ("12 morts et 30 blessés", [("12", K), ("30", W)]),
        ("kamen 12 Menschen ums Leben", [("12", K)]),
        ("En az 12 kişi öldü, 30 kişi yaralandı", [("12", K), ("30", W)]),
        ("נהרגו 12 בני אדם", [("12", K)]),
    ],
)
def test_a_number_is_read_with_what_it_counts(text: str, found: list[tuple[str, str]]) -> None:
    assert [(figure.shown, figure.unit) for figure in figures(tokens(text))] == found


_WORDS = st.sampled_from(
    "12 3,000 2024 twelve a dozen dozens and to of killed were people / - . , % قتل وثلاثة عشر عشرات".split()
)


@given(st.lists(_WORDS | st.text("٣1.م“", min_size=1, max_size=4), max_size=30))
def test_figures_stand_in_order_and_inside_the_text(words: list[str]) -> None:
    found = tokens(" ".join(words))
    places = [place for figure in figures(found) for place in (figure.start, figure.stop)]
    assert places == sorted(places) and all(0 <= place <= len(found) for place in places)
    assert all(figure.start < figure.stop for figure in figures(found))


def test_a_table_is_read_to_a_bound() -> None:
    assert len(figures(tokens("12 killed " * 5_000))) == MOST
