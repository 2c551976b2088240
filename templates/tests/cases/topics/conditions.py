"""{% if %}: its grammar, and its operators between values of all kinds."""
from . import case

VALUES = {
    "none": None, "yes": True, "no": False, "zero": 0, "one": 1, "two": 2, "big": 1000, "float": {"float": "1"}, "half": {"float": "0.5"}, "dec": {"decimal": "1.00"},
    "tenth": {"decimal": "0.1"}, "tenthf": {"float": "0.1"}, "empty": "", "text": "abc", "abc": {"safe": "abc"}, "b": "b", "list": [1, "b", None], "same": [1, "b", None], "elist": [], "tuple": {"tuple": [1, "b", None]},
    "dict": {"dict": [["b", 1], ["c", 2]]}, "dict2": {"dict": [["c", 2], ["b", 1]]}, "date": {"date": "2026-03-04"}, "utc": {"utc": "2026-03-04T05:06:07"},
    "zoned": {"zoned": ["2026-03-04T05:06:07", "Europe/Berlin"]}, "naive": {"naive": "2026-03-04T05:06:07"}, "delta": {"delta": 1}, "time": {"time": "01:00:00"},
    "nan": {"float": "nan"}, "obj": {"object": ["o", {}]},
}
PAIRS = """
one one|one two|two one|one float|one dec|float dec|tenth tenthf|half one|yes one|no zero|none zero|none none|none empty|text abc|text b|b text|b list|one list|two list|none list|list same|list tuple
elist empty|b dict|one dict|dict dict2|dict list|date utc|utc zoned|utc naive|utc utc|naive utc|date date|delta delta|delta zero|time time|nan nan|nan one|obj obj|text one|one text|empty text|list one
nothing one|one nothing|nothing none|nothing nothing|text.0 b|big big|text nothing
""".replace("\n", "|").strip("|").split("|")
OPERATORS = ["==", "!=", "<", ">", "<=", ">=", "in", "not in", "is", "is not", "and", "or"]
CONDITIONS = """
yes|no|nothing|not yes|not no|not nothing|not not yes|yes and no|yes or no|no or no|yes and yes and yes|yes and no or yes|no and no or yes|yes or no and no|not yes or yes|not no and yes
not yes and no|no == no|not no == no|not yes in list|one == 1|one == "1"|text == "abc"|text == 'abc'|1 < two|one < two and two < 3|one < two < 3|3 > two > one|one == 1 == yes|text|upper == "ABC"
text|length > 2|text|length >= 4|list|length == 3|"b" in text|"x" in text|"x" not in text|one in list|not one in list|one not in list|not b not in list|text and list|text or nothing
nothing or text|nothing and text|yes is True|yes is not False|none is None|nothing is None|nothing is not None|nothing == None|no is nothing|one is yes|text|nofilter|-1 < 0|1.5 > one
'' == empty|"a b" == "a b"|list.0 == 1|dict.b == one|dict.b == dict.c|obj|divisibleby:2|one|divisibleby:text|not one|divisibleby:text|one|divisibleby:text or yes|yes or one|divisibleby:text
text|default:nothing|text|default:nothing == 1|_("May") == "May"
yes and|and yes|or|not|yes yes|yes or or no|yes not no|yes not|not in list|in list|yes is|== 1|1 ==|yes = no|yes & no|yes && no|(yes)|yes == (no)|one<two|!yes|yes not in|is yes|yes is is no
""".replace("\n", "|")


def split(text):
    """Conditions, cut at pipes that are no filters: a filter has no `|` before it that begins a condition."""
    filters = ("upper", "length", "nofilter", "divisibleby", "default")
    made = []
    for part in text.strip("|").split("|"):
        if made and part.startswith(filters):
            made[-1] += "|" + part
        else:
            made.append(part)
    return made


def only(source, values):
    """The values that a source names."""
    return {name: value for name, value in values.items() if name in source}


def cases():
    made = []
    for pair in PAIRS:
        left, right = pair.split()
        source = "".join("{%% if %s %s %s %%}1{%% else %%}0{%% endif %%}" % (left, op, right) for op in OPERATORS)
        made.append(case(source, only(source, VALUES)))
    for condition in split(CONDITIONS):
        source = "{%% if %s %%}yes{%% else %%}no{%% endif %%}" % condition
        made.append(case(source, only(source, VALUES)))
    for source in [
        "{% if yes %}a{% elif one %}b{% else %}c{% endif %}", "{% if no %}a{% elif one %}b{% else %}c{% endif %}", "{% if no %}a{% elif zero %}b{% else %}c{% endif %}",
        "{% if no %}a{% elif zero %}b{% elif two %}c{% endif %}", "{% if no %}a{% endif %}.", "{% if no %}a{% else %}{% if yes %}b{% endif %}{% endif %}", "{% if yes %}a{% else %}b{% else %}c{% endif %}",
        "{% if yes %}a{% else %}b{% elif one %}c{% endif %}", "{% if yes %}a{% elif %}b{% endif %}", "{% if yes %}a{% endif yes %}", "{% if yes %}a{% endif%}", "{%if yes%}a{%endif%}", "{% if yes %}a{% else if one %}b{% endif %}",
        "{% if yes %}a{% elifone %}b{% endif %}", "{% if\tyes %}a{% endif %}", "{% if text == \"a bc\" or text == 'abc' %}a{% endif %}", "{% if yes %}\n a\n{% endif %}\n",
    ]:
        made.append(case(source, only(source, VALUES)))
    return made
