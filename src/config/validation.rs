//! Collects errors of settings that parse but cannot work. Each section has a `validate` function
//! that adds to [`Errors`].

/// Errors by the key of their setting.
#[derive(Default)]
pub(super) struct Errors(Vec<(&'static str, String)>);

impl Errors {
    /// Adds an error of the setting `key`.
    pub(super) fn add(&mut self, key: &'static str, message: impl Into<String>) {
        self.0.push((key, message.into()));
    }

    /// Adds an error for each of these settings that is zero.
    pub(super) fn require_positive<T: Default + PartialEq>(
        &mut self,
        settings: &[(&'static str, T)],
    ) {
        for (key, value) in settings {
            if *value == T::default() {
                self.add(key, "must be greater than 0");
            }
        }
    }
}

impl IntoIterator for Errors {
    type Item = (&'static str, String);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Whether a text is an `http` or `https` URL.
pub(super) fn is_http_url(text: &str) -> bool {
    url::Url::parse(text)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
