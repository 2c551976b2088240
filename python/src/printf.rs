//! Floats in `printf`-style formatting.

/// `'%.{precision}e' % number`: one digit before the point, at least two in the exponent.
#[must_use]
pub fn format_e(number: f64, precision: usize) -> String {
    let text = format!("{number:.precision$e}");
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return text;
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// `'%.{precision}g' % number`: `precision` significant digits, without trailing zeros unless
/// `alternate` (the flag `#`).
#[must_use]
pub fn format_g(number: f64, precision: usize, alternate: bool) -> String {
    let precision = precision.max(1);
    let scientific = format_e(number, precision - 1);
    let (mantissa, exponent_text) = scientific.split_once('e').unwrap_or((&scientific, "+00"));
    let exponent: i64 = exponent_text.parse().unwrap_or(0);
    let limit = i64::try_from(precision).unwrap_or(i64::MAX);
    let trim_zeros = |text: &str| {
        if alternate || !text.contains('.') {
            text.to_owned()
        } else {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    if exponent < -4 || exponent >= limit {
        return format!("{}e{exponent_text}", trim_zeros(mantissa));
    }
    let places = usize::try_from(limit - 1 - exponent).unwrap_or(0);
    trim_zeros(&format!("{number:.places$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_exponents_as_python_does() {
        assert_eq!(format_e(1_234.5, 2), "1.23e+03");
        assert_eq!(format_e(0.0, 0), "0e+00");
        assert_eq!(format_e(1e-100, 1), "1.0e-100");
    }

    #[test]
    fn formats_significant_digits_as_python_does() {
        assert_eq!(format_g(123_456.0, 6, false), "123456");
        assert_eq!(format_g(1_234_567.0, 6, false), "1.23457e+06");
        assert_eq!(format_g(0.0001, 6, false), "0.0001");
        assert_eq!(format_g(0.00001, 6, false), "1e-05");
        assert_eq!(format_g(2.5, 6, true), "2.50000");
    }
}
