//! Passwords checked with Django's own validators.

use super::similarity::quick_ratio;
use super::*;

fn validators(names: &[&str]) -> Vec<Validator> {
    names
        .iter()
        .map(|name| Validator::named(name).unwrap())
        .collect()
}

const VERA: UserAttributes<'_> = UserAttributes {
    username: "vera.valid",
    first_name: "Vera",
    last_name: "Valid",
    email: "vera@example.com",
};

fn found(password: &str, user: &UserAttributes<'_>) -> Vec<PasswordError> {
    let names = [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    ];
    check(&validators(&names), password, user)
}

#[test]
fn returns_errors_in_the_order_of_the_settings() {
    assert_eq!(found("correct horse battery", &VERA), []);
    assert_eq!(
        found("12345", &VERA),
        [
            PasswordError::TooShort(8),
            PasswordError::Common,
            PasswordError::Numeric
        ]
    );
    let other_way = validators(&["NumericPasswordValidator", "MinimumLengthValidator"]);
    assert_eq!(
        check(&other_way, "123", &VERA),
        [PasswordError::Numeric, PasswordError::TooShort(8)]
    );
    assert_eq!(check(&[], "1", &VERA), []);
}

#[test]
fn counts_characters() {
    assert_eq!(found("ünïqüëé", &VERA), [PasswordError::TooShort(8)]);
    assert_eq!(found("ünïqüëéß", &VERA), []);
}

#[test]
fn rejects_similar_passwords() {
    let similar = |attribute| vec![PasswordError::Similar(attribute)];
    assert_eq!(
        found("vera.valid1", &VERA),
        similar(UserAttribute::Username)
    );
    assert_eq!(found("VERA@example", &VERA), similar(UserAttribute::Email));
    let first = UserAttributes {
        first_name: "Christopher",
        ..VERA
    };
    assert_eq!(
        found("CHRISTOPHER9", &first),
        similar(UserAttribute::FirstName)
    );
    let last = UserAttributes {
        username: "v",
        last_name: "Montgomery-Scott",
        ..UserAttributes::default()
    };
    assert_eq!(
        found("montgomery1", &last),
        similar(UserAttribute::LastName),
        "one word of the name"
    );
    // All characters occur in the username, but it is too short to be similar.
    let short = UserAttributes {
        username: "a",
        ..UserAttributes::default()
    };
    assert_eq!(found("aaaaaaaaaaaaaaaaaaaa!", &short), []);
}

#[test]
fn computes_the_ratios_of_python() {
    let ratio = |a: &str, b: &str| {
        quick_ratio(
            &a.chars().collect::<Vec<_>>(),
            &b.chars().collect::<Vec<_>>(),
        )
    };
    let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
    assert!(near(
        ratio("vera.valid1", "vera.valid"),
        0.952_380_952_380_952_3
    ));
    assert!(near(ratio("abcdefgh", "abcxyz"), 0.428_571_428_571_428_55));
    assert!(near(ratio("supervalid", "valid"), 0.666_666_666_666_666_6));
    assert!(near(ratio("", ""), 1.0));
}

#[test]
fn knows_digits_of_every_script() {
    for digits in ["8493027561", "٣٤٥٦٧٨٩٠", "²³¹⁴⑤❻"] {
        assert!(is_digits(digits), "{digits}");
    }
    for other in ["", "1 2", "12a", "½", "Ⅷ"] {
        assert!(!is_digits(other), "{other}");
    }
}

#[test]
fn honors_options() {
    assert_eq!(
        check(&[Validator::MinimumLength(12)], "elevenchars", &VERA),
        [PasswordError::TooShort(12)]
    );
    let username = [Validator::Similarity(vec![UserAttribute::Username], 0.7)];
    assert_eq!(
        check(&username, "vera.valid1", &VERA),
        [PasswordError::Similar(UserAttribute::Username)]
    );
    assert_eq!(check(&username, "vera@example", &VERA), []);
    let strict = [Validator::Similarity(UserAttribute::ALL.to_vec(), 1.0)];
    assert_eq!(check(&strict, "vera.valid1", &VERA), []);
    assert_eq!(
        check(&strict, "vera.valid", &VERA),
        [PasswordError::Similar(UserAttribute::Username)]
    );
}
