#!/usr/bin/env python3
"""Renders the templates of topics/ with the real Django and records the results as JSON, which ../replay.rs replays.

    generate.py            writes the files
    generate.py --check    lists the files that would change; exit code 77 on other versions

Run it with the venv of tests/contract/oracle/make_venv.sh: Python 3.11, Django 5.2. A case has `source`, `context` (in the
form that `value()` below reads), `options`, `templates` (to include and extend), and either `result` or `error`: `syntax`,
`render`, `notfound`.
"""
import datetime
import importlib
import json
import pathlib
import sys
from decimal import Decimal
from zoneinfo import ZoneInfo

try:
    import django
    from django.conf import settings
except ImportError as error:
    print(f"Django is not installed for this Python: {error}")
    sys.exit(77)
VERSIONS, WANTED = f"Python {sys.version_info[0]}.{sys.version_info[1]}, Django {django.__version__[:3]}", "Python 3.11, Django 5.2"
if VERSIONS != WANTED:
    print(f"this is {VERSIONS}; the files are those of {WANTED}")
    sys.exit(77)

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
NOW = datetime.datetime(2026, 11, 24, 9, 28, 7, 123456, tzinfo=datetime.timezone.utc)
LIBRARIES = {name: f"django.templatetags.{name}" for name in ("cache", "i18n", "l10n", "static", "tz")}
LIBRARIES["humanize"] = "django.contrib.humanize.templatetags.humanize"

settings.configure(
    USE_I18N=True, USE_TZ=True, TIME_ZONE="UTC", LANGUAGE_CODE="en-us", ROOT_URLCONF="urls", STATIC_URL="/static/",
    MEDIA_URL="/media/", INSTALLED_APPS=["django.contrib.humanize"],
    CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
)
django.setup()

import django.contrib.humanize.templatetags.humanize as humanize  # noqa: E402
import django.template.defaulttags as defaulttags  # noqa: E402
import django.utils.timesince as timesince  # noqa: E402
from django.template import Context, Engine  # noqa: E402
from django.template.exceptions import TemplateDoesNotExist, TemplateSyntaxError  # noqa: E402
from django.test import override_settings  # noqa: E402
from django.utils import translation  # noqa: E402
from django.utils.safestring import mark_safe  # noqa: E402


class Meta(type(datetime.datetime)):
    def __instancecheck__(cls, other):
        return isinstance(other, datetime.datetime)


class Frozen(datetime.datetime, metaclass=Meta):
    """A datetime with a fixed now."""

    @classmethod
    def now(cls, tz=None):
        if tz is None:
            from django.utils.timezone import get_default_timezone
            return NOW.astimezone(get_default_timezone()).replace(tzinfo=None)
        return NOW.astimezone(tz)


class Shim:
    """The module datetime with a fixed now."""

    def __getattr__(self, name):
        return Frozen if name == "datetime" else getattr(datetime, name)


timesince.datetime = Shim()
defaulttags.datetime = humanize.datetime = Frozen


class Thing:
    """An object with attributes and a text."""

    def __init__(self, text, attributes):
        self.__dict__.update(attributes)
        self.__text = text

    def __str__(self):
        return self.__text

    __repr__ = __str__


def value(json):
    """A value as the JSON of a case writes it."""
    if isinstance(json, list):
        return [value(item) for item in json]
    if not isinstance(json, dict):
        return json
    (kind, data), = json.items()
    match kind:
        case "int":
            return int(data)
        case "float":
            return float(data)
        case "decimal":
            return Decimal(data)
        case "safe":
            return mark_safe(data)
        case "utc" | "naive":
            moment = datetime.datetime.fromisoformat(data)
            return moment.replace(tzinfo=datetime.timezone.utc) if kind == "utc" else moment
        case "zoned":
            return datetime.datetime.fromisoformat(data[0]).replace(tzinfo=datetime.timezone.utc).astimezone(ZoneInfo(data[1]))
        case "date":
            return datetime.date.fromisoformat(data)
        case "time":
            return datetime.time.fromisoformat(data)
        case "delta":
            return datetime.timedelta(microseconds=data)
        case "tuple":
            return tuple(value(item) for item in data)
        case "dict":
            return {key: value(item) for key, item in data}
        case "object":
            return Thing(data[0], {key: value(item) for key, item in data[1].items()})
    raise ValueError(kind)


def answer(case):
    """What Django makes of a case."""
    options = case.get("options", {})
    loader = ("django.template.loaders.locmem.Loader", case.get("templates", {}))
    changed = {}
    if "time_zone" in options:
        changed["TIME_ZONE"] = options["time_zone"]
    if options.get("thousand_separator"):
        changed["USE_THOUSAND_SEPARATOR"] = True
    with override_settings(**changed), translation.override(options.get("language", "en-us")):
        engine = Engine(loaders=[loader], libraries=LIBRARIES, string_if_invalid=options.get("string_if_invalid", ""))
        context = {name: value(json) for name, json in case.get("context", {}).items()}
        try:
            template = engine.from_string(case["source"])
        except Exception:  # mostly TemplateSyntaxError
            return {"error": "syntax"}
        try:
            return {"result": str(template.render(Context(context, autoescape=options.get("autoescape", True))))}
        except TemplateSyntaxError:
            return {"error": "syntax"}
        except TemplateDoesNotExist:
            return {"error": "notfound"}
        except Exception:
            return {"error": "render"}


def main():
    differ, total = [], 0
    for path in sorted((HERE / "topics").glob("*.py")):
        if path.stem.startswith("_"):
            continue
        cases = importlib.import_module(f"topics.{path.stem}").cases()
        records = [{**case, **answer(case)} for case in cases]
        total += len(records)
        text = "[\n" + ",\n".join(json.dumps(record, ensure_ascii=False) for record in records) + "\n]\n"
        target = HERE / f"{path.stem}.json"
        if "--check" not in sys.argv:
            target.write_text(text)
        elif not target.exists() or target.read_text() != text:
            differ.append(target.name)
    print(f"{total} cases; {len(differ)} files differ from those of {VERSIONS}", *differ)
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
