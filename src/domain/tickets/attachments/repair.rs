//! Finds files without a row, which remain after a process was killed, and rows without a file.
//! Removes such files on demand, but never a row.

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::{Db, followup_attachment, kb_item_attachment};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::unit::files::{PAGE, referenced_paths};
use crate::domain::{Clock, Result};
use crate::storage::{self, Storage, names};

/// The folder of all attachments (helpdesk/models.py, `attachment_path` of follow-ups and of
/// articles).
const FOLDER: &str = "helpdesk/attachments/";
/// Maximum number of concurrent requests to the storage.
const AT_ONCE: usize = 16;

/// A file without a row, or an unfinished upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Its path in the storage.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// Whether it is an unfinished upload.
    pub unfinished: bool,
    /// Whether it was written within the grace period, or its age is unknown: its row may not be
    /// committed yet.
    pub recent: bool,
}

/// A row whose file is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The name of its table.
    pub table: &'static str,
    /// Its ID.
    pub id: i32,
    /// The path of the missing file.
    pub path: String,
}

/// The result of the search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// The number of rows whose file exists.
    pub intact: u64,
    /// Rows whose file is missing.
    pub missing: Vec<Missing>,
    /// Files without a row.
    pub strays: Vec<Stray>,
}

impl Findings {
    /// Whether the storage seems to belong to another database: it has files, but none of this
    /// one's.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        self.intact == 0 && self.strays.iter().any(|stray| !stray.unfinished)
    }

    /// The files that [`remove`] removes.
    pub fn removable(&self) -> impl Iterator<Item = &Stray> {
        self.strays.iter().filter(|stray| !stray.recent)
    }
}

/// Checks every row and every file. Files that were written within `grace` before now are recent.
///
/// # Errors
/// Database or storage errors.
pub async fn find(db: &Db, storage: &Storage, clock: &Clock, grace: Duration) -> Result<Findings> {
    let mut findings = Findings::default();
    let before = TimeLimit::new(clock, grace);
    // Files are listed first: a file that is stored with its row during the search is then found
    // with the row.
    let mut pages = storage.list(FOLDER).await?.try_chunks(PAGE);
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| error.1)?;
        let known = referenced_paths(db, &page).await?;
        let unreferenced = page.into_iter().filter(|path| !known.contains(path));
        let mut inspected = stream::iter(unreferenced.map(|path| inspect(storage, path, &before)))
            .buffered(AT_ONCE);
        while let Some(stray) = inspected.next().await {
            findings.strays.extend(stray?);
        }
    }
    check_rows::<followup_attachment::Entity>(
        db,
        storage,
        "helpdesk_followupattachment",
        &mut findings,
    )
    .await?;
    check_rows::<kb_item_attachment::Entity>(db, storage, "helpdesk_kbiattachment", &mut findings)
        .await?;
    Ok(findings)
}

/// Removes the found files that are not recent and still have no row. Returns the number of removed
/// files.
///
/// # Errors
/// Database or storage errors. Files that were removed before the error stay removed.
pub async fn remove(db: &Db, storage: &Storage, findings: &Findings) -> Result<u64> {
    let paths: Vec<String> = findings
        .removable()
        .map(|stray| stray.path.clone())
        .collect();
    let mut removed = 0;
    for page in paths.chunks(PAGE) {
        let known = referenced_paths(db, page).await?;
        for path in page.iter().filter(|path| !known.contains(*path)) {
            storage.discard(path).await?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// The time before which a file is not recent.
struct TimeLimit(Option<DateTime<Utc>>);

impl TimeLimit {
    fn new(clock: &Clock, grace: Duration) -> Self {
        let grace = chrono::Duration::from_std(grace).ok();
        Self(grace.and_then(|grace| clock.now().checked_sub_signed(grace)))
    }

    fn is_recent(&self, written: Option<DateTime<Utc>>) -> bool {
        // Some storages round times down to whole seconds.
        !matches!((self.0, written), (Some(limit), Some(written)) if written <= limit)
    }
}

async fn inspect(storage: &Storage, path: String, limit: &TimeLimit) -> Result<Option<Stray>> {
    match storage.stat_any(&path).await {
        Ok(stat) => Ok(Some(Stray {
            unfinished: names::is_unfinished(&path),
            size: stat.size,
            recent: limit.is_recent(stat.last_modified),
            path,
        })),
        // It was removed in the meantime.
        Err(storage::Error::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A table with paths of files.
trait HasFiles: EntityTrait {
    fn id() -> Self::Column;
    fn file() -> Self::Column;
}

impl HasFiles for followup_attachment::Entity {
    fn id() -> Self::Column {
        followup_attachment::Column::Id
    }
    fn file() -> Self::Column {
        followup_attachment::Column::File
    }
}

impl HasFiles for kb_item_attachment::Entity {
    fn id() -> Self::Column {
        kb_item_attachment::Column::Id
    }
    fn file() -> Self::Column {
        kb_item_attachment::Column::File
    }
}

/// Checks that the file of every row of a table exists. Reads the rows in pages, in the order of
/// their IDs.
async fn check_rows<E: HasFiles>(
    db: &Db,
    storage: &Storage,
    table: &'static str,
    findings: &mut Findings,
) -> Result<()> {
    let mut last = 0;
    loop {
        let page: Vec<(i32, String)> = E::find()
            .select_only()
            .column(E::id())
            .column(E::file())
            .filter(E::id().gt(last))
            .order_by_asc(E::id())
            .limit(PAGE as u64)
            .into_tuple()
            .all(db)
            .await?;
        let Some((end, _)) = page.last() else {
            return Ok(());
        };
        last = *end;
        let stats = page
            .into_iter()
            .map(|(id, path)| async move { (storage.stat(&path).await, id, path) });
        let mut results = stream::iter(stats).buffered(AT_ONCE);
        while let Some((result, id, path)) = results.next().await {
            match result {
                Ok(_) => findings.intact += 1,
                Err(storage::Error::NotFound) => findings.missing.push(Missing { table, id, path }),
                Err(error) => return Err(error.into()),
            }
        }
    }
}
