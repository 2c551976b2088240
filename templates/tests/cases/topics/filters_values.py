"""Filters of numbers, lists and any value."""
from . import case

NUMBERS = {
    "i": 34, "zero": 0, "neg": -5, "big": 1234567, "huge": {"int": "123456789012345678901234567890"}, "f": {"float": "34.23234"}, "whole": {"float": "34.0"}, "half": {"float": "0.5"}, "onehalf": {"float": "1.5"}, "negf": {"float": "-2.45"}, "tiny": {"float": "1e-10"}, "e20": {"float": "1e20"}, "e300": {"float": "1.5e300"},
    "nan": {"float": "nan"}, "inf": {"float": "inf"}, "ninf": {"float": "-inf"}, "d": {"decimal": "1.50"}, "dlong": {"decimal": "12345.678900"}, "dexp": {"decimal": "1E+5"}, "dsmall": {"decimal": "0.000000012"}, "s": "12.345", "sneg": " -7 ", "sbad": "1,5", "sexp": "1e3", "empty": "", "none": None, "yes": True, "list": [1, 2], "text": "abc", "nines": {"float": "9.995"}, "minus0": {"float": "-0.001"}, "n999": {"float": "999999.95"},
    "safe": {"safe": "3"}, "one": 1, "sone": "1", "onef": {"float": "1.0"}, "single": ["x"], "k": 1024, "m": 1048576, "size": 123456789, "g": 5368709120, "t": 1099511627776, "p": 1125899906842624, "k2": 1075, "b1": 1, "b1023": 1023, "utc": {"utc": "2026-03-04T05:06:07"}, "delta": {"delta": 3600000000},
}
FORMATS = ["floatformat", "floatformat:0", "floatformat:2", "floatformat:-2", "floatformat:'3'", "floatformat:'2g'", "floatformat:'g'", "floatformat:'u'", "floatformat:'2u'", "floatformat:'-3gu'", "floatformat:'x'", "floatformat:none", "floatformat:''", "filesizeformat", "pluralize", "pluralize:'es'", "pluralize:'y,ies'", "pluralize:'a,b,c'", "pluralize:5",
           "divisibleby:2", "divisibleby:0", "divisibleby:'x'", "get_digit:1", "get_digit:2", "get_digit:-1", "add:1", "add:'2'", "add:f", "add:none", "add:huge", "stringformat:'d'", "stringformat:'.2f'", "stringformat:'08.3f'", "stringformat:'+d'", "stringformat:' d'", "stringformat:'x'", "stringformat:'#x'", "stringformat:'o'", "stringformat:'X'", "stringformat:'e'", "stringformat:'.3E'", "stringformat:'g'", "stringformat:'.10g'", "stringformat:'#g'", "stringformat:'s'", "stringformat:'10.2f|'", "stringformat:'-8d|'", "stringformat:'i'", "stringformat:'.5d'", "stringformat:'c'", "stringformat:'r'",
           "yesno", "yesno:'y,n,m'", "default:'x'", "default_if_none:'x'", "length", "json_script", "json_script:'id'", "truncatechars:3", "date:'Y'", "time:'H'", "timesince", "unordered_list", "join:','", "first", "last", "wordcount"]
LISTS = {
    "l": [3, 1, 2], "words": ["b", "a<", {"safe": "<i>"}], "rows": [{"dict": [["n", "b"], ["v", 2], ["o", {"dict": [["x", 1]]}]]}, {"dict": [["n", "a"], ["v", 3], ["o", {"dict": [["x", 2]]}]]}, {"dict": [["n", "c"], ["v", 1], ["o", {"dict": [["x", 0]]}]]}], "pairs": [["b", 2], ["a", 3], ["c", 1]], "mixed": [1, "a", None], "empty": [], "nested": ["a", ["b", ["c", "d<"]], "e", [], ["f"]],
    "deep": [["x"], "y"], "objs": [{"object": ["o1", {"k": 2}]}, {"object": ["o2", {"k": 1}]}], "tuple": {"tuple": [1, 2, 3]}, "d": {"dict": [["b", 1], ["a", [1, {"dict": [["z", None]]}]]]}, "text": "héllo", "none": None, "five": 5, "id": {"dict": [[0, "zero"], [1, "one"]]}, "tt": {"tuple": ["a", {"tuple": ["b"]}]}, "dicts": [{"dict": [["k", "x" * 30], ["l", ["y" * 20] * 3]]}, "z" * 10],
    "dates": [{"date": "2026-03-04"}, {"date": "2025-01-01"}], "bools": [True, False, 2],
}
LIST_FILTERS = ["dictsort:'n'", "dictsort:'v'", "dictsort:'o.x'", "dictsort:'k'", "dictsort:0", "dictsort:1", "dictsort:'0'", "dictsort:'_n'", "dictsort:'nothing'", "dictsort:5", "dictsort:''", "dictsortreversed:'v'", "dictsortreversed:0", "dictsortreversed:'k'", "first", "last", "join:', '", "join:'<'", "join:five", "length", "slice:':2'", "slice:'1:'", "slice:'::-1'", "slice:'-1:'", "slice:'x'", "slice:'::2'", "slice:'5:1'", "unordered_list", "safeseq|join:','", "escapeseq|join:','", "safeseq", "escapeseq",
                "json_script", "json_script:'<id>'", "make_list", "pprint", "add:l", "add:tuple", "add:text", "yesno", "default:'x'", "pluralize", "pluralize:'y,ies'", "upper", "wordcount", "stringformat:'s'", "stringformat:'(b)s'", "stringformat:'(q)s'", "divisibleby:2", "truncatewords:2", "floatformat", "filesizeformat", "date", "timesince", "dictsort", "first:1", "join", "phone2numeric", "linebreaks:1", "urlencode"]


def cases():
    made = []
    for key, value in NUMBERS.items():
        for f in FORMATS:
            if key == "e300" and not f.startswith(("floatformat", "pluralize", "yesno", "default", "json")):
                continue  # whole numbers end at 38 digits
            named = {k: v for k, v in NUMBERS.items() if k == key or k == f.partition(":")[2]}
            made.append(case("{{ %s|%s }}" % (key, f), named))
        for f in ("floatformat", "floatformat:'2g'", "floatformat:'2u'", "filesizeformat", "yesno"):
            for language in ("de", "fr", "zh-hans"):
                if key == "e300" and f == "filesizeformat":
                    continue
                made.append(case("{{ %s|%s }}{{ %s }}" % (key, f, key), {key: value}, options={"language": language}))
    for key in ("i", "big", "huge", "f", "negf", "e20", "dlong", "s", "e300", "dexp"):
        for language in ("en-us", "de", "zh-hans", "ar"):
            made.append(case("{{ %s }}{{ %s|floatformat:2 }}" % (key, key), {key: NUMBERS[key]}, options={"language": language, "thousand_separator": True}))
    for key, value in LISTS.items():
        for f in LIST_FILTERS:
            named = {k: v for k, v in LISTS.items() if k == key or k == f.partition(":")[2]}
            made.append(case("{{ %s|%s }}" % (key, f), named))
        made.append(case("{%% autoescape off %%}{{ %s|join:'<' }}{{ %s|unordered_list }}{%% endautoescape %%}" % (key, key), {key: value}))
    made += [case("{{ x|random }}", {"x": x}) for x in (["one"], "x", [], "", None, {"dict": [[0, "zero"]]})]
    made += [case("{{ a|add:b }}", {"a": a, "b": b}) for a, b in (("a", "b"), ({"safe": "<"}, {"safe": ">"}), ({"safe": "<"}, ">"), ([1], [2]), ({"tuple": [1]}, {"tuple": [2]}), ([1], {"tuple": [2]}), (1, "x"), ("x", 1), (None, None), ({"date": "2026-03-04"}, {"delta": 90000000000}), ({"utc": "2026-03-04T05:06:07"}, {"delta": 3600000000}),
             ({"zoned": ["2026-03-28T12:00:00", "Europe/Berlin"]}, {"delta": 86400000000}), ({"delta": 1}, {"delta": 2}), ({"float": "1.9"}, {"float": "1.9"}), ({"decimal": "1.5"}, 1), (True, True), ("1", "2"), ("1.5", "2"), ({"float": "nan"}, 1), ({"dict": []}, {"dict": []}))]
    made += [case("{{ x|json_script }}", {"x": x}) for x in ("</script>&\u2028é\U0001f600\x01", {"utc": "2026-03-04T05:06:07.123456"}, {"zoned": ["2026-07-04T05:06:07", "Europe/Berlin"]}, {"date": "2026-03-04"}, {"time": "05:06:07.123456"}, {"delta": 93784000005}, {"delta": -1}, {"decimal": "1.50"}, {"tuple": [1]}, {"object": ["o", {}]}, {"dict": [["a", None], [1, True]]})]
    made += [case("{%% load humanize %%}{{ x|%s }}" % f, {"x": x}) for f in ("add:'1'", "floatformat:2", "floatformat", "intcomma", "intword", "ordinal", "apnumber", "filesizeformat", "get_digit:1", "divisibleby:3", "pluralize", "truncatechars:'٣'", "add:'٣'") for x in ("٣", "１２.5", "\u3000७\u2003", "nan٣", "1_0", "\x1c1", "²", "-٤", "1e٢")]
    return made
