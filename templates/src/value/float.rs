//! How Python prints floating point numbers, and how its `%` formats them.

pub(crate) use python::float_repr as repr;

/// `%e`: one digit before the point and two or more of the exponent.
pub(crate) fn exponential(number: f64, precision: usize) -> String {
    let text = format!("{number:.precision$e}");
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return text;
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!(
        "{mantissa}e{}{:02}",
        if exponent < 0 { '-' } else { '+' },
        exponent.abs()
    )
}

/// `%g`: so many digits in all, trailing zeros gone unless `alternate`.
pub(crate) fn general(number: f64, precision: usize, alternate: bool) -> String {
    let precision = precision.max(1);
    let digits = precision - 1;
    let scientific = exponential(number, digits);
    let exponent: i64 = scientific
        .split_once('e')
        .and_then(|(_, e)| e.parse().ok())
        .unwrap_or(0);
    let limit = i64::try_from(precision).unwrap_or(i64::MAX);
    let trimmed = |text: &str| {
        if alternate || !text.contains('.') {
            text.to_owned()
        } else {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    if exponent < -4 || exponent >= limit {
        let (mantissa, tail) = scientific.split_once('e').unwrap_or((&scientific, "+00"));
        return format!("{}e{tail}", trimmed(mantissa));
    }
    let places = usize::try_from(limit - 1 - exponent).unwrap_or(0);
    trimmed(&format!("{number:.places$}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn as_python() {
        for (number, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1.5e300, "1.5e+300"),
            (0.1, "0.1"),
        ] {
            assert_eq!(super::repr(number), text);
        }
        assert_eq!(super::general(123_456.0, 6, false), "123456");
        assert_eq!(super::general(1_234_567.0, 6, false), "1.23457e+06");
        assert_eq!(super::general(0.0001, 6, false), "0.0001");
    }
}
