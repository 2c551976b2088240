//! A line over PostgreSQL's LISTEN and NOTIFY, on a connection of its own.

use sqlx::postgres::PgListener;

use super::Lost;

/// The word. Channels belong to one database.
const CHANNEL: &str = "deskql_event";

pub(super) struct Line(PgListener);

impl Line {
    pub(super) async fn open(url: &str) -> Result<Self, Lost> {
        let mut listener = PgListener::connect(url).await.map_err(Lost::new)?;
        listener.listen(CHANNEL).await.map_err(Lost::new)?;
        Ok(Self(listener))
    }
}

#[async_trait::async_trait]
impl super::Line for Line {
    async fn tell(&mut self) -> Result<(), Lost> {
        sqlx::query("NOTIFY deskql_event")
            .execute(&mut self.0)
            .await
            .map(drop)
            .map_err(Lost::new)
    }

    async fn heard(&mut self) -> Result<(), Lost> {
        match self.0.try_recv().await {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(Lost::new("the connection was lost")),
            Err(error) => Err(Lost::new(error)),
        }
    }
}
