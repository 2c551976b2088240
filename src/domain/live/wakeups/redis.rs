//! Wake-ups through publish and subscribe of Redis or Valkey, on one connection. It uses RESP3,
//! which needs Redis 6 or newer.

use std::sync::Arc;

use ::redis::aio::MultiplexedConnection;
use ::redis::{
    AsyncConnectionConfig, Client, IntoConnectionInfo as _, ProtocolVersion, PushInfo, PushKind,
    cmd,
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{ConnectionError, TIMEOUT};

pub(super) struct Connection {
    connection: MultiplexedConnection,
    channel: String,
    wakeup: Arc<Notify>,
    lost: CancellationToken,
}

impl Connection {
    pub(super) async fn open(url: &str, channel: &str) -> Result<Self, ConnectionError> {
        let info = url.into_connection_info().map_err(ConnectionError::new)?;
        let settings = info
            .redis_settings()
            .clone()
            .set_protocol(ProtocolVersion::RESP3);
        let client =
            Client::open(info.set_redis_settings(settings)).map_err(ConnectionError::new)?;
        let (wakeup, lost) = (Arc::new(Notify::new()), CancellationToken::new());
        let (received, disconnected) = (Arc::clone(&wakeup), lost.clone());
        let push = move |info: PushInfo| {
            match info.kind {
                PushKind::Message => received.notify_one(),
                PushKind::Disconnection => disconnected.cancel(),
                _ => {}
            }
            Ok::<_, std::convert::Infallible>(())
        };
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(TIMEOUT))
            .set_response_timeout(Some(TIMEOUT))
            .set_push_sender(push);
        let mut connection = client
            .get_multiplexed_async_connection_with_config(&config)
            .await
            .map_err(ConnectionError::new)?;
        connection
            .subscribe(channel)
            .await
            .map_err(ConnectionError::new)?;
        Ok(Self {
            connection,
            channel: channel.to_owned(),
            wakeup,
            lost,
        })
    }
}

#[async_trait::async_trait]
impl super::Connection for Connection {
    async fn notify(&mut self) -> Result<(), ConnectionError> {
        cmd("PUBLISH")
            .arg(&self.channel)
            .arg("")
            .exec_async(&mut self.connection)
            .await
            .map_err(ConnectionError::new)
    }

    async fn notified(&mut self) -> Result<(), ConnectionError> {
        tokio::select! {
            () = self.lost.cancelled() => Err(ConnectionError::new("the connection was lost")),
            () = self.wakeup.notified() => Ok(()),
        }
    }
}
