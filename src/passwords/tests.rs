//! Hashes created by Django 5.2's own hashers, and malformed ones.

use super::*;

const UNICODE: &str = "pässwörd 🔑";

fn long() -> String {
    "x".repeat(200)
}

#[track_caller]
fn matches(password: &str, encoded: &str) {
    let algorithm = Algorithm::of(encoded).unwrap();
    assert_eq!(
        algorithm.matches(password, encoded),
        Some(true),
        "{encoded}"
    );
    assert_eq!(
        algorithm.matches(&format!("{password}."), encoded),
        Some(false),
        "{encoded}"
    );
}

#[test]
fn verifies_pbkdf2_hashes() {
    for (password, encoded) in [
        (
            "secret",
            "pbkdf2_sha256$1000$abcdefghij0123456789AB$FLCYNr3QtGhFSyGBHbeiX32hwXhCeoKSNnzqVR9TWPg=",
        ),
        (
            UNICODE,
            "pbkdf2_sha256$1$abcdefghij0123456789AB$31E2f5gZn91IF5LgdQbNguJsHjFg1JWEbL2CS5BtFwI=",
        ),
        (
            "",
            "pbkdf2_sha256$20$salt$xPEBPs4uA795Dvsosb2tqYxHvW8bPX8wY3lrzGTaQE4=",
        ),
        (
            &long(),
            "pbkdf2_sha256$3$abcdefghij0123456789AB$pXTZQOaLyGSFRurQUtqVL8bXZoahOb4hcnyC7qOmzjs=",
        ),
        (
            "secret",
            "pbkdf2_sha1$1000$abcdefghij0123456789AB$YEqG7TIXDATsTk/xulIqN6TnDNk=",
        ),
        (
            UNICODE,
            "pbkdf2_sha1$1$abcdefghij0123456789AB$+KyIm6ntoBaWh7WeZqhL5iqqYBo=",
        ),
        ("", "pbkdf2_sha1$20$salt$cog/v8UKztdMbhkMLeWiv1XRfgA="),
        (
            &long(),
            "pbkdf2_sha1$3$abcdefghij0123456789AB$gMk3gyTgFfEWdV4I9/T15wOrvyw=",
        ),
    ] {
        matches(password, encoded);
    }
    let today =
        "pbkdf2_sha256$1000000$abcdefghij0123456789AB$MIcN0WB0YhsPTCZDw7WXd3s6PLX+uqkn9p68leZTNYE=";
    assert_eq!(
        verify("secret", today),
        Verdict {
            correct: true,
            outdated: false
        }
    );
    assert_eq!(
        verify("Secret", today),
        Verdict {
            correct: false,
            outdated: false
        }
    );
}

#[test]
fn verifies_argon2_hashes() {
    for (password, encoded) in [
        (
            "secret",
            "argon2$argon2id$v=19$m=102400,t=2,p=8$YWJjZGVmZ2hpajAxMjM0NTY3ODlBQg$umPNtOk+RFcNSkShQwTkSCWN14XAACDdwU1Ax1UqBfE",
        ),
        (
            UNICODE,
            "argon2$argon2id$v=19$m=102400,t=2,p=8$YWJjZGVmZ2hpajAxMjM0NTY3ODlBQg$fnHzrypAFfxpC87TgxQZtIUQuoW+htf04Ns2p5vXQFI",
        ),
        (
            "secret",
            "argon2$argon2i$v=19$m=64,t=1,p=2$c2FsdHNhbHRzYWx0$4+a3oEOCpMcFY4y/22Kk2g",
        ),
        (
            "secret",
            "argon2$argon2i$v=16$m=64,t=1,p=2$c2FsdHNhbHRzYWx0$PL4phgENSfOScJhhy09mvQ",
        ),
        (
            "secret",
            "argon2$argon2i$m=64,t=1,p=2$c2FsdHNhbHRzYWx0$PL4phgENSfOScJhhy09mvQ",
        ),
        (
            "secret",
            "argon2$argon2d$v=19$m=64,t=1,p=2$c2FsdHNhbHRzYWx0$KbjQdMaFtYpVEqtIrk/oKw",
        ),
        (
            "secret",
            "argon2$argon2d$v=16$m=64,t=1,p=2$c2FsdHNhbHRzYWx0$Fo6cXOM3nLMAfHcTssEkBQ",
        ),
        (
            "secret",
            "argon2$argon2id$v=19$m=64,t=1,p=2$c2FsdHNhbHRzYWx0$RxT10kPc1HvILiGwBOZRTQ",
        ),
        (
            "secret",
            "argon2$argon2id$v=16$m=64,t=1,p=2$c2FsdHNhbHRzYWx0$UfTk6JtWtCNGyN06Ljp+ig",
        ),
    ] {
        matches(password, encoded);
    }
    let outdated = |encoded: &str| Algorithm::Argon2.is_outdated(encoded);
    assert!(!outdated(
        "argon2$argon2id$v=19$m=102400,t=2,p=8$YWJjZGVmZ2hpajAxMjM0NTY3ODlBQg$umPNtOk+RFcNSkShQwTkSCWN14XAACDdwU1Ax1UqBfE"
    ));
    assert!(outdated(
        "argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdHNhbHQ$vY42SKqcUip4Fun7OtB9rHGI2dJ4LELlrByGD0VC66A"
    ));
    assert!(outdated(
        "argon2$argon2id$v=19$m=64,t=1,p=2$c2FsdHNhbHRzYWx0$RxT10kPc1HvILiGwBOZRTQ"
    ));
}

#[test]
fn verifies_bcrypt_hashes() {
    for (password, encoded) in [
        (
            "secret",
            "bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuuraR8y8jUb0UMmCc9fwl/YxKZSpSs52u",
        ),
        (
            UNICODE,
            "bcrypt_sha256$$2a$04$abcdefghijklmnopqrstuuo2mEyDA91D6iMbMIlEB6K7YVhR9i58G",
        ),
        (
            "",
            "bcrypt_sha256$$2y$05$abcdefghijklmnopqrstuujHz09JlRfZhYWpmmdL.4Hl9DcEjLFA6",
        ),
        (
            "secret",
            "bcrypt_sha256$$2b$12$abcdefghijklmnopqrstuuWJ9pVY4UHJ58NbXWesOApbE9VhjHKle",
        ),
        (
            &"y".repeat(72),
            "bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuulbmQN4a.U/fUAnH8Aq/T6QSK4h7EZSK",
        ),
        (
            "secret",
            "bcrypt$$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
        ),
        (
            UNICODE,
            "bcrypt$$2a$04$abcdefghijklmnopqrstuuI9bZCuY3iL1D8aa7mpGEju3kdgOOzj6",
        ),
        (
            "",
            "bcrypt$$2y$05$abcdefghijklmnopqrstuu0oImNDIy4flhldV9YqunRgBAePKmw7m",
        ),
        (
            "secret",
            "bcrypt$$2b$12$abcdefghijklmnopqrstuuT1Iwu6o8Wx7BoOyIMHfgVJq6JO/IJhW",
        ),
    ] {
        matches(password, encoded);
    }
    let seventy_two = "bcrypt$$2b$04$abcdefghijklmnopqrstuuwurWIdVVT4m5pTArtqnFNM69nySdHj.";
    assert_eq!(
        Algorithm::Bcrypt.matches(&"y".repeat(72), seventy_two),
        Some(true)
    );
    assert_eq!(
        Algorithm::Bcrypt.matches(&"y".repeat(80), seventy_two),
        Some(true)
    );
    assert_eq!(
        Algorithm::Bcrypt.matches(&"y".repeat(71), seventy_two),
        Some(false)
    );
    let outdated = |encoded: &str| Algorithm::BcryptSha256.is_outdated(encoded);
    assert!(outdated(
        "bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuuraR8y8jUb0UMmCc9fwl/YxKZSpSs52u"
    ));
    assert!(!outdated(
        "bcrypt_sha256$$2b$12$abcdefghijklmnopqrstuuWJ9pVY4UHJ58NbXWesOApbE9VhjHKle"
    ));
}

#[test]
fn verifies_scrypt_hashes() {
    for (password, encoded) in [
        (
            "secret",
            "scrypt$16384$abcdefghij0123456789AB$8$5$5WiP54XHSMZDVsG90UftCQLyvZ+ucq7opLNLFO126841ocWU6kqGVPEppyUuCcp1a1BN2uLa1n6qz0EKfNCKEw==",
        ),
        (
            UNICODE,
            "scrypt$16$abcdefghij0123456789AB$8$1$fs8wsTW6IMua5vd1XFifPBaDvYXHmvkgYy0dvtq4KMrVX98195caxmRAA2uOIqsR6k/V02TWA59XEFUiOkc4YA==",
        ),
        (
            "",
            "scrypt$1024$s$4$2$1yHuLLABIDvKSEl3arSehj8VyLqvrZXd0y9aIfF7+YEb40QebncdeWM9Qd1ZOTh1vwsXqZXKKgXu+ppz6Hhh4g==",
        ),
    ] {
        matches(password, encoded);
    }
    // Python computes the first two and rejects the others.
    for (cost, computed) in [
        ("2$b$1$1", true),
        ("16384$b$15$1", true),
        ("32768$b$8$1", false),
        ("16384$b$16$1", false),
        ("65536$b$1$1", false),
        ("1$b$8$1", false),
        ("3$b$8$1", false),
        ("16384$b$65536$65536", false),
        ("16384$b$8$4294967295", false),
    ] {
        let found = Algorithm::Scrypt.matches("a", &format!("scrypt${cost}$hash"));
        assert_eq!(found, computed.then_some(false), "{cost}");
    }
}

/// Django's `must_update`: another algorithm, more or fewer iterations, or a salt below 128 bits.
#[test]
fn detects_outdated_hashes() {
    let outdated =
        |encoded: &str| verify_preferring(Algorithm::Pbkdf2Sha256, "-", encoded).outdated;
    let short = pbkdf2::encode(
        Algorithm::Pbkdf2Sha256,
        "secret",
        "abcdefghij0123456789A",
        1_000_000,
    )
    .unwrap();
    assert!(outdated(&short));
    assert!(outdated(
        "pbkdf2_sha256$999999$abcdefghij0123456789AB$FLCYNr3QtGhFSyGBHbeiX32hwXhCeoKSNnzqVR9TWPg="
    ));
    assert!(outdated(
        "pbkdf2_sha256$1000001$abcdefghij0123456789AB$FLCYNr3QtGhFSyGBHbeiX32hwXhCeoKSNnzqVR9TWPg="
    ));
    assert!(outdated(
        "bcrypt_sha256$$2b$12$abcdefghijklmnopqrstuuWJ9pVY4UHJ58NbXWesOApbE9VhjHKle"
    ));
    let sha1 = "pbkdf2_sha1$1000$abcdefghij0123456789AB$YEqG7TIXDATsTk/xulIqN6TnDNk=";
    assert_eq!(
        verify_preferring(Algorithm::Pbkdf2Sha1, "secret", sha1),
        Verdict {
            correct: true,
            outdated: true
        },
        "fewer iterations than today"
    );
}

#[test]
fn verifies_new_hashes() {
    for algorithm in [
        Algorithm::Pbkdf2Sha256,
        Algorithm::Pbkdf2Sha1,
        Algorithm::Argon2,
        Algorithm::BcryptSha256,
        Algorithm::Bcrypt,
        Algorithm::Scrypt,
    ] {
        let encoded = algorithm.encode(UNICODE).unwrap();
        assert_eq!(Algorithm::of(&encoded), Some(algorithm));
        assert!(
            encoded.len() <= 128,
            "auth_user.password holds 128 characters: {encoded}"
        );
        assert_eq!(
            verify_preferring(algorithm, UNICODE, &encoded),
            Verdict {
                correct: true,
                outdated: false
            },
            "{encoded}"
        );
    }
    let (one, other) = (make("secret"), make("secret"));
    assert!(one.starts_with("pbkdf2_sha256$1000000$"));
    assert_ne!(one, other, "salts differ");
}

#[test]
fn unusable_passwords_match_nothing() {
    let stored = unusable();
    assert_eq!(stored.len(), 41);
    assert!(!is_usable(&stored));
    for password in ["", "!", &stored] {
        assert_eq!(
            verify(password, &stored),
            Verdict {
                correct: false,
                outdated: false
            }
        );
    }
}

#[test]
fn malformed_hashes_match_nothing() {
    let malformed = [
        "pbkdf2_sha256",
        "pbkdf2_sha256$",
        "pbkdf2_sha256$0$salt$hash",
        "pbkdf2_sha256$-1$salt$hash",
        "pbkdf2_sha256$99999999999$salt$hash",
        "pbkdf2_sha256$1000$$hash",
        "pbkdf2_sha1$1000$salt",
        "argon2$argon2id",
        "argon2$argon2x$v=19$m=64,t=1,p=2$c2FsdHNhbHRzYWx0$RxT10kPc1HvILiGwBOZRTQ",
        "argon2$argon2id$v=20$m=64,t=1,p=2$c2FsdHNhbHRzYWx0$RxT10kPc1HvILiGwBOZRTQ",
        "argon2$argon2id$v=19$m=4294967295,t=1,p=2$c2FsdHNhbHRzYWx0$RxT10kPc1HvILiGwBOZRTQ",
        "argon2$argon2id$v=19$m=64,t=0,p=2$c2FsdHNhbHRzYWx0$RxT10kPc1HvILiGwBOZRTQ",
        "argon2$argon2id$v=19$m=64,t=1,p=16777215$c2FsdHNhbHRzYWx0$RxT10kPc1HvILiGwBOZRTQ",
        "argon2$argon2id$v=19$m=64,t=1,p=4294967295$c2FsdHNhbHRzYWx0$RxT10kPc1HvILiGwBOZRTQ",
        "argon2$argon2id$v=19$m=64,t=1,p=2$c2Fs$RxT10kPc1HvILiGwBOZRTQ",
        "argon2$argon2id$v=19$m=64,t=1,p=2$c2FsdHNhbHRzYWx0$",
        "argon2$argon2id$v=19$m=64,t=1,p=2$*$RxT10kPc1HvILiGwBOZRTQ",
        "bcrypt_sha256$$2b$12$",
        "bcrypt_sha256$$2b$03$abcdefghijklmnopqrstuuraR8y8jUb0UMmCc9fwl/YxKZSpSs52u",
        "bcrypt_sha256$$2b$99$abcdefghijklmnopqrstuuraR8y8jUb0UMmCc9fwl/YxKZSpSs52u",
        "bcrypt_sha256$$2c$04$abcdefghijklmnopqrstuuraR8y8jUb0UMmCc9fwl/YxKZSpSs52u",
        "bcrypt_sha256$$2b$04$äbcdefghijklmnopqrstuuraR8y8jUb0UMmCc9fwl/YxKZSpSs52",
        "bcrypt$",
        "scrypt$16384$salt$8$5",
        "scrypt$16384$salt$8$5$hash$more",
        "scrypt$16384$$8$5$hash",
        "scrypt$0$salt$8$5$hash",
        "scrypt$16384$salt$0$0$hash",
    ];
    for encoded in malformed {
        let algorithm = Algorithm::of(encoded).unwrap();
        assert_eq!(algorithm.matches("secret", encoded), None, "{encoded}");
        assert!(
            algorithm.is_outdated(encoded) || algorithm == Algorithm::BcryptSha256,
            "{encoded}"
        );
    }
    for encoded in [
        "",
        "$",
        "secret",
        "md5$salt$0123",
        "plain$secret",
        "sha1$$",
        "ü$",
    ] {
        assert_eq!(Algorithm::of(encoded), None, "{encoded}");
    }
    assert_eq!(
        verify("secret", "secret"),
        Verdict {
            correct: false,
            outdated: false
        }
    );
    // Django's `int()` accepts these, then compares the whole text.
    assert_eq!(
        Algorithm::of("pbkdf2_sha256$01000$x$y")
            .unwrap()
            .matches("secret", "pbkdf2_sha256$01000$x$y"),
        Some(false)
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]
    /// No digits: iterations would only make the test slow.
    #[test]
    fn never_panics(
        name in "(pbkdf2_sha256|pbkdf2_sha1|argon2|bcrypt|bcrypt_sha256|scrypt)",
        rest in "(\\$(1|2|04|v=19|m=8,t=1,p=1|argon2id|2b|[a-z=,äß]{0,12})){0,7}",
    ) {
        let encoded = format!("{name}{rest}");
        let algorithm = Algorithm::of(&encoded).unwrap();
        let _ = algorithm.matches("secret", &encoded);
        let _ = algorithm.is_outdated(&encoded);
    }
}

#[test]
fn uses_the_hashers_of_the_site() {
    let hash =
        "pbkdf2_sha256$1000$abcdefghij0123456789AB$FLCYNr3QtGhFSyGBHbeiX32hwXhCeoKSNnzqVR9TWPg=";
    let argon2 = Hashers::named(&["Argon2PasswordHasher", "PBKDF2PasswordHasher"]);
    assert_eq!(
        argon2.verify("secret", hash),
        Verdict {
            correct: true,
            outdated: true
        },
        "not the preferred algorithm"
    );
    let made = argon2.make("secret");
    assert!(made.starts_with("argon2$argon2id$"), "{made}");
    assert_eq!(
        argon2.verify("secret", &made),
        Verdict {
            correct: true,
            outdated: false
        }
    );
    let only = Hashers::named(&["Argon2PasswordHasher"]);
    assert_eq!(
        only.verify("secret", hash),
        Verdict {
            correct: false,
            outdated: false
        },
        "not in PASSWORD_HASHERS"
    );
}
