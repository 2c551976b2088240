//! PostgreSQL's LISTEN and NOTIFY between the processes of one database. It only makes them faster: what is missed is
//! found when the log is looked at the next time. The word goes out after the change is committed, not in its
//! transaction: a notifying transaction makes all others wait at its end.

use std::time::Duration;

use entity::Db;
use sea_orm::ConnectionTrait;
use sqlx::postgres::PgListener;

use super::Hub;
use crate::domain::Result;

/// The word. Channels belong to one database.
const CHANNEL: &str = "deskql_event";
/// How long a lost connection is left alone.
const LATER: Duration = Duration::from_secs(5);

/// Tells all processes that there is something new.
pub(super) async fn tell(db: &Db) -> Result<()> {
    db.execute_unprepared(&format!("NOTIFY {CHANNEL}")).await?;
    Ok(())
}

/// Listens for as long as the process lives, on a connection of its own.
pub(super) async fn listen(hub: Hub, url: String) {
    loop {
        if let Err(error) = follow(&hub, &url).await {
            tracing::debug!(%error, "not listening to other processes");
        }
        tokio::time::sleep(LATER).await;
    }
}

async fn follow(hub: &Hub, url: &str) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // `None`: the connection was lost and is there again. Something may have been said meanwhile.
        let _ = listener.try_recv().await?;
        hub.look();
    }
}
