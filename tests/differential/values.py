"""Values that a client might send: ordinary ones, and those for which Python, Django or DRF have special rules."""

DIGITS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹"]
# The first ones are whitespace to str.strip(), the last three are not.
SPACES = [" ", "\t", "\n", "\r\n", "\x0b", "\x1c", "\x1f", "\x85", "\u00a0", "\u2003", "\u2028", "\u3000", "\u200b", "\ufeff", "\u2060"]
WORDS = ["printer", "Ünïcödé", "日本語", "العربية", "🚒🔥", "e\u0301", "ﬁ", "İstanbul", "straße", "a\u200bb", "x\u202ey", "\u2066z"]


def digits(r, text):
    """The text with its ASCII digits in another script, sometimes in several."""
    table = r.choice(DIGITS)
    return "".join((table if r.random() < 0.9 else r.choice(DIGITS))[int(c)] if c in "0123456789" else c for c in text)


def spaced(r, text):
    before = "".join(r.choices(SPACES, k=r.choice([0, 0, 1, 2])))
    after = "".join(r.choices(SPACES, k=r.choice([0, 0, 1, 2])))
    return before + text + after


def twisted(r, text):
    """A spelling of the text that a lenient parser might accept."""
    for _ in range(r.choice([0, 1, 1, 2])):
        text = r.choice([
            lambda: digits(r, text), lambda: spaced(r, text), lambda: r.choice("+-−＋") + text,
            lambda: text.upper(), lambda: text.lower(), lambda: text + r.choice(["\x00", ".", ",0", "_", "x", "e0", "\u0301"]),
            lambda: text.replace("-", r.choice("/.–−"), 1), lambda: text.replace(":", r.choice(".：;"), 1),
            lambda: text[: r.randrange(len(text) + 1)], lambda: text.replace("0", "", 1), lambda: "0" + text,
            lambda: text[: len(text) // 2] + r.choice(SPACES + ["_"]) + text[len(text) // 2:],
        ])()
    return text


def json_oddity(r):
    return r.choice([None, True, False, 0, 1, -1, 1.0, 1.5, 1e400 if r.random() < 0.1 else 1e30, 2**31, 2**63, -(2**63) - 1, 10**25,
                     "", " ", "null", "None", [], [1], ["a"], {}, {"a": 1}, [[]], "\x00", "\ud800", {"\ud800": [1]}, {"a": {"x\udc00": "'"}}])


def integer(r):
    return r.choice([str(r.randrange(-3, 50)), "1_000", "0x10", "1e3", "1.0", "1.5", "007", "-0", "", str(2**31), str(2**63), str(-(2**63)),
                     str(10**20), "9" * 1001, "²", "½", "一"])


def decimal(r):
    return r.choice([f"{r.randrange(0, 99999)}.{r.randrange(0, 9999)}", "nan", "NaN123", "-inf", "Infinity", "sNaN", "-0", "1E+2", "1e-2", ".5",
                     "5.", "1__0", "12345.678", "123456.7", "0.0001", "1,5", "", "0e99999", "1e999999999999"])


def date(r):
    return r.choice([f"{r.randrange(1, 9999):04d}-{r.randrange(1, 14):02d}-{r.randrange(1, 33):02d}", "2024-02-29", "2023-02-29", "2024-2-9",
                     "20240229", "2024-W09-4", "2024-060", "0001-01-01", "9999-12-31", "0000-01-01", "24-01-01", "2024-02-29T00:00"])


def time(r):
    return r.choice([f"{r.randrange(0, 26):02d}:{r.randrange(0, 62):02d}", "23:59:58", "23:59:58.123456", "23:59:58.1234567", "23:59:58,5", "1:2",
                     "1:2:3", "24:00", "12:00:60", "12", "1200", "T12:00", "12:00Z", "12:00+01:00", "12:00 PM", "00:00:00.000000"])


def moment(r):
    zone = r.choice(["", "", "Z", "z", "+00:00", "+0530", "+05", "-12:34", "+24:00", "+23:59", " +01:00", "-00:00", "+01:00:00", " Z"])
    return date(r) + r.choice(["T", " ", "t", "", "_"]) + time(r) + zone if r.random() < 0.8 else date(r)


def duration(r):
    return r.choice([f"{r.randrange(0, 99)}:{r.randrange(0, 99)}:{r.randrange(0, 99)}", "3 04:05:06", "3 days, 04:05:06", "-1 day", "3", "-3", "3.5",
                     "PT1H", "P1DT2H3M4.5S", "P1W", "P1M", "-PT5M", "1 day", "4:5", "00:00:00.0000001", "00:00:01.5", "99999999999", "-4:15:30",
                     "1e3", "999999999 00:00", "1000000000 00:00", "3 4:5:6,7", "P1Y", "PT", "P", "0:0:0", "15:00:00:00"])


def boolean(r):
    return r.choice(["true", "True", "TRUE", "t", "y", "yes", "Yes", "on", "On", "1", "1.0", "false", "f", "n", "no", "off", "0", "0.0", "", "null",
                     "Null", "NULL", "none", "None", "tRue", "oN", "2"])


def text(r, limit=200):
    return r.choice([
        " ".join(r.choices(WORDS, k=r.randrange(1, 5))), "x" * limit, "x" * (limit + 1), "🚒" * limit, " " * 3, "", "\n", "a\x00b", "a\nb\r\nc",
        "{{ ticket.title }}", "{% now 'Y' %}", "{{ ticket.title", "{% if %}", "{{ ticket.id|add:'2' }}", "<b>&amp;</b> \"q\" 'q'", "see #1 and #2",
        "#1#2 &#39; #0 #99999999999", "=1+1", "\u202eevil", "\u2028", "\x7f\x1b[0m", "%s %(a)s %", "\\u0041", "a\ud800b", "\ue000", "line\x0bfeed"])


def email(r):
    return r.choice(["p@example.com", "P@EXAMPLE.com", "p+q&r%s@example.com", "me@[127.0.0.1]", "me@[::1]", "me@localhost", "me@exa_mple.com",
                     "\"a b\"@example.com", "a..b@example.com", ".a@example.com", "a@-b.com", "a@b.c", "ü@example.com", "a@exämple.com",
                     "a@xn--exmple-cua.com", "a" * 65 + "@example.com", "a@" + "b" * 64 + ".com", "a@b.com\n", " a@b.com ", "a@b@c.com", "", "x",
                     "a@b.com,c@d.com", "A <a@b.com>", "a@1.2.3.4", "a'b@example.com", "customer@example.com", "a@b.com\u200b", "@b.com", "a@",
                     "a@" + ".".join(["b" * 60] * 5) + ".com"])


def url(r):
    return r.choice(["https://example.com/?a=b&c=d", "http://localhost", "ftp://a.b/c", "HTTP://EXAMPLE.COM", "javascript:alert(1)", "http://",
                     "http://exa mple.com", "http://[::1]/", "http://[::1", "http://1.2.3.4:99999/", "http://1.2.3.4:80", "http://a.b/\n", "//a.b",
                     "http://ü.com", "http://a.b/ü", "http://user:pw@a.b/", "http://a." + "b" * 64, "http://-a.b", "http://a.b" + "/c" * 1100,
                     "http://0.0.0.0", "http://256.1.1.1", "http://a_b.c", "http://a.b?x", "http://a.b#x", "http:/a.b", "mailto:a@b.c", ""])


def address(r):
    return r.choice(["192.0.2.1", "192.0.2.01", "192.0.2.256", "::1", "2001:DB8::1", "2001:db8:0:0:0:0:0:1", "::ffff:192.0.2.1", "fe80::1%eth0",
                     "1.2.3", "1.2.3.4.5", "[::1]", ":::", "1::2::3", "0.0.0.0", "192.0.2.1/24", "", "::ffff:c000:201", "12345::"])


def slug(r):
    return r.choice(["a-slug_1", "A", "ü", "a b", "a.b", "-", "_", "", "a/b", "日本", "a\n", "x" * 60])


def choice(r):
    return r.choice(["Green", "Blue", "Red", "  Red  ", "Yéllow", "Ye\u0301llow", "green", "", "No longer a choice", " Green"])


def key(r):
    return r.choice([1, 2, 3, 4, 12, 9999, 0, -1, "1", " 1", "1 ", "01", "1.0", 1.0, 1.5, "٢", "abc", "", True, False, None, 2**63, "9" * 30, [1],
                     {"pk": 1}, "1\x00", "1_0", "+1"])


def file_name(r):
    base = r.choice(["a", "Screenshot 2026-11-28 at 3.41.59\u202fPM", "caf&eacute;", "R&ampD", "räport ünï", "日本語", "a\u00a0b", "a\u3000b",
                     "\ue000x", "e\u0301", "a b", "..", ".hidden", "a/b", "a\\b", "C:\\dir\\file", "a%20b", "a+b", "x" * 101, "x" * 300, "a;b", "a'b",
                     "&#65;", "&lt;b&gt;", "a\tb", "a\x7fb", "a\u200bb", "\u202etxt.exe", "con", "-", "_", "a..b", "$(x)", "<b>", "a,b", "#1"])
    return base + r.choice([".txt", ".txt", ".TXT", ".pdf", ".png", ".exe", "", ".", ".txt.exe", ".txt ", ".txt.", ".txt\x00.exe", ".eml", ".tar.gz"])
