//! Files on disk, in memory and in a bucket: names, atomic writes, ranges. The tests of the bucket
//! need a storage URL in `DESKQL_TEST_S3`, such as `s3://helpdesk?endpoint=http://127.0.0.1:5000&…`.

use std::io;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};

use deskql::config;
use deskql::storage::{Error, Saved, Storage};
use futures_util::TryStreamExt;
use tokio::io::{AsyncRead, ReadBuf};

fn open(url: &str, perms: &str) -> Storage {
    Storage::open(&config::Storage {
        url: url.to_owned(),
        attachment_dir_perms: perms.to_owned(),
        ..config::Config::default().storage
    })
    .unwrap()
}

fn folder() -> (tempfile::TempDir, Storage) {
    let folder = tempfile::tempdir().unwrap();
    let storage = open(&format!("fs:{}", folder.path().display()), "");
    (folder, storage)
}

/// The bucket of `DESKQL_TEST_S3`, with a new prefix.
fn bucket() -> Option<Storage> {
    let Ok(url) = std::env::var("DESKQL_TEST_S3") else {
        eprintln!("skipped: DESKQL_TEST_S3 is not set");
        return None;
    };
    let (place, query) = url.split_once('?').unwrap_or((&url, ""));
    Some(open(
        &format!("{place}/{}?{query}", uuid::Uuid::new_v4()),
        "",
    ))
}

async fn read(storage: &Storage, path: &str) -> Vec<u8> {
    let parts: Vec<_> = storage
        .open_read(path, ..)
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    parts.concat()
}

async fn paths(storage: &Storage) -> Vec<String> {
    let entries = storage
        .operator()
        .list_with("")
        .recursive(true)
        .await
        .unwrap();
    entries
        .into_iter()
        .map(|entry| entry.path().to_owned())
        .filter(|path| !path.ends_with('/'))
        .collect()
}

/// A source that returns `good` bytes, then fails or (`hang`) blocks.
struct Broken {
    good: usize,
    hang: bool,
}

impl AsyncRead for Broken {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let length = self.good.min(buffer.remaining());
        if length == 0 {
            return if self.hang {
                Poll::Pending
            } else {
                Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
            };
        }
        buffer.put_slice(&vec![7; length]);
        self.good -= length;
        Poll::Ready(Ok(()))
    }
}

/// Checks all operations.
async fn check_operations(storage: &Storage, large: usize) {
    storage.check().await.unwrap();
    assert_eq!(
        paths(storage).await,
        Vec::<String>::new(),
        "the check leaves nothing"
    );

    let saved = storage
        .save("helpdesk/a b/räport.tar.gz", &b"one"[..])
        .await
        .unwrap();
    assert_eq!(
        saved,
        Saved {
            path: "helpdesk/a b/räport.tar.gz".to_owned(),
            size: 3
        }
    );
    let again = storage
        .save("helpdesk/a b/räport.tar.gz", &b"other"[..])
        .await
        .unwrap();
    assert!(
        again.path.starts_with("helpdesk/a b/räport_") && again.path.ends_with(".tar.gz"),
        "{again:?}"
    );
    assert_eq!(again.path.len(), saved.path.len() + 8);
    assert_eq!(read(storage, &saved.path).await, b"one");
    assert_eq!(read(storage, &again.path).await, b"other");

    let empty = storage.save("empty", &b""[..]).await.unwrap();
    assert_eq!((empty.size, read(storage, "empty").await.len()), (0, 0));

    let content: Vec<u8> = (0..large).map(|i| u8::try_from(i % 251).unwrap()).collect();
    let big = storage.save("big", &content[..]).await.unwrap();
    assert_eq!(big.size, large as u64);
    assert!(read(storage, "big").await == content);
    let copy = storage.save("big", &content[..]).await.unwrap();
    assert_ne!(copy.path, "big");
    let middle: Vec<_> = storage
        .open_read("big", 1000..1010)
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(middle.concat(), content[1000..1010]);
    assert_eq!(storage.stat("big").await.unwrap().size, large as u64);

    for path in ["", "/etc/passwd", "../x", "a/../b", "a//b", "a\u{0}"] {
        assert!(
            matches!(storage.save(path, &b"x"[..]).await, Err(Error::Path)),
            "{path:?}"
        );
        assert!(
            matches!(storage.stat(path).await, Err(Error::NotFound)),
            "{path:?}"
        );
        assert!(
            matches!(storage.delete(path).await, Err(Error::NotFound)),
            "{path:?}"
        );
    }
    assert!(matches!(
        storage.stat("missing").await,
        Err(Error::NotFound)
    ));
    assert!(
        matches!(storage.stat("helpdesk").await, Err(Error::NotFound)),
        "a folder is not a file"
    );

    // Incomplete files are removed.
    let before = paths(storage).await;
    for good in [0, 10, large] {
        let error = storage
            .save("broken/off", Broken { good, hang: false })
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Source(_)), "{error:?}");
        let dropped = storage.save("broken/off", Broken { good, hang: true });
        assert!(
            tokio::time::timeout(std::time::Duration::from_millis(300), dropped)
                .await
                .is_err()
        );
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(paths(storage).await, before);

    storage
        .delete_all([
            &saved.path,
            &again.path,
            &big.path,
            &copy.path,
            "empty",
            "missing",
        ])
        .await
        .unwrap();
    assert_eq!(paths(storage).await, Vec::<String>::new());
}

#[tokio::test]
async fn stores_files_in_memory() {
    check_operations(&Storage::memory().unwrap(), 9_000_000).await;
}

#[tokio::test]
async fn stores_files_on_disk() {
    check_operations(&folder().1, 1_000_000).await;
}

#[tokio::test]
async fn stores_files_in_s3() {
    let Some(storage) = bucket() else { return };
    check_operations(&storage, 20_000_000).await;
    let saved = storage.save("a.txt", &b"a"[..]).await.unwrap();
    assert!(storage.stat(&saved.path).await.unwrap().etag.is_some());
}

#[tokio::test]
async fn errors_of_s3_do_not_contain_credentials() {
    let storage = open(
        "s3://b?endpoint=http://127.0.0.1:1&access_key_id=me&secret_access_key=hush",
        "",
    );
    let error = storage.check().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
}

#[tokio::test]
async fn concurrent_writers_get_different_names() {
    for storage in [Storage::memory().unwrap(), folder().1] {
        let many = (0..20u8).map(|i| {
            let storage = storage.clone();
            tokio::spawn(async move {
                storage
                    .save("same/x.txt", &[i; 1000][..])
                    .await
                    .unwrap()
                    .path
            })
        });
        let mut names = Vec::new();
        for writer in many.collect::<Vec<_>>() {
            names.push(writer.await.unwrap());
        }
        let mut contents = Vec::new();
        for name in &names {
            let content = read(&storage, name).await;
            assert!(content.len() == 1000 && content.iter().all(|byte| *byte == content[0]));
            contents.push(content[0]);
        }
        contents.sort_unstable();
        assert_eq!(contents, (0..20).collect::<Vec<_>>());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn creates_files_with_the_modes_of_django() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let storage = open(&format!("fs:{}", folder.path().display()), "751");
    storage.save("a/b/c.txt", &b"x"[..]).await.unwrap();
    let mode = |path: &str| {
        std::fs::metadata(folder.path().join(path))
            .unwrap()
            .permissions()
            .mode()
            & 0o7777
    };
    assert_eq!(
        (mode("a"), mode("a/b"), mode("a/b/c.txt")),
        (0o751, 0o751, 0o644)
    );
    // FILE_UPLOAD_PERMISSIONS
    let url = format!("fs:{}", folder.path().display());
    let private = config::Storage {
        url,
        file_upload_permissions: "600".to_owned(),
        ..config::Config::default().storage
    };
    Storage::open(&private)
        .unwrap()
        .save("private.txt", &b"x"[..])
        .await
        .unwrap();
    assert_eq!(mode("private.txt"), 0o600);
}

#[tokio::test]
async fn rejects_a_folder_with_the_name_of_a_file() {
    let (folder, storage) = folder();
    std::fs::write(folder.path().join("a"), "x").unwrap();
    assert!(matches!(
        storage.save("a/b.txt", &b"x"[..]).await,
        Err(Error::Disk(_))
    ));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn rejects_writes_to_a_deleted_folder() {
    let (folder, storage) = folder();
    let path = folder.path().to_owned();
    drop(folder);
    assert!(!Path::new(&path).exists());
    assert!(storage.check().await.is_err());
    assert!(storage.save("x.txt", &b"x"[..]).await.is_err());
}
