//! Reads a stream in chunks of a fixed size.

use tokio::io::{AsyncRead, AsyncReadExt};

use super::Error;

/// Appends the next bytes of `source` to `buffer`: `limit` of them, or fewer at the end.
pub(super) async fn read_up_to(
    source: &mut (impl AsyncRead + Unpin),
    buffer: &mut Vec<u8>,
    limit: usize,
) -> Result<(), Error> {
    let mut part = source.take(limit as u64);
    while part.read_buf(buffer).await.map_err(Error::Source)? > 0 {}
    Ok(())
}
