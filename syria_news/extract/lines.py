"""What a single line of a page is, by its words: ad label, share bar, caption, credit, correction ...

The phrases are those that news sites print in English, Arabic, Turkish, French, German, Spanish, Hebrew, Persian and
Kurdish; none is a sentence that reports anything.
"""

from __future__ import annotations

import re
from functools import lru_cache

SENTENCE_END = re.compile(r"[.!?…。！？؟۔:;][\"'”’»)\]]*$")
_BEFORE = " \t\n>»›→▶►•·|*#-–—:+"
_BEHIND = " \t\n<«‹←◀◄•·|*…→»›>:+"

_LABELS = re.compile(
    r"(?:"
    # advertisements
    r"ad|ads|advertisements?|advertisement \d+|advertising|adverts?|sponsored(?: content| links?)?|promoted(?: content)?|"
    r"(?:story|article|post|content|text) continues (?:below|after)(?: (?:this |the )?(?:advertisement|ad|video|image|gallery))?|"
    r"(?:scroll (?:down )?to continue|continue reading (?:below|the main story|after the ad))(?: with content)?|"
    r"scroll to continue with content|ad feedback|skip advertisement|skip ad|close ad|report (?:this )?ad|placeholder|loading(?: ad)?|"
    r"إعلان|اعلان|إعلانات|reklam|reklamlar|ilan|publicité|annonce|anzeige|werbung|anuncio|publicidad|pubblicità|פרסומת|آگهی|تبلیغات|ڕیکلام|реклама|reklama|annons|annonse|"
    # shares and tools
    r"share|share (?:this|on|via)(?: (?:article|story|page|post|video|with others))?(?: on| via)?(?: (?:facebook|twitter|x|whatsapp|email|linkedin|telegram|reddit|pinterest))?|"
    r"share (?:this )?(?:article|story|with your friends)|shares?|\d+(?:\.\d+)?[km]? shares?|share save|save|save (?:article|story|this story|for later)|"
    r"tweet|retweet|like|like this|like loading|pin it|email|e-mail|print|print(?: this)? (?:article|story|page)|copy link|link copied!?|copied!?|copy url|"
    r"facebook|twitter|x|whatsapp|linkedin|telegram|messenger|reddit|pinterest|instagram|youtube|tiktok|tumblr|flipboard|pocket|viber|threads|bluesky|"
    r"facebook twitter(?: \w+){0,8}|listen|listen to (?:this )?(?:article|story)|gift(?: this)? article|bookmark|font size|text size|zoom|a a|enlarge|view image|"
    r"مشاركة|شارك|شارك المقال|شارك الخبر|شاركها|طباعة|انسخ الرابط|نسخ الرابط|تم نسخ الرابط|حفظ|استمع|استمع للمقال|فيسبوك|تويتر|واتساب|تلغرام|تيليغرام|"
    r"paylaş|yazdır|kaydet|dinle|partager|imprimer|enregistrer|écouter|teilen|drucken|merken|anhören|compartir|imprimir|guardar|שתף|שתפו|הדפס|اشتراک گذاری|چاپ|هاوبەشی|"
    # comments
    r"comments?|\(?\d+\)? comments?|comments? \(?\d+\)?|(?:view|show|read|see|hide)(?: all)?(?: the)? comments?(?: \(?\d+\)?)?|no comments?(?: yet)?|add (?:a )?comment|"
    r"leave a (?:comment|reply)|leave your comment|post (?:a )?comment|join the (?:conversation|discussion)|start the conversation|what do you think|comments are closed|"
    r"تعليقات|التعليقات|أضف تعليقا|أضف تعليق|اترك تعليقا|اترك تعليقاً|لا توجد تعليقات|yorumlar|yorum yap|yorum|commentaires?|kommentare?|kommentieren|comentarios|תגובות|نظرات|"
    # other stories
    r"latest (?:headlines|news|stories|updates|videos?)|(?:top|more|other|related|recommended|trending|popular|featured|breaking|recent|latest|similar) (?:news|stories|headlines|articles?|posts?|topics?|content|coverage|reading|links?|videos?|tags|reads?)|"
    r"related|recommended(?: for you| reading| stories)?|you may (?:also )?like|you might (?:also )?like|you may also be interested in|most (?:read|popular|viewed|shared|commented|recent)|trending(?: now| stories)?|popular|"
    r"editors?['’]?s?['’]? (?:picks?|choice)|read more|read next|up next|read also|also read|see also|see more|learn more|more|show more|view more|load more|watch more|watch now|watch live|watch|click here|read full (?:story|article)|more from .{2,40}|"
    r"more (?:on|about|in) .{2,40}|more from .{2,40}|around the web|from the web|(?:from|by) our partners|in this article|in this story|key (?:points|takeaways)|topics?|topics? in this (?:article|story)|tags?|filed under|categories|keep reading|list of \d+ items|end of list|"
    r"اقرأ أيضا|اقرأ أيضاً|اقرأ ايضا|إقرأ أيضا|إقرأ أيضاً|اقرأ المزيد|اقرأ أكثر|شاهد أيضا|شاهد أيضاً|المزيد|مقالات ذات صلة|مواضيع ذات صلة|مواضيع متعلقة|أخبار ذات صلة|اخبار ذات صلة|ذات صلة|الأكثر قراءة|الاكثر قراءة|آخر الأخبار|أخبار متعلقة|قد يعجبك أيضا|قد يهمك أيضا|قد يهمك|الكلمات المفتاحية|كلمات مفتاحية|الوسوم|وسوم|كلمات دالة|"
    r"ilgili haberler|ilginizi çekebilir|son dakika|son haberler|çok okunanlar|etiketler|daha fazla|devamını oku|à lire aussi|lire aussi|lire plus|sur le même sujet|les plus lus|mots[- ]clés|"
    r"mehr zum thema|lesen sie auch|auch interessant|weiterlesen|mehr lesen|meistgelesen|das könnte sie auch interessieren|schlagworte|themen|lee también|le puede interesar|más leídas|עוד בנושא|קראו גם|אולי יעניין אותך|بیشتر بخوانید|مطالب مرتبط|бөлісу|читайте также|"
    # newsletters, accounts, players
    r"newsletters?|sign up|sign in|log ?in|subscribe(?: now| today)?|register|already a subscriber.*|subscribe to (?:continue|read).{0,60}|notifications?|follow|following|follow us|support us|donate(?: now)?|"
    r"play video|play|pause|mute|unmute|now playing|autoplay|video|videos|audio|photos?|gallery|view gallery|slideshow|infographic|image|live|live now|exclusive|opinion|analysis|explainer|"
    r"this video (?:file )?cannot be played.*|your browser does not support.{0,80}|media playback is (?:not supported|unsupported).{0,60}|image source|image caption|media caption|figure caption|"
    r"getty images|getty|afp|reuters|ap|associated press|epa|shutterstock|istock|file photo|photo|handout|courtesy photo|stock photo|"
    r"back to top|top|next|previous|prev|next (?:article|story)|previous (?:article|story)|home|menu|close|open|expand|search|skip to (?:main )?content|contents|contact us|about us|terms of use|privacy policy|"
    r"النشرة البريدية|اشترك|اشترك الآن|تابعنا|تسجيل الدخول|فيديو|صور|صورة|أرشيف|الأرشيف|abone ol|bizi takip edin|s['’]abonner|abonnez-vous|suivez-nous|abonnieren|jetzt abonnieren|anmelden"
    r")",
    re.I,
)

_OPENINGS = re.compile(
    r"(?:"
    r"follow (?:us|\w+(?: \w+){0,3}) on (?:facebook|twitter|x|instagram|google|telegram|youtube|whatsapp|linkedin|social)\b|follow @|follow (?:the )?\w+(?: \w+)? (?:on|@)|like us on facebook|join (?:us|our) (?:on )?(?:telegram|whatsapp|facebook|twitter)|join our (?:\w+ )?(?:channel|newsletter|group)|"
    r"sign up (?:for|to|here|now|today)\b|subscribe (?:to|for|here|now)\b|get (?:the|our|your) (?:latest|daily|free|morning|weekly).{0,60}(?:inbox|newsletter|email|alerts?)|click here (?:to|for)\b|download (?:the|our) \w+(?: \w+){0,3} app\b|"
    r"(?:read|see|watch|listen|hear|view) (?:more|also|next|now|here|below)\s*[:|–—-]|(?:also|related|recommended|must|further|more)(?: read(?:ing)?| story| stories| news| article| articles| coverage| content| links?| watch)?\s*[:|]\s|"
    r"(?:watch|listen|video|photos?|gallery|more|opinion|podcast)\s*:\s|in pictures:|"
    r"comments are closed\b|trackbacks and pingbacks|(?:your|this) email address will not be published|notify me of|required fields are marked|thank you for (?:signing up|subscribing)|by (?:signing up|clicking|subscribing|submitting|providing)\b.{0,80}\b(?:agree|accept|consent|terms|policy)|you (?:can|may) (?:unsubscribe|opt)|we(?:'|’)ll (?:e-?mail|send) you|please (?:enter|check) .{0,30}e-?mail|"
    r"(?:©|\(c\)|copyright)\s|all rights reserved|reproduction (?:in whole|of this)|this material may not be published|no part of this|permission required|"
    r"support (?:our|independent) journalism|become a (?:member|subscriber)|already a (?:member|subscriber)|to continue reading|subscribe to continue|this (?:article|story|content) is (?:for|only available|available only)|"
    r"<(?:img|iframe|script|div|style|a) |our standards: the thomson reuters|thank you for registering|(?:please |you need to )?enable javascript|please refresh the page|"
    r"have (?:a|any) (?:story|tip|news tip|feedback)s?\b.{0,60}\?|got a (?:story|tip)|contact (?:the (?:author|reporter|writer)|us) (?:at|on|by)|do you have a (?:story|tip)|to contact the (?:reporter|author|editor)|"
    r"last (?:updated|modified)|(?:first )?published(?: on| at|:)|updated(?: on| at|:)\s|posted(?: on| at|:)\s|modified(?: on|:)\s|"
    r"(?:image|photo|picture|video) ?(?:credit|source|caption|by|courtesy)\s*[:|]|(?:photo|image|picture|photograph|foto|bild)\s*[:©/]|photograph by|"
    r"اقرأ أيض|إقرأ أيض|اقرأ ايض|اقرأ المزيد|شاهد أيض|شاهد\s*[:.]|تابعوا? (?:آخر|أخبار|حساب|صفحت|قنات)|تابعونا|تابعنا (?:على|عبر)|للاشتراك|للمزيد|لمتابعة (?:آخر|المزيد|أخبار)|اشترك (?:في|ب)|انضم(?:وا)? (?:إلى|الى)|حمل تطبيق|جميع الحقوق محفوظة|حقوق النشر|تاريخ النشر|آخر تحديث|نشر في|"
    r"bizi (?:facebook|twitter|instagram|google)|ayrıca (?:bakınız|oku)|ilgili haber\s*:|(?:à )?lire aussi\s*:|voir aussi\s*:|(?:à )?lire (?:également|la suite)|abonnez-vous|tous droits réservés|(?:lesen|sehen) sie auch|mehr zum thema|alle rechte vorbehalten|lea también|lee también|קראו (?:גם|עוד)|بیشتر بخوانید|читайте также|czytaj (?:także|też|więcej)|zobacz (?:także|też)|leggi anche|les også|läs (?:också|mer)|lue myös|leia (?:também|mais)"
    r")",
    re.I,
)  # fmt: skip
_LONGEST_OPENING = 260

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_CLOCK = (
    r"(?:\d{1,2}[:.]\d{2}\s*(?:h|uhr|am|pm|a\.m\.|p\.m\.)?(?:\s*\(?[a-z]{2,5}\)?(?:[+-]\d+)?)?|\d{1,2}\s*(?:am|pm))"
)
_WHEN = re.compile(
    rf"(?:(?:published|updated|posted|modified|last updated|created|by|on|at|first published|date|stand|aktualisiert|am|publié|le|mis à jour|lesedauer|yayınlanma|güncelleme|tarih(?:i)?|الأحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)[\s:,.،|–—-]*)*"
    rf"(?:(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\.?\s+{_MONTH},?(?:\s+\d{{4}})?|\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{1,2}}\s+[^\W\d]{{2,9}}(?:\s+[^\W\d]{{3,7}})?\s+\d{{4}})[\s,|•·@T–—-]*(?:at\s*)?(?:{_CLOCK})?|{_CLOCK}|\d+\s+(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\s+ago|(?:about )?\d+\s*[- ]?min(?:ute)?s?(?: of)? ?(?:read|reading|watch|listen)(?:ing)?(?: time)?|منذ .{{2,20}}|قبل .{{2,20}})(?:\s*(?:gmt|utc|est|edt|pst|pdt|cet|bst|ist|uhr))?(?:[+-]\d+)?[\s.|•·,–—-]*"
    rf"(?:(?:updated|published|modified|last updated)[\s:,.|]*(?:.{{0,40}}\d.{{0,20}}))?",
    re.I,
)
_BYLINE = re.compile(r"(by|von|par|por|di|بقلم|كتب|كتبت|yazan|muhabir|מאת)[\s:]+(?=\S)", re.I)
_NAME = re.compile(r"[^\W\d_][\w.'’-]*|[&|/,]|\d{4}")
_PARTICLES = frozenset("and et und y for of the de van der al bin ibn abu in".split())
_MOST_NAMES = 14


_AGENCY = (
    r"(?:AP|AFP|EPA|EPA-EFE|EFE|UPI|Reuters|REUTERS|Getty(?: Images)?|Anadolu(?: Agency| Ajansı)?|AA|Xinhua|TASS|Sputnik|"
    r"Shutterstock|iStock|Alamy|PA(?: Wire| Media| Images)?|Al Jazeera|NurPhoto|Bloomberg|The New York Times|"
    r"Associated Press|DPA|dpa|ANSA|Rex(?: Features)?|Corbis|Handout|SANA|SIPA|WireImage|FilmMagic|ZUMA(?: Press)?|"
    r"White Helmets|Facebook|Twitter|Instagram|YouTube|Telegram|NBC News|CNN|ABC News|CBS News|Fox News|BBC|NPR|"
    r"USA TODAY(?: Sports)?|Washington Post|Guardian|Pool|POOL|File|FILE|أ ف ب|أ\.ف\.ب|رويترز|الأناضول|الجزيرة|فرانس برس|غيتي|الفرنسية|الأوروبية|أسوشيتد برس)"
)
CAPTION = re.compile(
    r"(?:"
    rf"[\[(](?:[^\[\]()]{{0,80}}[/|,–—-]\s?)?(?:AP Photo[^\[\]()]{{0,60}}|{_AGENCY})(?:[/,\s][^\[\]()]{{0,60}})?[\])]\.?"
    rf"|[\[][^\[\]]{{2,60}}/[^\[\]]{{2,60}}[\]]\.?"
    rf"|\(?(?:AP Photo|Photo|Photos|Photograph|Image|Picture|Credit|Foto|Bild|Crédit|تصوير)(?: credit)?(?: by|:)\s?[^.]{{2,90}}[\])]?\.?"
    rf"|(?:[^\W\d_][\w.'’-]*\s){{1,5}}/\s?{_AGENCY}(?:\s?(?:/|via)\s?[\w .]{{2,40}})?\.?"
    rf"|{_AGENCY}/[\w .'’-]{{3,40}}\.?"
    rf"|(?:\s|^)[\w.'’-]+(?:\s[\w.'’-]+){{0,3}}\s?/\s?{_AGENCY}(?:\s?(?:/|via)\s?[\w .]{{2,40}})?\.?"
    rf"|©\s?[^.]{{2,60}}"
    rf"|(?:{_AGENCY})?\s?(?:via|/)\s?(?:Getty Images|AP|Reuters|AFP)(?:[,\s]+file)?\.?"
    r")$"
)
_LONGEST_CAPTION = 500
_LONGEST_PICTURE_CREDIT = 140
_CREDIT_MARK = re.compile(r"[/\[(©]|photo|image|picture|credit|foto|bild|crédit|تصوير|via ", re.I)
_PICTURE_OF = re.compile(r"^(?:file photo|file|in this (?:file )?(?:photo|image|picture)|file - |photo:|image:)", re.I)

CREDIT = re.compile(
    r"\(?(?:additional )?(?:reporting|writing|editing|compiled|translated) (?:and \w+ )?by [A-Z].{2,300}(?:[Ee]dit(?:ing|ed) by .{2,120})?|(?:sources?|المصدر|المصادر|kaynak|kaynaklar|quellen?|fuentes?|fonte|source|منبع|מקור|سەرچاوە|çavkanî)\s*[:：]\s*\S.{1,140}",
    re.I,
)
NOTE = re.compile(
    r"(?:\W{0,3}(?:corrections?|corrected|clarifications?|clarified|editor['’]?s? note|editors['’] note|correction & clarification|corrections? and clarifications?|update and correction|erratum)\s*(?:\([^)]{0,60}\)|(?:,|on|of|at)?\s*[\w ,.]{0,40})?\s*[:：–—-]\s*\S"
    r"|(?:this|the|an earlier|a previous|earlier versions? of this|previous versions? of this)\s(?:article|story|report|piece|post|page|column|headline|version|text|dispatch|file)\b.{0,80}\b(?:was|has been|have been|is|were)\s(?:amended|corrected|updated to correct|updated to clarify|clarified|revised to correct|edited to correct|modified to correct|changed to correct)\b"
    r"|(?:an? )?(?:earlier|previous|original) versions? of this (?:article|story|report|piece|post|page|column|headline)\b.{0,60}\b(?:misstated|incorrectly|stated|said|gave|misidentified|included|contained|wrongly|referred|implied|omitted|mistakenly|had)\b"
    r"|(?:تصحيح|تصويب|تنويه|ملاحظة المحرر|توضيح|ملاحظة من المحرر)\s*[:：–—-]\s*\S"
    r"|(?:düzeltme|editörün notu|correctif|rectificatif|note de la rédaction|korrektur|anmerkung der redaktion|berichtigung|corrección|nota del editor|rettelse|rättelse|oikaisu|תיקון)\s*[:：–—-]\s*\S)",
    re.I,
)

FILE_NAME = re.compile(r"[\w ()%+.-]{1,160}\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?|mp4)", re.I)
GLUED_FILE_NAME = re.compile(r"(?<=[.!?”\"’»)])\s*[A-Za-z][\w -]*_[\w :-]*\d{6,}[\w-]*(?:\.\w{3,4})?$")
LONE_FILE_NAME = re.compile(r"[\w -]{3,160}\d{5,}\w{0,8}")
SLUG = re.compile(r"(?=.*[a-z])[a-z0-9]{1,12}(?:[-_/][a-z0-9]{1,14}){1,4}")
GLUED_TAG = re.compile(r"(?<=[.!?”\"’»)])\s+[|I/–—-]\s*[a-zA-Z]{2,6}(?:/[a-zA-Z]{2,6})*$")
DESK_TAG = re.compile(
    r"[a-z]{1,4}(?:[/,-] ?[a-zA-Z]{1,4}){1,4}(?:\s?\([\w ,./-]{2,60}\))?|[a-z]{2,4}\s?\([\w ,./-]{2,60}\)|-{1,3}\s?[A-Z]{2,8}|#{2,3}|-{0,2}\s?(?:end|ends|30)\s?-{1,2}|\(?ENDS?\)?"
)
OPENS_A_LIST = re.compile(
    r"(?:latest|top|more|other|related|recommended|trending|popular|recent|similar) (?:headlines|news|stories|articles?|posts?|topics?|content|coverage|reading|links?|videos?)|related|"
    r"recommended(?: for you)?|you (?:may|might) (?:also )?(?:like|be interested in)|most (?:read|popular|viewed)|read (?:next|more|also)|up next|more (?:from|on|about) .{2,40}|comments?|(?:leave a|post a) (?:comment|reply)|around the web|from the web|tags?|topics?|"
    r"مقالات ذات صلة|مواضيع ذات صلة|أخبار ذات صلة|ذات صلة|اقرأ أيضا|اقرأ أيضاً|الأكثر قراءة|آخر الأخبار|التعليقات|ilgili haberler|yorumlar|à lire aussi|sur le même sujet|mehr zum thema|lesen sie auch",
    re.I,
)


_INVITES = re.compile(
    r"\b(?:sign(?:ing)? up|subscrib\w+|abonnier\w*|abonner\w*|abonnez|register|join|get|download|suscr[ií]b\w+|inscri\w+|prenumerera)\b"
    r".{0,80}\b(?:newsletters?|whats\W?app[- ]kanal|(?:whatsapp|telegram) channel|mailing list|nyhetsbrev|boletín|news alerts|push[- ]nachrichten)\b|"
    r"\b(?:newsletters?)\b.{0,60}\b(?:sign up|subscribe|abonnieren|kostenlos|inbox)\b|"
    r"\b(?:can be reached|may be reached|reach (?:him|her|them)|e-?mail (?:him|her|them|us|the|\w+ \w+)|contact (?:reporter|him|her|us|the|\w+ \w+)|write to|send (?:tips|questions|an e-?mail|your)|follow (?:him|her|them))\b.{0,80}(?:\S@\S|@\w)|"
    r"(?:enjoyed|like[d]?) this (?:article|story|post)\b.{0,80}(?:share|join|subscribe|sign|support|consider|proposition)|"
    r"our journalism needs your support|support (?:our|independent|quality) journalism",
    re.I,
)
_LONGEST_INVITATION = 300
_LONGEST_BYLINE = 140
_LONGEST_FILE_NAME = 240
_LONGEST_TAG = 60
_LONGEST_NOTE = 900
_LONGEST_CREDIT = 450
_REMEMBERED = 1_000
"""Lines whose verdict is remembered: a text is gone over until nothing more changes."""
_INVITING = (
    "newsletter",
    "whats",
    "telegram",
    "nyhetsbrev",
    "boletín",
    "mailing",
    "alerts",
    "nachrichten",
    "@",
    "this ",
    "journalism",
)


def bare(line: str) -> str:
    """The line without the arrows, bullets and colons around it."""
    return line.lstrip(_BEFORE).rstrip(_BEHIND)


@lru_cache(maxsize=_REMEMBERED)
def is_furniture(line: str) -> bool:
    """Whether the line is a label, a button, a notice or an invitation, and no part of any article."""
    words = bare(line)
    if not words or not any(char.isalnum() for char in words):
        return True
    if len(words) <= 80 and _LABELS.fullmatch(words.rstrip(".!")):
        return True
    if len(line) <= _LONGEST_OPENING and _OPENINGS.match(words):
        return True
    if _is_file_name(line):
        return True
    if len(line) <= _LONGEST_INVITATION:
        lowered = line.lower()
        if any(word in lowered for word in _INVITING) and _INVITES.search(line):
            return True
    return len(line) <= 120 and _WHEN.fullmatch(words) is not None


def is_note(line: str) -> bool:
    """Whether the line is the outlet's own correction, clarification or editor's note."""
    return len(line) <= _LONGEST_NOTE and NOTE.match(line) is not None


def is_credit(line: str) -> bool:
    """Whether the line says where the report comes from."""
    return len(line) <= _LONGEST_CREDIT and CREDIT.fullmatch(line) is not None


def is_tag(line: str) -> bool:
    """Whether the line is a mark of the desk: a slug, initials, an end sign."""
    return len(line) <= _LONGEST_TAG and (SLUG.fullmatch(line) is not None or DESK_TAG.fullmatch(line) is not None)


def _is_file_name(line: str) -> bool:
    if len(line) > _LONGEST_FILE_NAME:
        return False
    return FILE_NAME.fullmatch(line) is not None or ("_" in line and LONE_FILE_NAME.fullmatch(line) is not None)


def without_glued(line: str) -> str:
    """The line without the name of an image file that was glued to its last sentence."""
    start = max(0, len(line) - _LONGEST_FILE_NAME)
    return line[:start] + GLUED_FILE_NAME.sub("", line[start:])


def without_tag(line: str) -> str:
    """The line without the desk's tag behind its last sentence."""
    start = max(0, len(line) - _LONGEST_TAG)
    return line[:start] + GLUED_TAG.sub("", line[start:])


@lru_cache(maxsize=_REMEMBERED)
def is_byline(line: str) -> bool:
    """Whether the line names who wrote it, and nothing else."""
    if len(line) > _LONGEST_BYLINE or (found := _BYLINE.match(words := bare(line))) is None:
        return False
    named = words[found.end() :].replace(",", " ").split()
    if not 0 < len(named) <= _MOST_NAMES or not all(_NAME.fullmatch(word) for word in named):
        return False
    if not found[1].isascii():
        return len(named) <= 5 and not SENTENCE_END.search(line)
    return all(word[0].isupper() or word in _PARTICLES or not word[0].isalpha() for word in named)


@lru_cache(maxsize=_REMEMBERED)
def is_caption(line: str) -> bool:
    """Whether the line describes a picture: it ends in a picture's credit."""
    if len(line) > _LONGEST_CAPTION:
        return False
    end = line[-_LONGEST_PICTURE_CREDIT:]
    return (_CREDIT_MARK.search(end) is not None and CAPTION.search(end) is not None) or (
        len(line) < 300 and _PICTURE_OF.match(line) is not None
    )
