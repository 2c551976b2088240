//! Files, through opendal: disk, S3 or memory, as configured. Paths are relative to the storage's root, as
//! Django's `FileField` keeps them. Not a place for rules about names or access: those are `domain`'s.

/// A failure of the storage.
#[derive(Debug, thiserror::Error)]
#[error("storage: {0}")]
pub struct Error(#[from] pub opendal::Error);

/// A place for files.
#[derive(Clone, Debug)]
pub struct Storage {
    operator: opendal::Operator,
}

impl Storage {
    /// The operator.
    #[must_use]
    pub fn operator(&self) -> &opendal::Operator {
        &self.operator
    }
}
