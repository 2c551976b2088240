//! A line over the publish and subscribe of Redis (or Valkey), on one connection, which takes
//! RESP3: Redis 6 or newer.

use std::sync::Arc;

use ::redis::aio::MultiplexedConnection;
use ::redis::{
    AsyncConnectionConfig, Client, IntoConnectionInfo as _, ProtocolVersion, PushInfo, PushKind,
    cmd,
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{Lost, PATIENCE};

pub(super) struct Line {
    connection: MultiplexedConnection,
    channel: String,
    word: Arc<Notify>,
    lost: CancellationToken,
}

impl Line {
    pub(super) async fn open(url: &str, channel: &str) -> Result<Self, Lost> {
        let info = url.into_connection_info().map_err(Lost::new)?;
        let settings = info
            .redis_settings()
            .clone()
            .set_protocol(ProtocolVersion::RESP3);
        let client = Client::open(info.set_redis_settings(settings)).map_err(Lost::new)?;
        let (word, lost) = (Arc::new(Notify::new()), CancellationToken::new());
        let (said, gone) = (Arc::clone(&word), lost.clone());
        let push = move |info: PushInfo| {
            match info.kind {
                PushKind::Message => said.notify_one(),
                PushKind::Disconnection => gone.cancel(),
                _ => {}
            }
            Ok::<_, std::convert::Infallible>(())
        };
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_push_sender(push);
        let mut connection = client
            .get_multiplexed_async_connection_with_config(&config)
            .await
            .map_err(Lost::new)?;
        connection.subscribe(channel).await.map_err(Lost::new)?;
        Ok(Self {
            connection,
            channel: channel.to_owned(),
            word,
            lost,
        })
    }
}

#[async_trait::async_trait]
impl super::Line for Line {
    async fn tell(&mut self) -> Result<(), Lost> {
        cmd("PUBLISH")
            .arg(&self.channel)
            .arg("")
            .exec_async(&mut self.connection)
            .await
            .map_err(Lost::new)
    }

    async fn heard(&mut self) -> Result<(), Lost> {
        tokio::select! {
            () = self.lost.cancelled() => Err(Lost::new("the connection was lost")),
            () = self.word.notified() => Ok(()),
        }
    }
}
