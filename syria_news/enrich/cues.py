"""The words around a name that say what it is, as patterns.

They read folded text (`ه` for `ة`, no seats of hamza); those that look for capitals, at the end, and `SYRIA` don't.
"""

from __future__ import annotations

import re

SYRIA = re.compile(r"[sSſсСس](?:(?<!\w.)(?i:yri[aes]|iri[ao]|[uû]riye|ири)|(?<=س)وري)")
"""Its first letters stand apart: a pattern that begins with anything else is tried at every letter of a text."""
WAR = (
    re.compile(
        r"\b(?:rebel|regime|air ?strike|air raid|shell(?:ed|ing)|barrel bomb|opposition (?:fighter|forces|faction)|"
        r"militant|jihadist|warplane|mortar|militia|insurgent|frontline|front line|besieged|displaced|ceasefire|"
        r"offensive|terroris|isi[sl]\b|daesh|islamic state|kurd|mass grave|massacre|detainee|torture|sniper|land ?mine|"
        r"chlorine|sarin|siege)"
    ),
    re.compile(
        r"مقبره جماعيه|مقابر جماعيه|مجزره|معتقل|تعذيب|قناص|لغم|الغام|محاصر|حصار|قصف|غارات|غاره|الفصائل|النظام|المعارضه|"
        r"اشتباك|قذايف|قذيفه|وقف اطلاق النار|براميل|نازح|مسلح|عبوه|تفجير|هدنه"
    ),
)
"""In each script by a pattern of its own: together, and blind to case, they take four times as long."""
ELSEWHERE = (
    re.compile(
        r"\b(?:iraq|yemen|houthi|gaza|ukrain|liby|tripoli|haftar|sudan|darfur|khartoum|afghan|taliban|egypt|lebanon|"
        r"lebanese|palestin|jordan|israel|iran|morocc|somali|mali\b)"
    ),
    re.compile(
        r"(?=[\u0620-\u064a])\b[وفبكل]{0,2}(?:ال)?(?:عراق(?!يل)|بغداد|يمن(?:ي|\b)|حوثي|غزه|اوكراني|ليبي|طرابلس|حفتر|"
        r"سودان|خرطوم|دارفور|دعم السريع|افغان|طالبان|مصري?ه?\b|لبنان|فلسطين|اردن|مغرب|صومال)"
    ),
)
_NOUNS = (
    "province|governorate|countryside|city|town|village|district|neighbou?rhood|suburb|suburbs|quarter|camp|region|area|"
    "airbase|airport|subdistrict|outskirts|bridge|crossing|front|villages|towns|highway|road|dam|valley|canton|plain|"
    "frontline|locality|hospital|garrison|customs|market|kent\\w*|sehr\\w*|ilce\\w*|k[ıi]rsal\\w*"
)
NOUN_AFTER = re.compile(rf"(?:['’]s?)?[\s-](?:{_NOUNS})\b|,? (?:(?:in|en)(?: \w+)? )?s[yi]ri[ae]", re.IGNORECASE)
NOUN_BEFORE = re.compile(rf"\b(?:{_NOUNS})s? of (?:the )?$|\b(?:towns|villages|cities)(?: such as)? $", re.IGNORECASE)
PREPOSITION = re.compile(
    r"\b(?:(?:bombardment|capture|cent(?:er|re)|control|edges?|evacuation|fall|inhabitants|liberation|mayor|outside|"
    r"parts?|people|recapture|residents|shelling|siege|skies|streets) of|"
    r"in|near|at|from|outside|around|into|across|inside|through|towards?|between|nearby|"
    r"(?:north|south|east|west)(?:ern)?(?: of)?|rural|central|besieged|leaving|entered|captured|retook|"
    r"left|leave|bombed|shelled|struck|seized|(?:access|advanc\w+|back|brought|buses|came|close|convoy|deport\w+|drives?|"
    r"driven|drove|evacuat\w+|fled|flew|flown|go|goes|going|gone|march\w*|moved|next|retreat\w*|return\w*|roads?|sent|"
    r"spread|taken|transferred|travel\w*|trip|walk\w*|way|went|withdr\w+) to) (?:the )?$",
    re.IGNORECASE,
)
ARABIC_NOUN = re.compile(
    r"(?:^|\W)[وفبكل]{0,2}(?:مدينه|مدينتي|بلده|بلدتي|قريه|قريتي|قري|بلدات|مدن|ريف|ريفي|محافظه|محافظتي|حي|حيي|احياء|"
    r"منطقه|منطقتي|ناحيه|قضاء|مطار|مطاري|اطراف|ضواحي|ضاحيه|مخيم|اهالي|سكان|باديه|سد|معبر|جبهه|سجن|مشفي|مشافي|شوارع|سماء|سوق|شمالي?|جنوبي?|شرقي?|غربي?|جامعه|مدارس|طريق|جسر|مدخل|قلعه|"
    r"محطه|متحف|محافظ|غابات|اسواق|مرفا|ميناء|كراج|مشارف|حاجز|جبال|وادي|نازحي|مهجري|مزارعي|وجهاء|عشاير|بلديه|شرطه|مصفاه|مستشفي)\s+$"
)
ARABIC_SEAT = re.compile(
    r"(?:^|\W)[وفبكل]{0,2}(?:مجلس|ساحه|مركز|اداره|فرع|مديريه|ابناء|ثوار|شباب|لجنه|لجان|نقابه|حدود|محور|ملعب|دوار|كنيسه|مسجد|غرفه|صوامع)\s+$"
)
"""What other words follow, too: `مجلس الثورة`."""
ARABIC_PREPOSITION = re.compile(
    r"(?:^|\W)[وف]?(?:في|من|الي|نحو|قرب|شمال|جنوب|شرق|غرب|شمالي|جنوبي|شرقي|غربي|داخل|محيط|باتجاه|بين|حول|عن|علي|قصف|تقصف)\s+$"
)
ARABIC_FROM = re.compile(r"(?:^|\W)من\s+$")
ARABIC_TO = re.compile(r"\s+(?:الي|نحو|باتجاه)\s")
ARABIC_AFTER = re.compile(
    r"\s+(?:ب?ريف|شمالي?|جنوبي?|شرقي?|غربي?|وريفها|السوريه|القديمه|الشرقيه|الغربيه|المحاصره|البلد)(?:\W|$)"
)
"""A town is feminine: `السوري` belongs to what stands before it, or the word is no town (`المشهد السوري`)."""
BESIDE = re.compile(
    r" (?:near|outside|(?:north|south|east|west) of|in the (?:hills|mountains|countryside|suburbs|outskirts|"
    r"north|south|east|west) of) $",
    re.IGNORECASE,
)
"""Between a place and the larger one that says where it lies."""
GOVERNORATE_AFTER = re.compile(r"(?:['’]s?)?[\s-](?:province|governorate|countryside)\b", re.IGNORECASE)
GOVERNORATE_BEFORE = re.compile(
    r"\b(?:province|governorate|countryside) of (?:the )?$|(?:^|\W)[وفبكل]{0,2}(?:محافظه|ريف|ارياف)\s+$",
    re.IGNORECASE,
)
_ABROAD = (
    "afghanistan|algeria|egypt|india|iran|iraq|jordan|lebanon|libya|morocco|pakistan|saudi arabia|sudan|tunisia|yemen|"
    "the west bank"
)
ABROAD_BEFORE = re.compile(
    rf"\b(?:{_ABROAD})['’]s (?:\w+ )?$|\b(?:afghan|algerian|egyptian|indian|iranian|iraqi|jordanian|lebanese|libyan|"
    r"moroccan|pakistani|palestinian|saudi|sudanese|tunisian|yemeni)(?: \w+)? (?:city|town|village|district|province|"
    r"governorate|camp|port|region|neighbou?rhood|suburb) of (?:the )?$",
    re.IGNORECASE,
)
ABROAD_AFTER = re.compile(rf",? (?:in|of) (?:(?:north|south|east|west)\w*[ -])*(?:{_ABROAD})\b", re.IGNORECASE)
_ARABIC_ABROAD = "العراق|لبنان|الاردن|مصر|ليبيا|تونس|المغرب|الجزاير|اليمن|السودان|فلسطين|الضفه|غزه|السعوديه|ايران"
ARABIC_ABROAD_AFTER = re.compile(
    r"\s+(?:ال(?:عراقي|لبناني|اردني|مصري|ليبي|تونسي|مغربي|جزايري|يمني|سوداني|فلسطيني|سعودي|ايراني)ه?"
    rf"|(?:في )?(?:اقصي )?(?:(?:شمال|جنوب|شرق|غرب|وسط)ي? )+(?:{_ARABIC_ABROAD}))(?:\W|$)"
)
ARABIC_PERSON = re.compile(
    r"(?:^|\W)[وفبكل]?ا?ل?(?:سيد|سيده|دكتور|دكتوره|مهندس|مهندسه|عقيد|عميد|لواء|نقيب|رايد|ملازم|استاذ|بطريرك|مطران|فنان|فنانه|"
    r"لاعب|لاعبه|ممثل|ممثله|نايب|وزير)\s+$"
)
ARABIC_BODY = re.compile(
    r"(?:^|\W)[وفبكل]{0,2}(?:نادي|فريق|لاعبي|لاعبو|مدرب|جماهير|شركه|مجموعه|قناه|صحيفه|جريده|مجله|موسسه|مطعم|فندق)\s+$"
)
INDEFINITE = re.compile(r"\s+(?!ال)([\u0620-\u064a]{2,}[اه])(?:\W|$)")
DEFINITE_BEFORE = re.compile(r"(?:^|\W)[وفبكل]?(?:ال|لل)[\u0620-\u064a]{2,}\s+$")
FIRST_NAME = re.compile(r"(?:\A|[.!?\n]) ?([^\W\d_]+) \Z")
NEXT_NAME = re.compile(r" (?:& )?([^\W\d_]+)")
LONGER_NAME = re.compile(r" (?i:al|el|as|ash|az|ad|an)[- ]([A-Z]\w+)")
LOWER_WORD = re.compile(r"(?<![^\W_])[a-z]{4}")
INSIDE = re.compile(r"\b(?:in|near|outside|inside|around|across|into|between|towards?) (?:the )?$", re.IGNORECASE)
PERSON_AFTER = re.compile(r", (?:an? [a-z]|\d\d,)|,? (?:who|whose|aged)\b")
LIST = re.compile(
    r"\s*(?:[,،;/–—-]|\band\b|\bor\b|\bto\b|&|[\s,،]*\band the (?:town|village)s? of\b|\b(?:et|und|ve|û|y)\b|و|او)?"
    r"\s*(?:and|و|the|al|و)?\s*"
)
