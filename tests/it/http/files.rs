//! Files over HTTP.

use std::time::{Duration, SystemTime};

use deskql::domain::Clock;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::support::fixture::token;
use crate::support::service::Service;

const TICKET: &str = "/media/helpdesk/attachments/support-1-00000000-0000-4000-8000-000000000001";

#[tokio::test]
async fn serves_files_to_everybody_who_knows_the_url() {
    let service = Service::start().await;
    let text = service.get(&format!("{TICKET}/41/fire.txt"), &[]).await;
    let content =
        std::fs::read(service.copy.media().join(&TICKET[7..]).join("41/fire.txt")).unwrap();
    assert_eq!((text.status.as_u16(), &text.body[..]), (200, &content[..]));
    assert_eq!(text.header("content-type"), "text/plain");
    assert_eq!(
        text.header("content-disposition"),
        "inline; filename=\"fire.txt\"; filename*=UTF-8''fire.txt"
    );
    assert_eq!(
        text.header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert_eq!(text.header("content-length"), content.len().to_string());
    let head = service
        .call("HEAD", &format!("{TICKET}/41/fire.txt"), &[], "")
        .await;
    assert_eq!(
        (head.header("content-length"), head.body.len()),
        (text.header("content-length"), 0)
    );
    let pdf = service
        .get(&format!("{TICKET}/43/r%C3%A4port_%C3%BCn%C3%AF.pdf"), &[])
        .await;
    assert_eq!(
        (pdf.status.as_u16(), pdf.header("content-type")),
        (200, "application/pdf")
    );
    let mail =
        "/media/helpdesk/attachments/web-site-6-00000000-0000-4000-8000-000000000006/6/mail.eml";
    let mail = service.get(mail, &[]).await;
    assert_eq!(mail.header("content-type"), "application/octet-stream");
    assert!(
        mail.header("content-disposition")
            .starts_with("attachment; ")
    );
}

#[tokio::test]
async fn supports_ranges_and_conditions() {
    let service = Service::start().await;
    let path = format!("{TICKET}/41/fire.txt");
    let whole = service.get(&path, &[]).await;
    let size = whole.body.len();
    let part = service.get(&path, &[("range", "bytes=1-3")]).await;
    assert_eq!(
        (part.status.as_u16(), &part.body[..]),
        (206, &whole.body[1..4])
    );
    assert_eq!(part.header("content-range"), format!("bytes 1-3/{size}"));
    let beyond = service.get(&path, &[("range", "bytes=99999-")]).await;
    assert_eq!(
        (beyond.status.as_u16(), beyond.header("content-range")),
        (416, &*format!("bytes */{size}"))
    );
    for (name, value) in [
        ("if-none-match", whole.header("etag")),
        ("if-modified-since", whole.header("last-modified")),
    ] {
        let same = service.get(&path, &[(name, value)]).await;
        assert_eq!(
            (same.status.as_u16(), same.body.len()),
            (304, 0),
            "{name}: {value}"
        );
        assert_eq!(same.header("etag"), whole.header("etag"));
    }
    let stale = service
        .get(&path, &[("range", "bytes=1-3"), ("if-range", "\"other\"")])
        .await;
    assert_eq!((stale.status.as_u16(), stale.body.len()), (200, size));
}

/// HTTP cannot express times before 1970 and after 9999.
#[tokio::test]
async fn serves_files_with_odd_times() {
    let service = Service::start().await;
    let path = service.copy.media().join("helpdesk/old.txt");
    std::fs::write(&path, "old").unwrap();
    let before_1970 = SystemTime::UNIX_EPOCH - Duration::from_secs(86_400);
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(before_1970).unwrap();
    let answer = service.get("/media/helpdesk/old.txt", &[]).await;
    assert_eq!((answer.status.as_u16(), &*answer.text()), (200, "old"));
    assert_eq!(answer.header("last-modified"), "");
    let headers = [("if-none-match", answer.header("etag"))];
    let cached = service.get("/media/helpdesk/old.txt", &headers).await;
    assert_eq!(cached.status, 304);
}

#[tokio::test]
async fn serves_nothing_outside_of_the_folder() {
    let service = Service::start().await;
    std::fs::write(service.copy.media().join("private.txt"), "x").unwrap();
    std::fs::write(service.copy.media().join("helpdesk/.deskql~part"), "x").unwrap();
    for path in [
        "/media/private.txt",
        "/media/helpdesk/.deskql~part",
        "/media/helpdesk/%252e%252e/private.txt",
        "/media/helpdesk/attachments",
        "/media/helpdesk/attachments/",
        "/media/helpdesk/",
        "/media/",
        "/media//etc/passwd",
        "/media/%2fetc%2fpasswd",
        "/media/helpdesk/nothing.txt",
        "/media/helpdesk/a%00b",
        &format!("/media/helpdesk/{}", "a".repeat(256)),
        &format!("/media/helpdesk/{}", "a/".repeat(3000)),
        &format!("{TICKET}/41/fire.txt/more"),
        "/media/helpdesk/%ff",
    ] {
        assert_eq!(service.get(path, &[]).await.status, 404, "{path}");
    }
    for path in [
        "/media/helpdesk/../private.txt",
        "/media/helpdesk/%2e%2e/private.txt",
        "/media/helpdesk/..%2fprivate.txt",
    ] {
        assert_eq!(service.get(path, &[]).await.status, 400, "{path}");
    }
    let rejected = service
        .call("POST", &format!("{TICKET}/41/fire.txt"), &[], "")
        .await;
    assert_eq!(
        (rejected.status.as_u16(), rejected.header("allow")),
        (405, "GET, HEAD, OPTIONS")
    );
}

#[tokio::test]
async fn files_that_can_run_code_are_downloaded() {
    let service = Service::start().await;
    for name in ["a.html", "a.svg", "a.xml", "a.js", "a.xhtml"] {
        std::fs::write(
            service.copy.media().join("helpdesk").join(name),
            "<script>alert(1)</script>",
        )
        .unwrap();
        let file = service.get(&format!("/media/helpdesk/{name}"), &[]).await;
        assert_eq!(
            file.header("content-type"),
            "application/octet-stream",
            "{name}"
        );
        assert!(
            file.header("content-disposition").starts_with("attachment"),
            "{name}"
        );
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert_eq!(
            file.header("content-security-policy"),
            "default-src 'none'; sandbox"
        );
    }
}

/// Followers of a ticket may read its files, but must not learn its secret key.
#[tokio::test]
async fn followers_get_signed_links() {
    let service = Service::start().await;
    let follows = "INSERT INTO helpdesk_ticketcc (id, ticket_id, user_id, email, can_view, can_update) VALUES (900, 3, 3, NULL, TRUE, FALSE);
                   UPDATE helpdesk_followupattachment SET followup_id = 3";
    service.app.db.execute_unprepared(follows).await.unwrap();
    let authorization = format!("Token {}", token("customer"));
    let headers = [
        ("content-type", "application/json"),
        ("authorization", authorization.as_str()),
    ];
    let query = "{ ticket(id: 3) { secretKey followUps { nodes { attachments { databaseId file url } } } } }";
    let answer = service
        .call(
            "POST",
            "/graphql",
            &headers,
            json!({ "query": query }).to_string(),
        )
        .await
        .json();
    assert!(answer["data"]["ticket"]["secretKey"].is_null(), "{answer}");
    assert!(
        !answer.to_string().contains("00000000-0000-4000"),
        "{answer}"
    );
    let files = answer["data"]["ticket"]["followUps"]["nodes"][0]["attachments"]
        .as_array()
        .unwrap();
    let url = |number: i32| {
        let file = files
            .iter()
            .find(|file| file["databaseId"] == number)
            .unwrap();
        file["url"].as_str().unwrap().to_owned()
    };
    let content =
        std::fs::read(service.copy.media().join(&TICKET[7..]).join("41/fire.txt")).unwrap();
    let fire = service.get(&url(1), &[("range", "bytes=0-1")]).await;
    assert_eq!((fire.status.as_u16(), &fire.body[..]), (206, &content[..2]));
    assert_eq!(
        fire.header("content-disposition"),
        "inline; filename=\"fire.txt\"; filename*=UTF-8''fire.txt"
    );
    assert_eq!(
        service
            .call("HEAD", &url(3), &[], "")
            .await
            .header("content-type"),
        "application/pdf"
    );
    // A missing file, wrong links, and a wrong method.
    assert_eq!(service.get(&url(6), &[]).await.status, 404);
    let (path, query) = url(1)
        .split_once('?')
        .map(|(path, query)| (path.to_owned(), query.to_owned()))
        .unwrap();
    let other = format!("{}?{query}", path.replace("/1/", "/2/"));
    let (_, later) = query.split_once('&').unwrap();
    for wrong in [
        path.clone(),
        other,
        format!("{path}?until=99999999999&{later}"),
        format!("{path}?{query}0"),
        format!("{path}?{query}é"),
    ] {
        assert_eq!(
            service.get(&wrong.replace('é', "%C3%A9"), &[]).await.status,
            404,
            "{wrong}"
        );
    }
    assert_eq!(service.call("POST", &url(1), &[], "").await.status, 405);
    let until: i64 = query
        .trim_start_matches("until=")
        .split('&')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let left = until - Clock::system().now().timestamp();
    // A moment has passed since the link was signed.
    assert!((12 * 3600 - 60..=24 * 3600).contains(&left), "{left} s");
}

#[tokio::test]
async fn files_of_articles_require_access_to_the_article() {
    let service = Service::start().await;
    let folder = service.copy.media().join("helpdesk/attachments/kb/FAQ");
    std::fs::create_dir_all(&folder).unwrap();
    for (id, item) in [(1, 1), (2, 3), (3, 2)] {
        std::fs::write(folder.join(format!("{id}.txt")), "text").unwrap();
        let sql = format!(
            "INSERT INTO helpdesk_kbiattachment (file, filename, mime_type, size, kbitem_id) VALUES \
             ('helpdesk/attachments/kb/FAQ/{id}.txt', 'a.txt', 'text/plain', 4, {item})"
        );
        service.app.db.execute_unprepared(&sql).await.unwrap();
    }
    service
        .app
        .db
        .execute_unprepared("UPDATE helpdesk_kbitem SET enabled = 0 WHERE id = 2")
        .await
        .unwrap();
    std::fs::write(folder.join("4.txt"), "no row").unwrap();
    let [admin, customer, wrong] =
        [token("admin"), token("customer"), "wrong"].map(|token| format!("Token {token}"));
    for (file, stranger, reader, staff) in [
        (1, 200, 200, 200),
        (2, 404, 404, 200),
        (3, 404, 404, 200),
        (4, 404, 404, 404),
    ] {
        let path = format!("/media/helpdesk/attachments/kb/FAQ/{file}.txt");
        let session = ("cookie", "sessionid=fixtureadmin00000000000000000000");
        for (headers, expected) in [
            (vec![], stranger),
            (vec![("authorization", wrong.as_str())], stranger),
            (vec![("authorization", customer.as_str())], reader),
            (vec![("authorization", admin.as_str())], staff),
            (vec![session], staff),
        ] {
            assert_eq!(
                service.get(&path, &headers).await.status,
                expected,
                "{path} {headers:?}"
            );
        }
        // File systems that ignore case must not bypass the check.
        let other = path.replace("/kb/", "/%4bB/");
        assert_eq!(service.get(&other, &[]).await.status, 404, "{other}");
    }
    // Links of GraphQL work without authentication.
    let query =
        json!({ "query": "{ kbItems(first: 9) { nodes { databaseId attachments { url } } } }" })
            .to_string();
    let headers = [
        ("content-type", "application/json"),
        ("authorization", admin.as_str()),
    ];
    let answer = service
        .call("POST", "/graphql", &headers, query)
        .await
        .json();
    for item in answer["data"]["kbItems"]["nodes"].as_array().unwrap() {
        let url = item["attachments"][0]["url"].as_str().unwrap();
        assert_eq!(url.starts_with("/media/"), item["databaseId"] == 1, "{url}");
        assert_eq!(service.get(url, &[]).await.text(), "text", "{url}");
        if let Some((before, _)) = url.split_once("kb2/") {
            let other = url.replace("kb2/", "2/");
            assert_eq!(service.get(&other, &[]).await.status, 404, "{before}");
        }
    }
}
