"""Parts of values, and how Python prints each value."""
from . import case, each

VALUES = {
    "none": None, "yes": True, "no": False, "int": 42, "zero": 0, "neg": -7, "big": {"int": "1000000000000000000000000000000"}, "float": {"float": "1.5"}, "whole": {"float": "2"},
    "large": {"float": "1e16"}, "small": {"float": "0.00001"}, "third": {"float": "0.3333333333333333"}, "nan": {"float": "nan"}, "inf": {"float": "inf"},
    "minus0": {"float": "-0.0"}, "decimal": {"decimal": "1.50"}, "decimal0": {"decimal": "0.00"}, "decimale": {"decimal": "1E+3"}, "decimals": {"decimal": "1E-8"},
    "text": "a<b & 'c' \"d\"", "safe": {"safe": "<b>x</b>"}, "empty": "", "uni": "Ünïcödé ☃ \U0001f600", "ctrl": "tab\tnl\nbs\\ \x07 \xa0\u200b",
    "list": [1, "two", {"float": "3"}, None, True, ["x"]], "elist": [], "tuple": {"tuple": [1, "b"]}, "single": {"tuple": [1]}, "etuple": {"tuple": []},
    "dict": {"dict": [["a", 1], ["b", "<"], ["c", [1, "x"]]]}, "edict": {"dict": []}, "idict": {"dict": [[1, "one"], [2, "two"]]}, "items": {"dict": [["items", "own"]]},
    "quotes": ["it's", 'say "x"', "both ' and \"", "back\\slash"], "safes": [{"safe": "<b>"}, "<i>"], "utc": {"utc": "2026-03-04T05:06:07.000089"},
    "utc0": {"utc": "2026-03-04T05:06:00"}, "naive": {"naive": "2026-03-04T05:06:07"}, "zoned": {"zoned": ["2026-07-04T05:06:07", "Europe/Berlin"]},
    "date": {"date": "2026-03-04"}, "time": {"time": "05:06:07"}, "time0": {"time": "05:06:00"}, "timeu": {"time": "05:06:07.000008"}, "delta": {"delta": 93784000005},
    "delta0": {"delta": 0}, "deltan": {"delta": -1000000}, "days": {"delta": 172800000000},
    "object": {"object": ["the <object>", {"name": "n", "flag": False, "inner": {"object": ["inner", {"x": [1, 2]}]}}]},
    "temporal": [{"utc": "2026-03-04T05:06:07.000089"}, {"naive": "2026-03-04T05:06:00"}, {"zoned": ["2026-07-04T05:06:07", "Europe/Berlin"]}, {"date": "2026-03-04"},
                 {"time": "05:06:00"}, {"delta": 93784000005}, {"delta": 0}, {"decimal": "1.50"}],
}
PATHS = """
text.0 text.1 text.99 text.upper text.lower text.title text.capitalize text.swapcase text.strip text.split text.isdigit text.isalpha text.islower text.center
text.format text.nothing text.upper.lower text.split.0 text.splitlines safe.upper safe.0 list.0 list.1.upper list.5.0 list.6 list.copy list.count list.x
tuple.0 tuple.1 tuple.2 tuple.count dict.a dict.b dict.c.1 dict.d dict.keys dict.values dict.items dict.items.0 dict.get dict.pop dict.copy edict.items
idict.1 idict.2 idict.3 idict.items items.items utc.year utc.month utc.day utc.hour utc.minute utc.second utc.microsecond utc.date utc.time utc.isoformat utc.weekday
utc.isoweekday utc.tzname utc.tzinfo utc.utcoffset utc.timestamp utc.ctime utc.strftime utc.nothing naive.tzinfo naive.tzname naive.isoformat zoned.hour zoned.isoformat
zoned.tzname zoned.utcoffset date.year date.isoformat date.weekday date.toordinal date.ctime date.hour time.hour time.isoformat time.tzinfo time.year delta.days delta.seconds
delta.microseconds delta.total_seconds deltan.days deltan.seconds int.real int.imag int.bit_length int.numerator int.x float.is_integer whole.is_integer float.real
object.name object.flag object.inner object.inner.x object.inner.x.1 object.nothing object.0 yes.real none.x decimal.x uni.0 uni.upper uni.swapcase uni.title
""".split()


def cases():
    made = [case("{{ x }}", {"x": value}) for value in VALUES.values()]
    made += [case("{{ x }}", {"x": value}, options={"autoescape": False}) for value in VALUES.values()]
    made += [case("{{ x }}", {"x": value}, options={"language": "de", "time_zone": "Europe/Berlin"}) for value in VALUES.values()]
    made += [case("{{ x }}", {"x": [value]}) for value in VALUES.values()]
    made += [case("{{ x|upper }}|{{ x|default:'d' }}|{% if x %}t{% else %}f{% endif %}|{{ x|length }}", {"x": value}) for value in VALUES.values()]
    made += [case("{{ %s }}" % path, {path.split(".")[0]: VALUES[path.split(".")[0]]}) for path in PATHS]
    made += each(["{{ forloop }}", "{{ block }}", "{{ autoescape }}", "{{ dicts }}", "{{ template }}", "{{ push }}", "{{ get }}"])
    return made
