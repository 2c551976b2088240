"""urlize and urlizetrunc."""
from . import case

WORDS = """
http://example.com|https://example.com/|HTTP://EXAMPLE.COM/x|http://example.com.|(http://example.com)|[http://example.com]|http://example.com/(x)|(see http://example.com/(x))|http://example.com/a,b;c!|www.example.com|WWW.example.com|example.com|example.org/x?y=1|example.net.|foo.info|a.com|1.com
me@example.com|me.too@example.co.uk|me@localhost|me@x|@example.com|me@@example.com|mailto:me@example.com|(me@example.com)|me@example.com.|me+tag@example.com|"me"@example.com|me@[127.0.0.1]|me@-x.com|me@x-.com|ü@example.com|me@üx.com|me@example.c|me@example.123
http://example.com?a=1&b=2|http://example.com/?a=1&amp;b=2|http://example.com/a%20b|http://example.com/ä?ö=ü#ß|http://ex.com/x y|http://ex.com/<b>|http://ex.com/'x'|http://ex.com/"x"|<a href="http://ex.com">x</a>|http://|https://x|http://[::1]/x|http://[x]/y|http://[::1|http://ex.com:8000/x|ftp://ex.com|http:ex.com|//ex.com
http://ex.com/;|http://ex.com/&lt;|http://ex.com/&lt;;|http://ex.com/&x;|http://ex.com/x&amp;|http://ex.com/a&gt;.|http://ex.com)))|((http://ex.com|http://ex.com].|http://ex.com/)!)|x:http://ex.com|no links here|a@b c.com d|line\nwww.ex.com\nend|http://ex.com/?q=a+b%2B&r=&s|http://ex.com/?x#y#z|http://ex.com/??|www.|www.x|http.com|xhttp://ex.com|ex.company|ex.com/|a_b.com|-x.com|x@y.com/z|http://user:pw@ex.com/x@y|http://ex.com/~x/!$&'()*+,;=:@|http://a.b/c.|e.g.,|i.e. x.y|https://ex.com/averyveryverylongpathindeed/that/goes/on
""".replace("\n", "|").strip("|").replace("\\n", "\n").split("|")


def cases():
    made = []
    for word in WORDS:
        made.append(case("{{ x|urlize }}", {"x": word}))
        made.append(case("{{ x|safe|urlize }}{% autoescape off %}{{ x|urlize }}{% endautoescape %}{{ x|urlizetrunc:12 }}", {"x": "see " + word + " ok"}))
    made += [case("{{ x|urlizetrunc:%s }}" % n, {"x": "http://example.com/path me@example.com"}) for n in ("1", "0", "-1", "'5'", "'x'", "18", "1000", "nothing")]
    made += [case("{{ x|urlize }}", {"x": x}) for x in (None, 5, ["http://x.com"], {"safe": "http://x.com/<"})]
    made += [case("{{ x|%s }}" % f, {"x": x}) for f in ("urlencode", "iriencode", "urlencode:''", "urlencode:'&='") for x in ("a b/c?d=e&f=ü", "100%", "~!*()'", "[x]#", "%20")]
    return made
