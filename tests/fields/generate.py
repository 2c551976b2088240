#!/usr/bin/env python3
"""Records the results of DRF's serializer fields for generated values in cases.json, and those of its JSON parser for
generated bodies in bodies.json, and the distances of moments from now in words.json, as /api/user_tickets/ shows them in
releases before 2.6. src/compat/fields/replay.rs and src/compat/parsers/replay.rs replay them.

    generate.py            writes the files
    generate.py --check    lists the files that would change; exit code 77 on other versions

Run it with the venv of tests/contract/oracle/make_venv.sh: Python 3.11, Django 5.2, DRF 3.18. A case has the field, the
time zone, the value as JSON text, and the result: `value`, `errors`, or `crash` where DRF raises another exception, which
a server answers with 500.
"""
import codecs
import datetime
import decimal
import json
import pathlib
import random
import sys
import types

try:
    import django
    import rest_framework
    from django.conf import settings
except ImportError as error:
    print(f"django-helpdesk is not installed for this Python: {error}")
    sys.exit(77)
VERSIONS = f"Python {sys.version_info[0]}.{sys.version_info[1]}, Django {django.__version__[:3]}, DRF {rest_framework.__version__[:4]}"
WANTED = "Python 3.11, Django 5.2, DRF 3.18"
if VERSIONS != WANTED:
    print(f"this is {VERSIONS}; the files are those of {WANTED}")
    sys.exit(77)

HERE = pathlib.Path(__file__).resolve().parent
settings.configure(USE_TZ=True, TIME_ZONE="UTC", LANGUAGE_CODE="en-us", INSTALLED_APPS=["django.contrib.humanize", "rest_framework"])
django.setup()

from django.contrib.humanize.templatetags import humanize  # noqa: E402
from django.test import override_settings  # noqa: E402
from django.utils import timezone, translation  # noqa: E402
from rest_framework import serializers  # noqa: E402

FIELDS = {
    "integer": serializers.IntegerField(),
    "integer limits": serializers.IntegerField(min_value=-2**31, max_value=2**31 - 1),
    "integer 64 bits": serializers.IntegerField(min_value=-2**63, max_value=2**63 - 1),
    "decimal": serializers.DecimalField(max_digits=8, decimal_places=3),
    "decimal open": serializers.DecimalField(max_digits=None, decimal_places=None),
    "decimal digits": serializers.DecimalField(max_digits=5, decimal_places=None),
    "decimal places": serializers.DecimalField(max_digits=None, decimal_places=2),
    "boolean": serializers.BooleanField(),
    "date": serializers.DateField(),
    "time": serializers.TimeField(),
    "datetime": serializers.DateTimeField(),
    "duration": serializers.DurationField(),
    "char": serializers.CharField(max_length=10),
    "email": serializers.EmailField(),
    "url": serializers.URLField(),
    "slug": serializers.SlugField(),
    "ip": serializers.IPAddressField(),
    "choice": serializers.ChoiceField([("", "---------"), ("Green", "Green"), ("5", "5"), ("True", "True"), ("٣", "٣")]),
    "priority": serializers.ChoiceField([(1, "1. Critical"), (3, "3. Normal")]),
}
ZONES = ["UTC", "Asia/Kolkata", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]
SPACES = [" ", "\t", "\n", "\x0b", "\x1c", "\x1f", "\x85", "\xa0", "\u2003", "\u2028", "\u3000", "\u200b", "\ufeff", "\0"]
DIGITS = ["٣", "१", "５", "𝟕", "0", "1", "2", "9", "½", "²"]
SIGNS = ["", "-", "+", "−", "＋", "--", "- "]
SHAPES = {
    "number": ["{g}{d}", "{s}{g}{d}{s}", "{d}_{d}", "{d}.0{s}", "{d}.", "{d}.{d}", ".{d}", "{g}{d}{d}.{d}{d}", "{d}e{d}", "{d}E-{d}",
               "1e{d}", "nan{d}", "inf", "0x1", "{d},{d}", "{d}.0.0", "{d}.00\n", "{d}.٠", "0.{d}{d}{d}{d}", "{d}{d}{d}{d}{d}{d}{d}{d}{d}",
               "9223372036854775807", "9223372036854775808", "-9223372036854775809", "2147483648", "-2147483649", "0e9", "-0", "-0.0",
               "1E+2", "0E-8", "1e400", "1e-400", "0.0000001", "12345678901234567890123456789", "-0.00", "{s}", "00{d}"],
    "date": ["{y}-{d}-{d}", "２０２４-1-٣", "2024-02-29", "2023-02-29", "0001-01-01", "0000-01-01", "999-01-01", "20240229", "2024W091",
             "2024-W09-1", "2024-W09", "2024-060", "{s}2024-02-29", "2024-02-29{s}", "2024-02-29\n", "2024-02-29T00:00", "+2024-02-29",
             "2024-{d}{d}-{d}{d}", "10000-01-01", "2024-2-30", "2024-W53-1", "2020-W53-7", "2024-W09-8", "2024-W00-1"],
    "time": ["{d}{d}:{d}{d}", "１２:00", "12:00:0٣", "{d}:{d}", "12:00:00.{d}", "12:00:00,{d}{d}", "12:00:00.1234567", "24:00", "12:60",
             "12", "1200", "120000", "T12:00", "12:00+02:00", "12:00Z", "12:00:00.123456789+25:00", "{s}12:00", "12:00{s}", "12:00\n",
             "12:00:60", "12:00:00.", "12:0:0", "12:00:00.1234567890123", "23:59:59.999999", "12:", "1:2:3"],
    "moment": ["{y}-01-02T{d}{d}:00", "２０２４-01-02 03:04", "2024-01-02T03:04:05{s}Z", "2024-01-02 03:04 +02", "2024-01-02 03:04{s}+0٢:00",
               "2024-01-02T03:04:05.{d}", "2024-01-02", "20240102T030405", "2024-W01-2T03", "2024-01-02{s}03:04", "2024-01-02T03:04:05-23:59",
               "2024-01-02T03:04:05+24:00", "2024-01-02T03:04:05+12:34:56", "2024-01-02T03:04:05+12:34:56.789", "2024-03-31T02:30:00",
               "2024-10-27T02:30:00", "2150-07-01T12:00:00", "2150-03-29T02:30:00", "2400-10-29T02:30", "9999-12-31T23:59:59", "0001-01-01T00:00:00",
               "9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+01:00", "1900-01-01T00:00", "2024-03-10T02:30", "2024-04-07T01:45",
               "2024-01-02T24:00", "2024-01-02T03:04:05.1234567Z", "2024-1-2 3:4", "2024-01-02T03:04\n", " 2024-01-02T03:04", "2024-01-02 03:04:05,5",
               "2024-01-02T", "2024-01-02\ud80003:04", "2024-01-02é03:04"],
    "duration": ["{d}", "{d}:{d}", "{d}{d}:{d}{d}:{d}{d}", "{g}{d} {d}{d}:00:00", "{d} days, 1:00:00", "1 day{s}", "{d}:{d}:{d}.{d}", "PT{d}S",
                 "P{d}DT{d}H{d}M{d}S", "-P1DT0.{d}S", "+PT1.{d}{d}H", "PT0,{d}M", "P0.1D", "PT0.0000005S", "PT0.0000015S", "PT0.1S", "1 10:00:00.123456789",
                 "00:00:00,5", "-00:10:00", "- 1", "999999999 23:59:59", "-999999999 00:00:00", "106751991 04:00:54", "1000000000 00:00:00",
                 "999999999999999999999999999999", "{d}\n", "{s}{d}", "{d}{s}", "1:2:3:4", "1 day 04:05:06", "3 days 04:05:06.5", "-3 days +04:05:06",
                 "3 days -04:05:06", "3 days04:05:06", "1 days", "P", "PT", "PT1H30", "P1D1H", "", "1d", "60:00", "0:90", "1:00:61", "-1:00"],
    "text": ["{s}a{s}", "{s}", "abc{o}", "{o}", "a" * 10, "a" * 11, "é" * 11, "🚒" * 10, "a\0b", "\ud800", "a\udfffb", "\ud83d\ude92", "{s}abcdefghij{s}"],
    "email": ["a@b.co", "{s}a@b.co{s}", "a{o}@b.co", "a@b{o}.co", "me@[127.0.0.1]", "me@[::1]", "me@[1.2.3]", "a@localhost", "a@b.c{d}",
              "\"a b\"@b.co", "a" * 64 + "@b.co", "a" * 310 + "@b.co", "a" * 320 + "@b.co", "a@xn--80ak6aa92e.com", "a@-b.co", "a+b&c%d@b.co", "ſ@b.co"],
    "url": ["http://a.co", "http://a.co/{s}x", "{s}http://a.co{s}", "http://a{o}.co", "http://1.2.3.{d}", "http://[::1]", "HTTP://A.CO:{d}", "//a.co",
            "a.co", "http://a.co:99999{d}", "http://localhost:8000/?a={o}", "ftp://u:p@a.co/", "http://a..co", "http://{o}@a.co", "http://a.co\t", "http://a．co"],
    "slug": ["a-b_C9", "{s}a{s}", "a{o}", "{d}", "a b", "é", "-", "a" * 60],
    "ip": ["1.2.3.{d}", "01.2.3.4", "::1", "::ffff:1.2.3.4", "fe80::1%eth0", "{s}1.2.3.4{s}", "1.2.3", "2001:DB8::0:1", "::g", "1.2.3.4/8", "[::1]", "::1{s}"],
    "choice": ["", "Green", "green", "{s}Green", "5", "{d}", "True", "1", "3", "{o}", "Green{s}", "\u200b"],
    "boolean": ["true", "TRUE", "ſ", "y", "on", "yes", "1", "0", "{d}", "{s}true", "false", "f", "null", "", "2", "ｙ"],
}
OTHERS = ["null", "true", "false", "0", "1", "-0", "3", "1.0", "0.0", "1.5", "5", "1e400", "-1e400", "1e22", "123456789012345678901234567890",
          "[]", "[1]", "{}", '["\\u200b", "\\ud800", "\'", "\\u00a0"]', '{"a": [null, true, 1.5]}', '["é🚒\\n"]', "1e2", "12345.678"]
KINDS = {"integer": "number", "decimal": "number", "datetime": "moment", "char": "text", "priority": "choice"}
ODD = ["\x7f", "\xad", "\u200b", "\u200e", "\u2060", "\ufffd", "\ue000", "🚒", "é", "'", '"', "\\", "ß", "ſ", "İ", "K", ".", "_", "+", "&"]
YEARS = ["2024", "２０२４", "1969", "0999", "99", "20245"]


def texts(random, kind):
    out = set()
    for shape in SHAPES[kind]:
        for _ in range(6):
            text = shape
            for key, choices in (("{g}", SIGNS), ("{d}", DIGITS), ("{s}", SPACES), ("{o}", ODD), ("{y}", YEARS)):
                while key in text:
                    text = text.replace(key, random.choice(choices), 1)
            out.add(text)
    return sorted(out)


def shown(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat()
    if isinstance(value, datetime.timedelta):
        return value // datetime.timedelta(microseconds=1)
    if isinstance(value, decimal.Decimal):
        return [str(value), f"{value:f}"]
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return value if isinstance(value, bool) else str(value)


def answer(field, zone, text):
    with override_settings(TIME_ZONE=zone):
        timezone.get_default_timezone.cache_clear()
        try:
            value = FIELDS[field].run_validation(json.loads(text))
            return {"value": shown(value)}
        except serializers.ValidationError as error:
            return {"errors": [str(sentence) for sentence in error.detail]}
        except Exception:  # whatever it is, the server answers 500
            return {"crash": True}


def cases():
    seed = random.Random(20261128)
    for field in FIELDS:
        kind = KINDS.get(field.split()[0], field.split()[0])
        values = [json.dumps(text) for text in texts(seed, kind)] + OTHERS
        for value in values:
            for zone in ZONES if field == "datetime" else ["UTC"]:
                yield {"field": field, "zone": zone, "json": value, **answer(field, zone, value)}


CHARSETS = [None, "utf-8", "UTF8", "utf_8_sig", "utf-16", "UTF-16LE", "utf_16_be", "utf-32", "utf-32-le", "UTF32BE", "ascii", "US-ASCII",
            "latin-1", "ISO-8859-1", "iso8859-15", "cp1252", "koi8-r", "euc-jp", "cp437", "cp037",
            "shift_jis", "gb2312", "euc-kr", "iso-8859-8", "windows-1253", "rot13", "bz2_codec", "hex", "no such", "", "utf-8 "]
TEXTS = ['{"a": "x"}', '{"a": "é☃🚒"}', '"\\ud800"', '["\\udc00\\ud800", "\\ud83d\\ude92"]', "", " ", "nul", "[1]\n", "\ufeff{}", "\u3000[]", "[1,\xa0 2]",
         "\u2028{}", "[\x0c1]", "٣", "[٣]", '"\x7f\x85"', '"\x1f"', '{"\u200b": 1,}', "[1e5, -0, -0.0, 1E-400]", "[01]", "[1.]", "[.5]", "[+1]",
         '["\\u00e9\\uD83D"]', '"\\ud83d\\u0041"', '"\\ud83dx"', '"\\u１234"', "[NaN]", "-Infinity", "tru", "[true false]", '{"a" : 1 "b"}', '{1: 2}',
         '"a', '["a\\"', '"\\x"', "{", "[", "[1", '{"a"', '{"a":', '{"a":1', "nulll", "[]x", "'a'"]
BROKEN = [b"\xff", b'"\xe2\x82"', b'{"a": 1}\xe2\x82', b'"\xed\xa0\x80"', b'"\xc0\xaf"', b'"\xf4\x90\x80\x80"', b'"\xe2\x28\xa1"', b'"\xf0\x9f\x9a',
          b'"\xf8\x88\x80\x80\x80"', b"\xef\xbb\xbf{}", b"\xef\xbb", b"\xef", b"\xff\xfe[\0]\0", b"\xfe\xff\0[\0]", b"[\0]\0", b"\0[\0]", b"\xff\xfe[\0]\0x",
          b"\xff\xfe\0\0[\0\0\0]\0\0\0", b"\0\0\xfe\xff\0\0\0[\0\0\0]", b"[\0\0\0]\0\0\0", b"\xff\xfe\0\xd8[\0", b"\xff\xfe\0\xdc[\0", b"\xff\xfe\0\xd8",
          b"\xff\xfe\0\0\0\0\x11\0", b"\xff\xfe\0\0\0\xd8\0\0", b"\xff\xfe\0\0[", b"\xff", b"\xff\xfe", b"\0\xd8\0\xd8", b"\xd8\0\xd8\0", b"\0\0\x11\0"]


def body(charset, data):
    from io import BytesIO

    from rest_framework.exceptions import ParseError
    from rest_framework.parsers import JSONParser
    encoding = "utf-8"
    if charset is not None:
        try:
            codecs.lookup(charset)
            encoding = charset
        except LookupError:
            pass
    try:
        return {"value": json.dumps(JSONParser().parse(BytesIO(data), parser_context={"encoding": encoding}))}
    except ParseError as error:
        return {"error": str(error.detail)}
    except Exception:
        return {"crash": True}


def bodies():
    for charset in CHARSETS:
        try:
            encoded = [text.encode(charset or "utf-8", "surrogatepass" if "utf" in str(charset) else "ignore") for text in TEXTS]
        except LookupError:
            encoded = [text.encode() for text in TEXTS[:6]]
        for data in dict.fromkeys([*encoded, *BROKEN, *(text.encode() for text in TEXTS[:6])]):
            yield {"charset": charset, "hex": data.hex(), **body(charset, data)}


NOWS = [datetime.datetime(*parts, tzinfo=datetime.timezone.utc)
        for parts in ((2026, 11, 24, 9, 28, 7, 123456), (2024, 2, 29, 0, 0, 0), (2025, 3, 31, 23, 59, 59, 999999), (2025, 1, 1, 12, 0, 0, 1))]
SECONDS = [0, 1, 2, 59, 60, 61, 119, 120, 3599, 3600, 3601, 7199, 7200, 86399, 86400, 86401, 90000, 2 * 86400 - 1, 2 * 86400, 7 * 86400 - 1]
DAYS = [7, 8, 13, 14, 27, 28, 29, 30, 31, 32, 58, 59, 60, 61, 62, 89, 90, 91, 92, 181, 184, 333, 334, 335, 360, 364, 365, 366, 367, 393, 396,
        729, 730, 731, 732, 1095, 1096, 1460, 1461, 3652, 36524, 36525, 146097, 365 * 1500]


def words():
    """The results of humanize.naturaltime, which PublicTicketListingSerializer of helpdesk/serializers.py calls."""
    seed = random.Random(20261129)
    for language in ("en-us", "de", "fr", "pl", "ru", "ar", "ja"):
        for now in NOWS:
            distances = [datetime.timedelta(seconds=n, microseconds=u) for n in SECONDS for u in (-1, 0, 1)]
            distances += [datetime.timedelta(days=n, hours=h, microseconds=u) for n in DAYS for h, u in ((0, -1), (0, 0), (0, 1), (5, 0))]
            distances += [datetime.timedelta(microseconds=int(10 ** seed.uniform(0, 16.5))) for _ in range(150)]
            distances = distances if language == "en-us" else seed.sample(distances, 40)
            moments = sorted({now + sign * distance for distance in distances for sign in (1, -1)
                              if distance < datetime.timedelta(days=365 * 2000)})
            humanize.datetime = types.SimpleNamespace(now=lambda tz, now=now: now)
            with translation.override(language):
                shown = [[moment.isoformat().replace("+00:00", "Z"), str(humanize.naturaltime(moment))] for moment in moments]
            yield {"language": language, "now": now.isoformat().replace("+00:00", "Z"), "words": shown}


def main():
    differ = []
    for name, records in (("cases", cases()), ("bodies", bodies()), ("words", words())):
        text = "[\n" + ",\n".join(json.dumps(record) for record in records) + "\n]\n"
        target = HERE / f"{name}.json"
        if "--check" not in sys.argv:
            target.write_text(text)
        elif target.read_text() != text:
            differ.append(name)
    print(f"{len(differ)} files differ from those of {VERSIONS}", *differ)
    return bool(differ)


if __name__ == "__main__":
    sys.exit(main())
