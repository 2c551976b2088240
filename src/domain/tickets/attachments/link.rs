//! Signed, temporary URLs of files: for viewers who may read a file but not know its ticket's
//! secret key, which is part of the file's path, and for files of articles that are not public.
//! Like the path, the URL grants access to everybody who knows it.

use chrono::DateTime;
use entity::{followup_attachment, kb_item_attachment, positional};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sea_orm::{EntityTrait as _, QueryFilter as _, QuerySelect as _};
use sha2::Sha256;

use crate::domain::query::among;
use crate::domain::{Context, Result, access};

/// The path prefix of signed URLs. The ID of the file follows.
pub const PREFIX: &str = "/graphql/files/";
/// Seconds after which URLs change. A URL is valid for at least this long and at most twice as
/// long, so that returning clients find the file in their cache.
const PERIOD: i64 = 12 * 60 * 60;

/// The object that a file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A follow-up.
    FollowUp,
    /// An article of the knowledge base.
    Article,
}

impl Owner {
    /// The prefix of a file's ID in URLs.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::FollowUp => "",
            Self::Article => "kb",
        }
    }

    /// The prefix of the signed text. Other texts that are signed with the key have other prefixes.
    fn purpose(self) -> &'static str {
        match self {
            Self::FollowUp => "deskql.attachment",
            Self::Article => "deskql.kb-attachment",
        }
    }
}

/// The contents of a signed URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The object that the file belongs to.
    pub owner: Owner,
    /// The ID of the file.
    pub id: i32,
    /// The end of its validity, as a Unix timestamp in seconds.
    pub until: i64,
    /// The signature, in hexadecimal digits.
    pub signature: String,
}

fn signed(context: &Context, owner: Owner, id: i32, until: i64) -> Option<Hmac<Sha256>> {
    let key = Hmac::<Sha256>::new_from_slice(context.config.secret_key.0.as_bytes()).ok()?;
    Some(key.chain_update(format!("{}:{id}:{until}", owner.purpose())))
}

impl Link {
    /// Creates a signed URL of a file that the viewer may read.
    #[must_use]
    pub fn new(context: &Context, owner: Owner, id: i32) -> Self {
        let until = (context.clock.now().timestamp() / PERIOD + 2) * PERIOD;
        let mac = signed(context, owner, id, until)
            .map(|mac| mac.finalize().into_bytes())
            .unwrap_or_default();
        let signature = mac.iter().map(|byte| format!("{byte:02x}")).collect();
        Self {
            owner,
            id,
            until,
            signature,
        }
    }

    /// The path of the file in the storage; `None` if the signature is invalid, the URL has
    /// expired, or the file does not exist.
    ///
    /// # Errors
    /// Database errors.
    pub async fn file(&self, context: &Context) -> Result<Option<String>> {
        if DateTime::from_timestamp(self.until, 0).is_none_or(|until| until < context.clock.now()) {
            return Ok(None);
        }
        let signature = hexadecimal(&self.signature);
        let Some((mac, signature)) =
            signed(context, self.owner, self.id, self.until).zip(signature)
        else {
            return Ok(None);
        };
        if mac.verify_slice(&signature).is_err() {
            return Ok(None);
        }
        // The signature grants access; nothing else is checked.
        Ok(match self.owner {
            Owner::FollowUp => {
                let row = followup_attachment::Entity::find_by_id(self.id);
                let row = positional::fetch_one(row, &context.db).await?;
                row.map(|row| row.file)
            }
            Owner::Article => {
                let row = kb_item_attachment::Entity::find_by_id(self.id);
                let row = positional::fetch_one(row, &context.db).await?;
                row.map(|row| row.file)
            }
        })
    }
}

impl Link {
    /// The path and query of the URL. Clients save the file as `name`.
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        let Self {
            owner,
            id,
            until,
            signature,
        } = self;
        format!(
            "{PREFIX}{}{id}/{name}?until={until}&signature={signature}",
            owner.prefix()
        )
    }
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2).map(|pair| {
        std::str::from_utf8(pair)
            .ok()
            .filter(|pair| pair.len() == 2)
    });
    pairs
        .map(|pair| u8::from_str_radix(pair?, 16).ok())
        .collect()
}

/// Returns those of these (visible) files whose path the viewer may know, because they may see the
/// ticket's secret key.
///
/// # Errors
/// Database errors.
pub async fn with_known_path(context: &Context, ids: &[i32]) -> Result<Vec<i32>> {
    if context.dialect.shows_whole_objects() || access::has_full_access(context) {
        return Ok(ids.to_vec());
    }
    Ok(access::attachments_with_key(context)
        .select_only()
        .column(followup_attachment::Column::Id)
        .filter(among(&context.db, followup_attachment::Column::Id, ids))
        .into_tuple()
        .all(&context.db)
        .await?)
}
