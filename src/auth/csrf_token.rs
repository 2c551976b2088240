//! Django's CSRF tokens: a secret, and the secret under a random mask (django/middleware/csrf.py).

use super::new_session::random_text;

/// Characters of the secret.
pub(super) const SECRET_LENGTH: usize = 32;
/// Characters of a masked secret: the mask, then the cipher.
pub(super) const TOKEN_LENGTH: usize = 2 * SECRET_LENGTH;
/// The characters of secrets and masks, in the order used for masking.
const ALPHABET: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// A new secret for the cookie.
pub(super) fn new_secret() -> String {
    random_text(ALPHABET, SECRET_LENGTH)
}

/// A token for a secret: a random mask, then the secret under it (`_mask_cipher_secret`).
pub(super) fn mask(secret: &str) -> String {
    let mask = random_text(ALPHABET, SECRET_LENGTH);
    let letter = |(secret, mask): (u8, u8)| {
        let index = letter_index(secret) + letter_index(mask);
        char::from(ALPHABET[index % ALPHABET.len()])
    };
    let cipher: String = secret.bytes().zip(mask.bytes()).map(letter).collect();
    mask + &cipher
}

fn letter_index(byte: u8) -> usize {
    ALPHABET
        .iter()
        .position(|&letter| letter == byte)
        .unwrap_or(0)
}

/// The secret in a well-formed token.
pub(super) fn unmask(token: &str) -> String {
    let Some((mask, cipher)) = token
        .split_at_checked(SECRET_LENGTH)
        .filter(|_| token.len() == TOKEN_LENGTH)
    else {
        return token.to_owned();
    };
    let letter = |(cipher, mask): (u8, u8)| {
        let index = letter_index(cipher) + ALPHABET.len() - letter_index(mask);
        char::from(ALPHABET[index % ALPHABET.len()])
    };
    cipher.bytes().zip(mask.bytes()).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_secrets() {
        let secret = new_secret();
        let token = mask(&secret);
        assert_eq!((secret.len(), token.len()), (SECRET_LENGTH, TOKEN_LENGTH));
        assert_eq!(unmask(&token), secret);
        assert_ne!(mask(&secret), token);
    }
}
