//! Signs webhooks by the Standard Webhooks scheme, version 1: HMAC-SHA256 of id, timestamp and
//! body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The prefix of secrets.
const PREFIX: &str = "whsec_";
/// Allowed key lengths, in bytes.
const KEY_LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// The keys that sign requests. Without keys, requests are not signed.
#[derive(Clone, Default)]
pub struct SigningKeys(Vec<Hmac<Sha256>>);

impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl SigningKeys {
    /// Parses `whsec_…`. Several secrets may be separated by spaces while receivers switch to a new
    /// one.
    ///
    /// # Errors
    /// What is wrong, without repeating the secret.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let mut keys = Vec::new();
        for secret in text.split_whitespace() {
            let encoded = secret
                .strip_prefix(PREFIX)
                .ok_or("a secret must begin with \"whsec_\"")?;
            let key = STANDARD
                .decode(encoded)
                .map_err(|_| "the part after \"whsec_\" is not base64")?;
            if !KEY_LENGTHS.contains(&key.len()) {
                return Err("the part after \"whsec_\" must encode 24 to 64 bytes");
            }
            keys.push(Hmac::new_from_slice(&key).map_err(|_| "the secret is not a valid key")?);
        }
        Ok(Self(keys))
    }

    /// The `webhook-signature` header with one signature per key; `None` without keys.
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

    /// The test vector of the Standard Webhooks libraries.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn matches_the_test_vector() {
        let body = r#"{"test": 2432232314}"#;
        let signed = SigningKeys::parse(SECRET)
            .unwrap()
            .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body)
            .unwrap();
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn signs_with_each_key() {
        let two = format!("{SECRET} whsec_{}", STANDARD.encode([7; 32]));
        let signed = SigningKeys::parse(&two)
            .unwrap()
            .sign("a", 1, "{}")
            .unwrap();
        assert_eq!(signed.split(' ').count(), 2);
        assert_eq!(SigningKeys::parse("").unwrap().sign("a", 1, "{}"), None);
    }

    #[test]
    fn errors_do_not_repeat_the_secret() {
        for wrong in ["hunter2hunter2", "whsec_hunter2!", "whsec_aHVudGVyMg=="] {
            let message = SigningKeys::parse(wrong).unwrap_err();
            assert!(
                message.contains("whsec_") && !message.contains("hunter"),
                "{message}"
            );
        }
        assert_eq!(format!("{:?}", SigningKeys::parse(SECRET).unwrap()), "***");
    }
}
