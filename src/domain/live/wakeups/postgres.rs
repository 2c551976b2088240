//! Wake-ups through PostgreSQL's LISTEN and NOTIFY, on a separate connection.

use sqlx::postgres::PgListener;

use super::ConnectionError;

/// The channel. PostgreSQL has separate channels per database.
const CHANNEL: &str = "deskql_event";

pub(super) struct Connection(PgListener);

impl Connection {
    pub(super) async fn open(url: &str) -> Result<Self, ConnectionError> {
        let mut listener = PgListener::connect(url)
            .await
            .map_err(ConnectionError::new)?;
        listener
            .listen(CHANNEL)
            .await
            .map_err(ConnectionError::new)?;
        Ok(Self(listener))
    }
}

#[async_trait::async_trait]
impl super::Connection for Connection {
    async fn notify(&mut self) -> Result<(), ConnectionError> {
        sqlx::query("NOTIFY deskql_event")
            .execute(&mut self.0)
            .await
            .map(drop)
            .map_err(ConnectionError::new)
    }

    async fn notified(&mut self) -> Result<(), ConnectionError> {
        match self.0.try_recv().await {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(ConnectionError::new("the connection was lost")),
            Err(error) => Err(ConnectionError::new(error)),
        }
    }
}
