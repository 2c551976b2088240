//! Passwords checked with Django's own validators.

use super::similarity::quick_ratio;
use super::*;

fn rules(names: &[&str]) -> Vec<Rule> {
    names
        .iter()
        .map(|name| Rule::named(name).unwrap())
        .collect()
}

const VERA: Person<'_> = Person {
    username: "vera.valid",
    first_name: "Vera",
    last_name: "Valid",
    email: "vera@example.com",
};

fn found(password: &str, person: &Person<'_>) -> Vec<Failure> {
    let names = [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    ];
    check(&rules(&names), password, person)
}

#[test]
fn failures_in_the_order_of_the_settings() {
    assert_eq!(found("correct horse battery", &VERA), []);
    assert_eq!(
        found("12345", &VERA),
        [Failure::TooShort(8), Failure::Common, Failure::Numeric]
    );
    let other_way = rules(&["NumericPasswordValidator", "MinimumLengthValidator"]);
    assert_eq!(
        check(&other_way, "123", &VERA),
        [Failure::Numeric, Failure::TooShort(8)]
    );
    assert_eq!(check(&[], "1", &VERA), []);
}

#[test]
fn length_is_counted_in_characters() {
    assert_eq!(found("ünïqüëé", &VERA), [Failure::TooShort(8)]);
    assert_eq!(found("ünïqüëéß", &VERA), []);
}

#[test]
fn likenesses() {
    let similar = |attribute| vec![Failure::Similar(attribute)];
    assert_eq!(found("vera.valid1", &VERA), similar(Attribute::Username));
    assert_eq!(found("VERA@example", &VERA), similar(Attribute::Email));
    let first = Person {
        first_name: "Christopher",
        ..VERA
    };
    assert_eq!(found("CHRISTOPHER9", &first), similar(Attribute::FirstName));
    let last = Person {
        username: "v",
        last_name: "Montgomery-Scott",
        ..Person::default()
    };
    assert_eq!(
        found("montgomery1", &last),
        similar(Attribute::LastName),
        "a part of the name is enough"
    );
    // All characters occur in the username, but it is too short to be similar.
    let short = Person {
        username: "a",
        ..Person::default()
    };
    assert_eq!(found("aaaaaaaaaaaaaaaaaaaa!", &short), []);
}

#[test]
fn ratios_as_python_reckons_them() {
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
fn digits_of_every_script() {
    for digits in ["8493027561", "٣٤٥٦٧٨٩٠", "²³¹⁴⑤❻"] {
        assert!(is_digits(digits), "{digits}");
    }
    for other in ["", "1 2", "12a", "½", "Ⅷ"] {
        assert!(!is_digits(other), "{other}");
    }
}

#[test]
fn options() {
    assert_eq!(
        check(&[Rule::MinimumLength(12)], "elevenchars", &VERA),
        [Failure::TooShort(12)]
    );
    let username = [Rule::Similarity(vec![Attribute::Username], 0.7)];
    assert_eq!(
        check(&username, "vera.valid1", &VERA),
        [Failure::Similar(Attribute::Username)]
    );
    assert_eq!(check(&username, "vera@example", &VERA), []);
    let strict = [Rule::Similarity(Attribute::ALL.to_vec(), 1.0)];
    assert_eq!(check(&strict, "vera.valid1", &VERA), []);
    assert_eq!(
        check(&strict, "vera.valid", &VERA),
        [Failure::Similar(Attribute::Username)]
    );
}
