"""Dates, times and durations, by letters and by the formats of languages."""
from . import case

MOMENTS = {
    "utc": {"utc": "2026-03-04T05:06:07.000089"}, "noon": {"utc": "2026-05-21T12:00:00"}, "midnight": {"utc": "2026-12-31T00:00:00"}, "hour": {"utc": "2026-09-03T15:00:00"}, "late": {"utc": "2027-01-01T23:59:59"}, "leap": {"utc": "2024-02-29T12:30:00"},
    "naive": {"naive": "2026-07-11T13:14:15"}, "berlin": {"zoned": ["2026-07-04T05:06:07", "Europe/Berlin"]}, "kolkata": {"zoned": ["2026-01-22T18:45:00", "Asia/Kolkata"]}, "new_york": {"zoned": ["2026-11-01T05:30:00", "America/New_York"]}, "date": {"date": "2026-11-12"}, "date1": {"date": "0999-01-03"}, "time": {"time": "17:08:09.123456"}, "time0": {"time": "00:00:00"},
    "imaginary": {"naive": "2026-03-29T02:30:00"}, "doubtful": {"naive": "2026-10-25T02:30:00"}, "sao": {"zoned": ["2026-06-01T12:00:00", "America/Sao_Paulo"]},
    "far": {"utc": "2150-07-01T12:00:00"}, "far_berlin": {"zoned": ["2401-10-28T00:30:00", "Europe/Berlin"]}, "far_imaginary": {"naive": "2150-03-29T02:30:00"},
}
LETTERS = "aAbcdDeEfFgGhHiIjlLmMnNoOPrsStTuUwWyYzZ"
LANGUAGES = "en-us en-gb de de-at de-ch fr it es cs pl ru fi zh-hans zh-hant pt pt-br nl sv da nb uk hu tr ja ko he ar ro el sk xx".split()
NAMED = "DATE_FORMAT TIME_FORMAT DATETIME_FORMAT SHORT_DATE_FORMAT SHORT_DATETIME_FORMAT YEAR_MONTH_FORMAT MONTH_DAY_FORMAT".split()
FORMATS = [r"'jS F Y H:i'", r"'\d\a\t\e Y'", r"'\\d'", r"'\\\\d'", "'l, d. F Y'", "'D d M y'", "'Y-m-d\\TH:i:s'", "''", "'literal: xkq'", "'P'", "'f A'", "'DATE_INPUT'", "'DECIMAL_SEPARATOR'", "'N'", "'é Y ☃'", "nothing", "'c'", "'r'", "5", "'FIRST_DAY_OF_WEEK'"]
NOW = "2026-11-24T09:28:07"
SINCE = ["2026-11-24T09:28:00", "2026-11-24T09:27:07", "2026-11-24T09:28:08", "2026-11-24T08:00:00", "2026-11-23T09:28:07", "2026-11-22T08:28:07", "2026-11-10T09:28:07", "2026-10-24T09:28:07", "2026-10-25T09:28:07", "2025-11-24T09:28:07", "2025-11-25T09:28:07", "2024-02-29T00:00:00", "2000-01-31T23:59:59", "2026-11-25T09:28:07", "2026-11-24T10:00:00", "2027-01-31T10:00:00", "2030-02-28T10:00:00", "2026-12-01T09:28:06", "2026-08-31T00:00:00"]


def cases():
    made = []
    for key, value in MOMENTS.items():
        made.append(case("|".join("%s={{ x|date:'%s' }}" % (c, c) for c in LETTERS if not (key.startswith("date") and c in "aAefgGhHiOPsTuZ") and not (key.startswith("time") and c in "rU")), {"x": value}))
        made += [case("{{ x|date:'%s' }}" % c, {"x": value}) for c in "rUaP"]
        made.append(case("|".join("%s={{ x|time:'%s' }}" % (c, c) for c in LETTERS), {"x": value}))
        for zone in ("Europe/Berlin", "America/New_York", "Asia/Kolkata"):
            made.append(case("{{ x }}|{{ x|date }}|{{ x|time }}|{{ x|date:'H:i e T O Z I' }}", {"x": value}, options={"time_zone": zone}))
            made.append(case("{{ x }}|{{ x|time:'H:i e T O Z' }}", {"x": value}, options={"time_zone": zone, "language": "de"}))
        for f in FORMATS:
            made.append(case("{{ x|date:%s }}" % f, {"x": value}))
            made.append(case("{{ x|time:%s }}" % f, {"x": value}))
    for language in LANGUAGES:
        options = {"language": language, "time_zone": "Europe/Berlin"}
        for month in range(1, 13):
            moment = {"utc": "2026-%02d-%02dT%02d:%02d:00" % (month, month * 2 + 1, month * 2 - 1, month * 4)}
            made.append(case("{{ x }}|{{ x.date }}|{{ x|date:'D d M Y' }}|{{ x|date:'l N b E F a A P' }}", {"x": moment}, options=options))
        made += [case("{{ x|date:'%s' }}" % name, {"x": MOMENTS["utc"]}, options=options) for name in NAMED]
        made.append(case("{{ a }}|{{ b }}|{{ c|date:'P' }}|{{ d|date:'P' }}|{{ n }}|{{ m|floatformat:2 }}|{{ m|floatformat:'2g' }}|{% now 'DATETIME_FORMAT' %}", {"a": MOMENTS["date"], "b": MOMENTS["time"], "c": MOMENTS["noon"], "d": MOMENTS["midnight"], "n": {"float": "1234.5"}, "m": {"float": "-1234567.891"}}, options={"language": language}))
        made.append(case("{{ x|timesince }}|{{ y|timesince }}|{{ z|timeuntil }}|{{ b|filesizeformat }}|{{ c|filesizeformat }}|{{ y|truncatechars:3 }}|{{ none|yesno }}{{ 1|yesno }}", {"x": {"utc": "2026-11-17T07:27:00"}, "y": {"utc": "2021-06-24T09:28:00"}, "z": {"utc": "2026-11-26T11:30:00"}, "b": 2, "c": 2345678, "none": None}, options={"language": language}))
    for moment in SINCE:
        for value in ({"utc": moment}, {"naive": moment}, {"zoned": [moment, "America/New_York"]}):
            made.append(case("{{ x|timesince }}|{{ x|timeuntil }}", {"x": value}))
        made.append(case("{{ x|timesince:y }}|{{ x|timeuntil:y }}|{{ y|timesince:x }}|{{ x|timesince:d }}", {"x": {"utc": moment}, "y": {"utc": NOW}, "d": {"date": "2026-11-24"}}))
        made.append(case("{{ x|timesince }}|{{ x|timeuntil:y }}", {"x": {"date": moment[:10]}, "y": {"date": "2026-11-24"}}))
        made.append(case("{{ x|timesince }}|{{ x|timeuntil }}", {"x": {"naive": moment}}, options={"time_zone": "Asia/Kolkata", "language": "de"}))
    made += [case("{{ x|%s }}|" % f, {"x": x}) for f in ("timesince", "timeuntil", "timesince:'x'", "timesince:nothing", "date", "time", "date:'Y'", "date:'xkq'", "time:'xkq'") for x in (None, "", "text", 5, [], {"delta": 5}, {"time": "05:06:07"}, {"safe": ""}, True)]
    made += [case("{%% now %s %%}|{%% now %s as x %%}{{ x }}" % (f, f), options={"time_zone": z, "language": l}) for f in ('"jS F Y H:i:s e"', '"DATE_FORMAT"', "'SHORT_DATETIME_FORMAT'", '"<b>Y"', '"u"') for z in ("UTC", "Asia/Kolkata") for l in ("en-us", "de")]
    return made
