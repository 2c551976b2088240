//! Signatures of the Standard Webhooks scheme, version 1: HMAC-SHA256 of id, time and body.
//! Verifies nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// What secrets begin with.
const PREFIX: &str = "whsec_";
/// Lengths of keys that the scheme allows, in bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// The keys that requests are signed with; none: they are not.
#[derive(Clone, Default)]
pub struct Secrets(Vec<Hmac<Sha256>>);

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl Secrets {
    /// Reads `whsec_…`, or several with spaces between, while receivers change from one to the
    /// next.
    ///
    /// # Errors
    /// What is wrong with them, without them.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let mut keys = Vec::new();
        for secret in text.split_whitespace() {
            let encoded = secret
                .strip_prefix(PREFIX)
                .ok_or("a secret begins with \"whsec_\"")?;
            let key = STANDARD
                .decode(encoded)
                .map_err(|_| "what follows \"whsec_\" is not base64")?;
            if !LENGTHS.contains(&key.len()) {
                return Err("what follows \"whsec_\" must be 24 to 64 bytes in base64");
            }
            keys.push(Hmac::new_from_slice(&key).map_err(|_| "the secret is no key")?);
        }
        Ok(Self(keys))
    }

    /// The header of a request, with a signature for each key; `None` without keys.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &str) -> Option<String> {
        let sign = |key: &Hmac<Sha256>| {
            let mac = key.clone().chain_update(format!("{id}.{timestamp}.{body}"));
            format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
        };
        let signatures: Vec<String> = self.0.iter().map(sign).collect();
        (!signatures.is_empty()).then(|| signatures.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the libraries of the scheme are tested with.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn as_the_scheme_has_it() {
        let body = r#"{"test": 2432232314}"#;
        let signed = Secrets::read(SECRET)
            .unwrap()
            .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body)
            .unwrap();
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn several_keys_and_none() {
        let two = format!("{SECRET} whsec_{}", STANDARD.encode([7; 32]));
        let signed = Secrets::read(&two).unwrap().sign("a", 1, "{}").unwrap();
        assert_eq!(signed.split(' ').count(), 2);
        assert_eq!(Secrets::read("").unwrap().sign("a", 1, "{}"), None);
    }

    #[test]
    fn what_is_no_secret_is_not_repeated() {
        for wrong in ["hunter2hunter2", "whsec_hunter2!", "whsec_aHVudGVyMg=="] {
            let message = Secrets::read(wrong).unwrap_err();
            assert!(
                message.contains("whsec_") && !message.contains("hunter"),
                "{message}"
            );
        }
        assert_eq!(format!("{:?}", Secrets::read(SECRET).unwrap()), "***");
    }
}
