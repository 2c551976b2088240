#!/usr/bin/env python3
"""Writes src/tables.rs and src/codec/codecs.txt from the tables of the Python that runs it, and cases/*.json with that
Python's results for generated texts. Run it with Python 3.11, which recorded the contract; other versions have other
tables.

    generate.py            writes all files
    generate.py --check    lists the files that would change; exit code 77 on another version of Python
"""
import codecs
import decimal
import encodings.aliases
import importlib
import json
import pathlib
import pkgutil
import random
import subprocess
import sys
import unicodedata

VERSION = (3, 11)

HERE = pathlib.Path(__file__).resolve().parent
CHARS = [chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
SPACES = [c for c in CHARS if c.isspace()]
OTHERS = ["\0", "\x08", "\x7f", "\xad", "\u180e", "\u200b", "\u200e", "\u2060", "\ufeff", "\ufffd", "½", "²", "①", "−", "＋",
       "／", "．", "，", "\ue000", "\U0001f692", "\U000e0001", "\U0010ffff", "\u0378", "é", "'", '"', "\\"]
DIGITS = ["٣", "१", "５", "𝟕", "0", "1", "9", "༠", "\U0001fbf0", "\U00011f50", "\U0001e4f0"]
SHAPES = ["{d}", "{s}{d}{s}", "-{d}", "+{d}{d}", "{d}_{d}", "_{d}", "{d}_", "{d}__{d}", "{d}.{d}", ".{d}", "{d}.", "{d}.0{s}",
          "{d}e{d}", "{d}E-{d}", "{d}e+{d}{d}", "e{d}", "{d}e", "nan{d}", "-sNaN{d}{d}", "snan", "nan", "INF", "-Infinity",
          "inf{d}", "nan_{d}", "{d},{d}", "0x{d}", "{d} {d}", "{o}{d}", "{d}{o}", "{s}", "", "- {d}", "--{d}", "{d}-", "1e9999",
          "1e-999999", "{d}e٣", "00{d}", "-0", "+0.0", "ｎａｎ", "ınf", "ſnan", "{d}.{d}.{d}"]


def tables():
    def rows(numbers):
        return ", ".join(f"{number:#x}" for number in numbers)

    zeros = [ord(c) for c in CHARS if unicodedata.decimal(c, None) == 0]
    codes = [code for code in range(1, 0x110000) if chr(code).isprintable() != chr(code - 1).isprintable()]
    # U+0000 is not printable, so it is the first flip.
    flips = [0, *codes]
    source = f"""//! The character database of Python {sys.version_info[0]}.{sys.version_info[1]} (Unicode {unicodedata.unidata_version}), written by tests/generate.py.

/// The zero of each run of ten decimal digits (category Nd).
pub(crate) const ZEROS: [u32; {len(zeros)}] = [
{rows(zeros)}
];

/// Codes at which `str.isprintable()` changes. From an even index, characters are not printable; from
/// an odd one, they are.
pub(crate) const PRINTABLE_FLIPS: [u32; {len(flips)}] = [
{rows(flips)}
];
"""
    rustfmt = ["rustfmt", "--edition", "2024", "--config-path", HERE.parent.parent]
    return subprocess.run(rustfmt, input=source, capture_output=True, check=True, text=True).stdout


def codec_table():
    """One line per codec: its name, its aliases, and the characters of its bytes where each byte is one character (all
    256, or the upper half where the lower one is ASCII), as UTF-16 in hexadecimal; fffe is an undefined byte."""
    lines = []
    for module in sorted(pkgutil.iter_modules(encodings.__path__), key=lambda module: module.name):
        try:
            codecs.lookup(module.name)
        except LookupError:  # aliases.py, and codecs of Windows
            continue
        names = sorted(name for name, codec in encodings.aliases.aliases.items() if codec == module.name and name.islower())
        names += sorted(name for name, codec in encodings.aliases.aliases.items() if codec == module.name and name.isdigit())
        table = getattr(importlib.import_module(f"encodings.{module.name}"), "decoding_table", "")
        assert len(table) in (0, 256), module.name
        if table.isascii() is False and table[:128].isascii() and [ord(c) for c in table[:128]] == list(range(128)):
            table = table[128:]
        lines.append(" ".join([module.name, ",".join(names) or "-", "".join(f"{ord(c):04x}" for c in table) or "-"]))
    return "\n".join(lines) + "\n"


def charsets(random):
    """The results of text encodings for single bytes and for random ones."""
    names = ["ascii", "latin-1", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp1252",
             "cp1255", "cp437", "koi8-r", "iso8859-9", "mac-cyrillic", "cp037", "cp874", "tis-620"]
    cases = []
    for name in names:
        samples = [bytes([byte]) for byte in range(256)] if codecs.lookup(name).name.startswith(("cp", "koi", "iso", "mac", "tis")) else []
        for _ in range(60):
            pool = random.choice([range(256), range(0x20, 0x7f), [0, 0x41, 0xc3, 0xa9, 0xe2, 0x82, 0xf0, 0x9f, 0xd8, 0xdc, 0xff, 0xfe]])
            samples.append(bytes(random.choice(pool) for _ in range(random.randint(0, 9))))
        for data in samples:
            case = {"charset": name, "hex": data.hex(), "replaced": data.decode(name, "replace")}
            try:
                case["text"] = data.decode(name)
            except UnicodeError as error:
                case["error"] = str(error)
            cases.append(case)
    return cases


def call_or_none(function, text):
    try:
        return str(function(text))
    except (ValueError, decimal.InvalidOperation):
        return None


def describe_decimal(text):
    number = decimal.Decimal(text)
    if not number.is_finite():
        return f"{'-' if number.is_signed() else ''}{'nan' if number.is_nan() else 'inf'}"
    sign, digits, exponent = number.as_tuple()
    return f"{'-' if sign else ''}{''.join(map(str, digits)).lstrip('0') or '0'}e{exponent}"


def numbers(random):
    texts = set()
    for shape in SHAPES:
        for _ in range(12):
            text = shape
            while (key := next((key for key in ("{d}", "{s}", "{o}") if key in text), None)):
                text = text.replace(key, random.choice({"{d}": DIGITS, "{s}": SPACES, "{o}": OTHERS}[key]), 1)
            texts.add(text)
    return [{"text": text, "int": call_or_none(int, text), "float": call_or_none(lambda t: repr(float(t)), text),
             "decimal": call_or_none(describe_decimal, text)} for text in sorted(texts)]


def texts(random):
    chosen = set(SPACES + OTHERS + DIGITS)
    pool = SPACES + OTHERS + ["a", "b", " ", "\n", "\r", "\r\n", "\t", "ß", "İ"]
    for _ in range(400):
        chosen.add("".join(random.choice(pool) for _ in range(random.randint(0, 8))))
    for _ in range(400):
        chosen.add("".join(random.choice(CHARS) for _ in range(3)))
    return [{"text": text, "repr": repr(text), "strip": text.strip(), "lines": text.splitlines(), "ends": text.splitlines(True),
             "words": text.split(), "space": text.isspace()} for text in sorted(chosen)]


def decimals(random):
    """str(), format() and quantize() of numbers."""
    cases = []
    for _ in range(400):
        digits = "".join(random.choice("0123456789") for _ in range(random.randint(1, 12)))
        text = f"{random.choice(['', '-'])}{digits}E{random.randint(-15, 12)}"
        places, precision = random.randint(0, 9), random.choice([None, 0, 1, 5, 8, 20])
        context = decimal.getcontext().copy()
        number, quantized = decimal.Decimal(text), None
        if precision:
            context.prec = precision
        with_precision = precision != 0
        try:
            if with_precision:
                quantized = number.quantize(decimal.Decimal(".1") ** places, context=context)
        except decimal.InvalidOperation:
            pass
        cases.append({"text": text, "str": str(number), "fixed": f"{number:f}", "places": places, "precision": precision,
                      "quantized": quantized is not None and f"{quantized:f}", "quantized_str": str(quantized)})
    return cases


def zones(random):
    """Offsets at UTC and local times, including the far future."""
    from datetime import datetime, timezone
    from zoneinfo import ZoneInfo
    names = ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "America/St_Johns",
             "Africa/Casablanca", "Europe/Dublin", "Pacific/Auckland", "America/Sao_Paulo", "Asia/Tehran", "Etc/GMT+5"]
    edges = [datetime(year, month, day, hour, 30) for year in (2024, 2026, 2099, 2100, 2101, 2150, 2400, 9000)
             for month, day in ((3, 8), (3, 31), (3, 25), (10, 27), (11, 1), (7, 1), (1, 1), (12, 31)) for hour in (0, 1, 2, 3, 12)]
    cases = []
    for name in names:
        zone = ZoneInfo(name)
        times = random.sample(edges, 60)
        times += [datetime(random.randint(1850, 9998), random.randint(1, 12), random.randint(1, 28), random.randint(0, 23))
                  for _ in range(60)]
        for time in times:
            utc = time.replace(tzinfo=timezone.utc).astimezone(zone).utcoffset().total_seconds()
            local = time.replace(tzinfo=zone).utcoffset().total_seconds()
            cases.append({"zone": name, "time": time.isoformat(), "utc": int(utc), "local": int(local)})
    return cases


def floats(random):
    chosen = [0.0, -0.0, 1.0, 1e15, 1e16, 1e-4, 1e-5, 5e-324, 1.7976931348623157e308, 0.1]
    chosen += [random.uniform(-1, 1) * 10 ** random.randint(-320, 308) for _ in range(300)]
    return [{"hex": number.hex(), "bits": int.from_bytes(__import__("struct").pack(">d", number), "big"), "repr": repr(number)}
            for number in chosen]


def main():
    seed = random.Random(20261128)
    if sys.version_info[:2] != VERSION:
        print(f"this is Python {sys.version_info[0]}.{sys.version_info[1]}; the files are those of {VERSION[0]}.{VERSION[1]}")
        return 77
    source = HERE.parent / "src"
    written = {source / "tables.rs": tables(), source / "codec" / "codecs.txt": codec_table()}
    for name, make in (("numbers", numbers), ("texts", texts), ("floats", floats),
                       ("decimals", decimals), ("zones", zones), ("charsets", charsets)):
        lines = [json.dumps(case) for case in make(seed)]
        written[HERE / "cases" / f"{name}.json"] = "[\n" + ",\n".join(lines) + "\n]\n"
    differ = [path.name for path, text in written.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv:
        print(f"{len(differ)} files differ from those of this Python", *differ)
        return bool(differ)
    for path, text in written.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
