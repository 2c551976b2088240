"""Filters of text and HTML, with every kind of value."""
from . import case

TEXTS = {
    "plain": "The quick brown fox, it's lazy", "html": "<p>One <b>two</b> three &amp; four</p><br>five <i>six</i>", "safe": {"safe": "<b>safe & 'sound'</b>"}, "lines": "one\ntwo\r\n\r\nthree\rfour\n\n\nfive\n", "empty": "", "space": "  a  b \t c\n ",
    "uni": "Ünïcödé straße ŒUVRE ﬁ ǆ İı ☃ e\u0301 \u1e9e", "quotes": "a'b\"c\\d`e", "js": "x<script>&=-;`'\"\\\r\n\u2028", "none": None, "int": 1234567, "float": {"float": "-12.5"}, "yes": True, "list": ["a<", 1, None], "phone": "1-800-Collect", "tabs": "a\tbc\tdef  ghi",
    "long": "Supercalifragilistic words are wrapped, and so are short ones; even - these - here.", "slug": " Hello,  Wörld! -- This_is a--slug_ ", "url": "http://ex.example/a b/ü?x=1&y=ä#f%20g", "title": "don't stop 3rd o'NEILL mc-donald x1y 'quoted' DŽ",
    "utc": {"utc": "2026-03-04T05:06:07"}, "obj": {"object": ["an <object>", {}]},
}
NO_ARGUMENT = """addslashes capfirst escapejs lower upper title make_list slugify wordcount escape force_escape linebreaks linebreaksbr linenumbers safe striptags urlencode iriencode
urlize length first last pprint safeseq escapeseq phone2numeric""".split()
ARGUMENTS = {
    "cut": ["' '", "'e'", "''", "';'", "'<b>'", "5", "plain"], "center": ["40", "'41'", "5", "'x'", "-3"], "ljust": ["40", "'45'", "'x'"], "rjust": ["40", "3", "empty"], "truncatechars": ["10", "1", "0", "-1", "'7'", "'x'", "1000", "29", "30", "31"],
    "truncatewords": ["3", "1", "0", "'2'", "'x'", "100"], "truncatechars_html": ["10", "1", "0", "3", "'x'", "100", "23", "24"], "truncatewords_html": ["3", "1", "0", "'x'", "100", "5"], "wordwrap": ["10", "'20'", "1", "0", "'x'", "1000", "3"], "urlencode": ["''", "'/ '", "'&'"],
    "default": ["'d'", "'<d>'", "5"], "default_if_none": ["'d'"], "yesno": ["'a,b,c'", "'a,b'", "'a'", "'a,b,c,d'"], "add": ["'x'", "5", "'5'", "list"], "stringformat": ["'s'", "'10s'", "'-10s|'", "'.3s'", "'r'", "'d'", "'05d'", "'e'", "'x'", "'c'", "'%'", "''", "'s %s'", "'5'", "'a'"],
    "slice": ["':3'", "'2:'", "'-3:'", "'::2'", "'::-1'", "'x'", "'1:-1'", "'5'", "5", "'1:2:3:4'", "':'", "'::0'"], "join": ["', '", "'<'", "5"], "get_digit": ["1", "3", "'x'", "0", "99"],
}
HTML = """
<b>bold|a < b > c|a <b|a <b c="d|<!-- c -->x|<!-- c|<!doctype html>x|<?php x ?>y|<![CDATA[x]]>y|</p>x|</ p>x|</>x|</p x|<p/>x|<br/>x|<br />x|<a href='x>y'>z</a>|<a href=x/>z|<a b=c d>e|<a b= 'c' d="e">f
<script>a<b</script>c|<style>x|<script>a</b>c</script >d|&amp;|&lt;b&gt;|&#60;|&#x3c;b|&#12a;x|&#|&|& x|&x|&a-b|&copy;|&copy x|&nosuch;|x&amp|<p>a</p><p>b</p>|<div><p>a</div>|a<b>b</i>c</b>|<<b>x>|<1>x|< b>x|<b\tc>d|<b\nc="d">e|<ü>x|<bü>x|<a b==c>d|<a "b">c|<a b="c"d="e">f</a>
<a =b>c|<p>Hello <em>big</em> world, how are you today?</p>|<img src="a.png">text<br>more text here|<b>a b</b>  <i>c  d</i>|one two<hr/>three|<p>é è</p>|a&nbsp;b c|<b><i><u>deep text here</u></i></b>|x<!--<b>-->y|<script>x|<!x>y|<!|<|>|<>|a>b|<b/c>d|<b / c>d|<a href="x" / >y|</b\n>x|</b c>x>y
<p>The <a href="/x?a=1&amp;b=2">link</a> is &quot;quoted&quot; &amp; long</p>|&eacute;&egrave; a b c|a &lt;b&gt; c d e|<TD>X y Z</TD>|<b>x</B>y z
""".replace("\n", "|").strip("|").split("|")


def cases():
    made = []
    for name in NO_ARGUMENT:
        for key, value in TEXTS.items():
            if name in ("random",):
                continue
            made.append(case("{{ %s|%s }}" % (key, name), {key: value}))
        made += [case("{%% autoescape off %%}{{ %s|%s }}{%% endautoescape %%}" % (key, name), {key: TEXTS[key]}) for key in ("html", "lines", "safe", "list", "js")]
        made += [case("{{ nothing|%s }}" % name), case("{{ safe|%s|upper }}" % name, {"safe": TEXTS["safe"]}), case("{{ html|%s|safe }}" % name, {"html": TEXTS["html"]})]
    for name, arguments in ARGUMENTS.items():
        for argument in arguments:
            for key in ("plain", "html", "safe", "uni", "int", "none", "long", "tabs", "list", "empty"):
                made.append(case("{{ %s|%s:%s }}" % (key, name, argument), {k: v for k, v in TEXTS.items() if k in (key, argument)}))
    for text in HTML:
        made.append(case("{{ x|striptags }}", {"x": text}))
        made.append(case("{{ x|truncatechars_html:5 }}|{{ x|truncatewords_html:2 }}|{{ x|truncatechars_html:12 }}", {"x": {"safe": text}}))
    made += [case("{{ x|%s }}" % f, {"x": TEXTS["lines"]}) for f in ("linebreaks|linenumbers", "wordwrap:3", "linebreaksbr|linebreaks", "escape|linebreaksbr", "safe|linebreaks", "safe|linebreaksbr", "force_escape|force_escape", "escape|escape", "upper|escape|lower")]
    made += [case("{{ x|%s }}" % f, {"x": "<"}) for f in ("escape|safe", "safe|escape", "safe|upper", "safe|lower", "safe|cut:';'", "safe|cut:'x'", "safe|add:'<'", "add:x", "safe|default:'x'", "safe|slice:':1'", "safe|first", "safe|last", "safe|make_list", "safe|ljust:3", "safe|force_escape", "safe|urlencode", "default:'<'", "cut:'<'|default:'<'", "safe|yesno:'<,>'", "safe|length", "safe|stringformat:'s'", "stringformat:'s'", "safe|truncatechars:1", "safe|join:'<'", "safe|linenumbers", "linenumbers|upper", "capfirst|safe", "safe|title", "safe|escapejs", "safe|iriencode")]
    made += [case("{{ x|center:%d }}|" % n, {"x": t}) for n in (4, 5, 6, 7) for t in ("a", "ab", "abc", "")]
    return made
