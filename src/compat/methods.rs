//! The methods that a view allows (`View.http_method_names`, `APIView.allowed_methods`).

use std::fmt;

use http::{HeaderValue, Method};

/// Methods in the order of DRF's `Allow` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Methods(&'static [Method]);

impl Methods {
    /// A list of rows that can be created.
    pub(crate) const LIST: Self = Self(&[Method::GET, Method::POST, Method::HEAD, Method::OPTIONS]);
    /// A row that can be changed.
    pub(crate) const DETAIL: Self = Self(&[
        Method::GET,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::HEAD,
        Method::OPTIONS,
    ]);
    /// A list or a row that can only be read.
    pub(crate) const READ_ONLY: Self = Self(&[Method::GET, Method::HEAD, Method::OPTIONS]);
    /// A list that cannot be read.
    pub(crate) const CREATE_ONLY: Self = Self(&[Method::POST, Method::OPTIONS]);

    /// Whether the view allows a method.
    pub(crate) fn contains(self, method: &Method) -> bool {
        self.0.contains(method)
    }

    /// The value of the header `Allow`.
    pub(crate) fn header(self) -> HeaderValue {
        HeaderValue::try_from(self.to_string())
            .unwrap_or_else(|_| HeaderValue::from_static("OPTIONS"))
    }
}

impl fmt::Display for Methods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, method) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            f.write_str(method.as_str())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_the_allow_header() {
        assert_eq!(Methods::LIST.header(), "GET, POST, HEAD, OPTIONS");
        assert_eq!(Methods::CREATE_ONLY.to_string(), "POST, OPTIONS");
        assert!(Methods::DETAIL.contains(&Method::PATCH));
        assert!(!Methods::READ_ONLY.contains(&Method::POST));
    }
}
