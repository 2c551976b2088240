#!/usr/bin/env python3
"""Writes src/tables.rs from the character database of the Python that runs it, and cases/*.json with what it makes of
generated texts. The venv of tests/contract/oracle/make_venv.sh has the Python that the contract was recorded with.

    generate.py            writes all of it again
    generate.py --check    says whether anything differs from what is written
"""
import decimal
import json
import pathlib
import random
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
CHARS = [chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
SPACES = [c for c in CHARS if c.isspace()]
ODD = ["\0", "\x08", "\x7f", "\xad", "\u180e", "\u200b", "\u200e", "\u2060", "\ufeff", "\ufffd", "½", "²", "①", "−", "＋",
       "／", "．", "，", "\ue000", "\U0001f692", "\U000e0001", "\U0010ffff", "\u0378", "é", "'", '"', "\\"]
DIGITS = ["٣", "१", "５", "𝟕", "0", "1", "9", "༠", "\U0001fbf0", "\U00011f50", "\U0001e4f0"]
SHAPES = ["{d}", "{s}{d}{s}", "-{d}", "+{d}{d}", "{d}_{d}", "_{d}", "{d}_", "{d}__{d}", "{d}.{d}", ".{d}", "{d}.", "{d}.0{s}",
          "{d}e{d}", "{d}E-{d}", "{d}e+{d}{d}", "e{d}", "{d}e", "nan{d}", "-sNaN{d}{d}", "snan", "nan", "INF", "-Infinity",
          "inf{d}", "nan_{d}", "{d},{d}", "0x{d}", "{d} {d}", "{o}{d}", "{d}{o}", "{s}", "", "- {d}", "--{d}", "{d}-", "1e9999",
          "1e-999999", "{d}e٣", "00{d}", "-0", "+0.0", "ｎａｎ", "ınf", "ſnan", "{d}.{d}.{d}"]


def tables():
    def rows(numbers):
        # As rustfmt lays out a list of short items.
        lines, line = [], "   "
        for number in numbers:
            item = f" {number:#x},"
            if len(line) + len(item) > 116:
                lines.append(line)
                line = "   "
            line += item
        return "\n".join([*lines, line])

    zeros = [ord(c) for c in CHARS if unicodedata.decimal(c, None) == 0]
    codes = [code for code in range(1, 0x110000) if chr(code).isprintable() != chr(code - 1).isprintable()]
    # U+0000 is not printable: the first flip lies there.
    flips = [0, *codes]
    return f"""//! The character database of Python {sys.version_info[0]}.{sys.version_info[1]} (Unicode {unicodedata.unidata_version}), written by tests/generate.py.

/// The zero of each run of decimal digits (category Nd); nine digits follow each.
pub(crate) const ZEROS: [u32; {len(zeros)}] = [
{rows(zeros)}
];

/// Where `str.isprintable()` changes: characters from an even place on are not printable, from an odd one they are.
pub(crate) const PRINTABLE_FLIPS: [u32; {len(flips)}] = [
{rows(flips)}
];
"""


def attempt(function, text):
    try:
        return str(function(text))
    except (ValueError, decimal.InvalidOperation):
        return None


def parts(text):
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
                text = text.replace(key, random.choice({"{d}": DIGITS, "{s}": SPACES, "{o}": ODD}[key]), 1)
            texts.add(text)
    return [{"text": text, "int": attempt(int, text), "float": attempt(lambda t: repr(float(t)), text),
             "decimal": attempt(parts, text)} for text in sorted(texts)]


def texts(random):
    chosen = set(SPACES + ODD + DIGITS)
    pool = SPACES + ODD + ["a", "b", " ", "\n", "\r", "\r\n", "\t", "ß", "İ"]
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
    """Offsets at moments and at local times, far in the future too."""
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
        for moment in times:
            utc = moment.replace(tzinfo=timezone.utc).astimezone(zone).utcoffset().total_seconds()
            local = moment.replace(tzinfo=zone).utcoffset().total_seconds()
            cases.append({"zone": name, "time": moment.isoformat(), "utc": int(utc), "local": int(local)})
    return cases


def floats(random):
    chosen = [0.0, -0.0, 1.0, 1e15, 1e16, 1e-4, 1e-5, 5e-324, 1.7976931348623157e308, 0.1]
    chosen += [random.uniform(-1, 1) * 10 ** random.randint(-320, 308) for _ in range(300)]
    return [{"hex": number.hex(), "bits": int.from_bytes(__import__("struct").pack(">d", number), "big"), "repr": repr(number)}
            for number in chosen]


def main():
    seed = random.Random(20261128)
    written = {HERE.parent / "src" / "tables.rs": tables()}
    for name, make in (("numbers", numbers), ("texts", texts), ("floats", floats),
                       ("decimals", decimals), ("zones", zones)):
        lines = [json.dumps(case) for case in make(seed)]
        written[HERE / "cases" / f"{name}.json"] = "[\n" + ",\n".join(lines) + "\n]\n"
    differ = [path.name for path, text in written.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv:
        print(f"{len(differ)} files differ", *differ)
        return bool(differ)
    for path, text in written.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
