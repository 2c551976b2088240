#!/usr/bin/env python3
"""Writes locales.json: Django's formats of dates and numbers in some languages, and its translations.

Run it with a Python that has Django 5.2, such as the venv of tests/contract/oracle/make_venv.sh.

Each language has `formats` (those that differ from the defaults), `plural` (gettext's expression that selects a plural
form) and `messages` (the forms of each message, whose key has the context before U+0004). Other messages are English.
"""
import json
import pathlib
import re

import django
from django.conf import settings

settings.configure(USE_I18N=True, INSTALLED_APPS=["django.contrib.humanize"])
django.setup()

from django.utils import formats, translation  # noqa: E402
from django.utils.translation import trans_real  # noqa: E402

LANGUAGES = """en en-gb en-au de de-ch fr fr-ca it es pt pt-br nl cs sk pl ru uk fi sv da nb hu ro el tr ja ko zh-hans zh-hant
he ar""".split()
FORMATS = """DATE_FORMAT TIME_FORMAT DATETIME_FORMAT YEAR_MONTH_FORMAT MONTH_DAY_FORMAT SHORT_DATE_FORMAT
SHORT_DATETIME_FORMAT FIRST_DAY_OF_WEEK DECIMAL_SEPARATOR THOUSAND_SEPARATOR NUMBER_GROUPING""".split()

MONTHS = "January February March April May June July August September October November December".split()
AP = "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.".split()
SINGLE = (
    MONTHS
    + [m[:3].lower() for m in MONTHS]
    + [f"abbrev. month\x04{m}" for m in AP]
    + [f"alt. month\x04{m}" for m in MONTHS]
    + "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Sat Sun".split()
    + ["a.m.", "p.m.", "AM", "PM", "midnight", "noon", "yes,no,maybe", ", "]
    + [f"%s {unit}" for unit in ("KB", "MB", "GB", "TB", "PB")]
    + ["String to return when truncating text\x04%(truncated_text)s…"]
    + "one two three four five six seven eight nine today tomorrow yesterday now".split()
    + ["%(delta)s ago", "%(delta)s from now", "ordinal 11, 12, 13\x04{}th"]
    + [f"ordinal {n}\x04{{}}{'st' if n == 1 else 'nd' if n == 2 else 'rd' if n == 3 else 'th'}" for n in range(10)]
)
UNITS = "year month week day hour minute".split()
WORDS = "million billion trillion quadrillion quintillion sextillion septillion octillion nonillion decillion googol".split()
PLURAL = (
    [(f"%(num)d {u}", f"%(num)d {u}s") for u in UNITS]
    + [(f"naturaltime-{t}\x04%(num)d {u}", f"%(num)d {u}s") for t in ("past", "future") for u in UNITS]
    + [("%(size)d byte", "%(size)d bytes")]
    + [(f"%(value)s {w}", f"%(value)s {w}") for w in WORDS]
    + [(f"{'an' if u == 'hour' else 'a'} {u} {when}", f"%(count)s\xa0{u}s {when}")
       for u in ("second", "minute", "hour") for when in ("ago", "from now")]
)


def language(code):
    with translation.override(code):
        catalog = trans_real.translation(code)
        info = catalog.info().get("plural-forms", "nplurals=2; plural=(n != 1);")
        count = int(re.search(r"nplurals\s*=\s*(\d+)", info)[1])
        expression = re.search(r"plural\s*=\s*([^;]+)", info)[1].strip()
        samples = []
        for form in range(count):
            numbers = list(range(2000)) + [10**6]
            samples.append(next((n for n in numbers if catalog.plural(n) == form), None))
        messages = {}
        for key in SINGLE:
            context, _, message = key.rpartition("\x04")
            text = translation.pgettext(context, message) if context else translation.gettext(message)
            if text != message:
                messages[key] = [text]
        for key, many in PLURAL:
            context, _, one = key.rpartition("\x04")
            forms = []
            for sample in samples:
                if sample is None:
                    forms.append(forms[-1] if forms else many)
                elif context:
                    forms.append(translation.npgettext(context, one, many, sample))
                else:
                    forms.append(translation.ngettext(one, many, sample))
            if forms != [one if sample == 1 else many for sample in samples]:
                messages[key] = forms
        own = {}
        for name in FORMATS:
            value = formats.get_format(name)
            if value != getattr(settings, name):
                own[name] = list(value) if isinstance(value, (list, tuple)) else value
        return {
            "bidi": translation.get_language_bidi(),
            "name": translation.get_language_info(code)["name"] if code in trans_real.LANG_INFO else code,
            "local": translation.get_language_info(code)["name_local"] if code in trans_real.LANG_INFO else code,
            "formats": own,
            "plural": expression,
            "messages": messages,
        }


out = {code: language(code) for code in LANGUAGES}
path = pathlib.Path(__file__).with_name("locales.json")
path.write_text(json.dumps(out, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
