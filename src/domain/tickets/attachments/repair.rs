//! Files and rows that have lost each other: files without a row, which are left by a process that
//! was killed, and rows without a file. Tells, and removes files on demand; never touches a row.
//! Not the way files come and go: that is a unit of work.

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::{Db, followup_attachment, kb_item_attachment};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::unit::files::{PAGE, named};
use crate::domain::{Clock, Result};
use crate::storage::{self, Storage, names};

/// The folder of all files (helpdesk/models.py, `attachment_path` of follow-ups and of articles).
const FOLDER: &str = "helpdesk/attachments/";
/// Questions that the storage is asked at a time.
const AT_ONCE: usize = 16;

/// A file that has no row, or an upload that never ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Its path in the storage.
    pub path: String,
    /// Its length in bytes.
    pub size: u64,
    /// Whether it is the rest of an upload that broke off.
    pub unfinished: bool,
    /// Whether it was written within the grace period, or nobody knows when: its row may still
    /// come.
    pub young: bool,
}

/// A row whose file is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The name of its table.
    pub table: &'static str,
    /// Its number.
    pub id: i32,
    /// Where its file should be.
    pub path: String,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Rows whose file is there.
    pub whole: u64,
    /// Rows whose file is not.
    pub missing: Vec<Missing>,
    /// Files without a row.
    pub strays: Vec<Stray>,
}

impl Findings {
    /// Whether the storage looks like another database's: there are files, and none is of this one.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        self.whole == 0 && self.strays.iter().any(|stray| !stray.unfinished)
    }

    /// What [`remove`] would remove.
    pub fn removable(&self) -> impl Iterator<Item = &Stray> {
        self.strays.iter().filter(|stray| !stray.young)
    }
}

/// Looks at every row and every file. Files that were written within `grace` before now are young.
///
/// # Errors
/// What the database or the storage says.
pub async fn find(db: &Db, storage: &Storage, clock: &Clock, grace: Duration) -> Result<Findings> {
    let mut findings = Findings::default();
    let before = TimeLimit::new(clock, grace);
    // Files first: a file that comes with its row meanwhile is then seen as a row with its file.
    let mut pages = storage.list(FOLDER).await?.try_chunks(PAGE);
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| error.1)?;
        let known = named(db, &page).await?;
        let strangers = page.into_iter().filter(|path| !known.contains(path));
        let mut looked =
            stream::iter(strangers.map(|path| look(storage, path, &before))).buffered(AT_ONCE);
        while let Some(stray) = looked.next().await {
            findings.strays.extend(stray?);
        }
    }
    rows::<followup_attachment::Entity>(db, storage, "helpdesk_followupattachment", &mut findings)
        .await?;
    rows::<kb_item_attachment::Entity>(db, storage, "helpdesk_kbiattachment", &mut findings)
        .await?;
    Ok(findings)
}

/// Removes the files among the findings that are not young, unless a row has come meanwhile; says
/// how many.
///
/// # Errors
/// What the database or the storage says; what was removed by then stays so.
pub async fn remove(db: &Db, storage: &Storage, findings: &Findings) -> Result<u64> {
    let paths: Vec<String> = findings
        .removable()
        .map(|stray| stray.path.clone())
        .collect();
    let mut removed = 0;
    for page in paths.chunks(PAGE) {
        let known = named(db, page).await?;
        for path in page.iter().filter(|path| !known.contains(*path)) {
            storage.discard(path).await?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// The moment before which a file is old.
struct TimeLimit(Option<DateTime<Utc>>);

impl TimeLimit {
    fn new(clock: &Clock, grace: Duration) -> Self {
        let grace = chrono::Duration::from_std(grace).ok();
        Self(grace.and_then(|grace| clock.now().checked_sub_signed(grace)))
    }

    fn is_young(&self, written: Option<DateTime<Utc>>) -> bool {
        // Some storages tell whole seconds, rounded down; nobody's clock is older for that.
        !matches!((self.0, written), (Some(limit), Some(written)) if written <= limit)
    }
}

async fn look(storage: &Storage, path: String, limit: &TimeLimit) -> Result<Option<Stray>> {
    match storage.stat_any(&path).await {
        Ok(stat) => Ok(Some(Stray {
            unfinished: names::is_unfinished(&path),
            size: stat.size,
            young: limit.is_young(stat.last_modified),
            path,
        })),
        // Somebody removed it meanwhile.
        Err(storage::Error::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A table whose rows name files.
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

/// Asks the storage for the file of every row of a table, page by page in the order of their
/// numbers.
async fn rows<E: HasFiles>(
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
        let asked = page
            .into_iter()
            .map(|(id, path)| async move { (storage.stat(&path).await, id, path) });
        let mut answers = stream::iter(asked).buffered(AT_ONCE);
        while let Some((answer, id, path)) = answers.next().await {
            match answer {
                Ok(_) => findings.whole += 1,
                Err(storage::Error::NotFound) => findings.missing.push(Missing { table, id, path }),
                Err(error) => return Err(error.into()),
            }
        }
    }
}
