//! A path prefix (`force_script_name`), as in django-helpdesk's guide: all URLs contain it, whether
//! a proxy strips it from requests or not.

use crate::support::fixture::token;
use crate::support::service::{Answer, Service};

const HOST: (&str, &str) = ("host", "help.example.com");

async fn mounted() -> Service {
    Service::start_with(|config| {
        config.force_script_name = "/helpdesk".to_owned();
        config.media_url = "media/".to_owned();
        config.server.example_frontend = true;
    })
    .await
}

/// Requests a path with the prefix, as from a proxy that keeps it, and without, as from one that
/// strips it. Both responses must be the same.
async fn both(service: &Service, path: &str, headers: &[(&str, &str)]) -> Answer {
    let whole = service.get(&format!("/helpdesk{path}"), headers).await;
    let stripped = service.get(path, headers).await;
    assert_eq!(
        (whole.status, &whole.body),
        (stripped.status, &stripped.body),
        "{path}"
    );
    assert_eq!(
        whole.header("location"),
        stripped.header("location"),
        "{path}"
    );
    whole
}

#[tokio::test]
async fn links_redirects_and_pages_of_rest_have_the_prefix() {
    let service = mounted().await;
    let admin = format!("Token {}", token("admin"));
    let headers = [HOST, ("authorization", &*admin)];
    let root = both(&service, "/api/", &headers).await;
    assert_eq!(
        root.json()["tickets"],
        "http://help.example.com/helpdesk/api/tickets/"
    );
    let page = both(&service, "/api/tickets/?page=2&page_size=1", &headers)
        .await
        .json();
    assert_eq!(
        page["next"],
        "http://help.example.com/helpdesk/api/tickets/?page=3&page_size=1"
    );
    assert_eq!(
        page["previous"],
        "http://help.example.com/helpdesk/api/tickets/?page_size=1"
    );
    let slash = both(&service, "/api/tickets?page_size=1", &headers).await;
    assert_eq!(
        (slash.status.as_u16(), slash.header("location")),
        (301, "/helpdesk/api/tickets/?page_size=1")
    );
    let html = both(
        &service,
        "/api/tickets/",
        &[&headers[..], &[("accept", "text/html")]].concat(),
    )
    .await
    .text();
    assert!(
        html.contains("href=\"/helpdesk/api/\"")
            && html.contains("<b>GET</b> /helpdesk/api/tickets/"),
        "{html}"
    );
    assert!(
        html.contains("href=\"http://help.example.com/helpdesk/api/tickets/?format=json\""),
        "{html}"
    );
    let described = both(&service, "/openapi.json", &headers).await.json();
    assert_eq!(
        described["servers"][0]["url"],
        "http://help.example.com/helpdesk"
    );
    // The prefix matches whole path segments.
    assert_eq!(service.get("/helpdesks/api/", &headers).await.status, 404);
    assert_eq!(
        service
            .get("/helpdesk/helpdesk/api/", &headers)
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn pages_for_browsers_have_the_prefix() {
    let service = mounted().await;
    let home = both(&service, "/", &[HOST]).await.text();
    assert!(
        home.contains("http://help.example.com/helpdesk/graphql"),
        "{home}"
    );
    assert!(
        home.contains("http://help.example.com/helpdesk/api/"),
        "{home}"
    );
    assert_eq!(service.get("/helpdesk", &[HOST]).await.text(), home);
    let browser = both(&service, "/", &[HOST, ("accept", "text/html")]).await;
    assert_eq!(
        (browser.status.as_u16(), browser.header("location")),
        (307, "/helpdesk/graphql")
    );
    let app = both(&service, "/app", &[HOST]).await;
    assert_eq!(
        (app.status.as_u16(), app.header("location")),
        (308, "/helpdesk/app/")
    );
    for path in ["/graphql", "/docs"] {
        let page = both(&service, path, &[HOST, ("accept", "text/html")]).await;
        if page.status == 404 {
            continue;
        }
        let page = page.text();
        assert!(page.contains("/helpdesk/graphql"), "{page}");
        for place in [
            "\"/graphql",
            "\"/docs",
            "\"/openapi.json",
            "\"/api/",
            "\"./",
            "{{",
        ] {
            assert!(!page.contains(place), "{path} {place}: {page}");
        }
        for file in page
            .split('"')
            .filter(|part| part.starts_with("/helpdesk/graphql/assets/"))
        {
            assert_eq!(service.get(file, &[HOST]).await.status, 200, "{file}");
        }
    }
}

#[tokio::test]
async fn urls_of_files_have_the_prefix() {
    let service = mounted().await;
    let admin = format!("Token {}", token("admin"));
    let headers = [HOST, ("authorization", &*admin)];
    let rest = service
        .get("/helpdesk/api/followups-attachments/", &headers)
        .await
        .json();
    let address = rest["results"][0]["file"].as_str().unwrap();
    let path = address.strip_prefix("http://help.example.com").unwrap();
    assert!(path.starts_with("/helpdesk/media/helpdesk/"), "{path}");
    let file = both(&service, path.strip_prefix("/helpdesk").unwrap(), &[HOST]).await;
    assert_eq!(file.status, 200);
    // So do the URLs in GraphQL responses, signed or not.
    let query = "/helpdesk/graphql?query={node(id:\"QXR0YWNobWVudDox\"){... on Attachment{url}}}";
    let query = query
        .replace(' ', "%20")
        .replace('{', "%7B")
        .replace('}', "%7D")
        .replace('"', "%22");
    for viewer in ["admin", "customer"] {
        let signed_in = format!("Token {}", token(viewer));
        let answer = service
            .get(&query, &[HOST, ("authorization", &signed_in)])
            .await;
        let Some(url) = answer.json()["data"]["node"]["url"]
            .as_str()
            .map(str::to_owned)
        else {
            assert_eq!(viewer, "customer", "{answer:?}");
            continue;
        };
        assert!(url.starts_with("/helpdesk/"), "{url}");
        assert_eq!(service.get(&url, &[HOST]).await.status, 200, "{url}");
    }
}

/// As in Django: a project that mounts django-helpdesk at `helpdesk/` serves its files under
/// `/media/`.
#[tokio::test]
async fn an_absolute_media_url_has_no_prefix() {
    let service =
        Service::start_with(|config| config.force_script_name = "/helpdesk/".to_owned()).await;
    let admin = format!("Token {}", token("admin"));
    let rest = service
        .get(
            "/helpdesk/api/followups-attachments/",
            &[HOST, ("authorization", &admin)],
        )
        .await
        .json();
    let address = rest["results"][0]["file"].as_str().unwrap();
    let path = address.strip_prefix("http://help.example.com").unwrap();
    assert!(path.starts_with("/media/helpdesk/"), "{path}");
    assert_eq!(service.get(path, &[HOST]).await.status, 200);
}

#[tokio::test]
async fn links_in_email_have_the_prefix() {
    use sea_orm::EntityTrait as _;
    let django =
        Service::start_with(|config| config.force_script_name = "/helpdesk".to_owned()).await;
    let cases = [
        (
            mounted().await,
            "/helpdesk/app/#/view?ticket=",
            "/helpdesk/app/#/tickets/1",
        ),
        (django, "/helpdesk/view/?ticket=", "/helpdesk/tickets/1/"),
    ];
    for (service, public, staff) in cases {
        let context = service.app.context(deskql::domain::Viewer::Anonymous);
        let ticket = entity::ticket::Entity::find_by_id(1)
            .one(&service.app.db)
            .await
            .unwrap()
            .unwrap();
        let queue = entity::queue::Entity::find_by_id(ticket.queue_id)
            .one(&service.app.db)
            .await
            .unwrap()
            .unwrap();
        let facts = deskql::domain::delivery::notifications::facts::Facts::read(
            &context,
            (&ticket, &queue),
            None,
        )
        .await
        .unwrap();
        assert!(
            facts.ticket.ticket_url.contains(public),
            "{}",
            facts.ticket.ticket_url
        );
        assert!(
            facts.ticket.staff_url.ends_with(staff),
            "{}",
            facts.ticket.staff_url
        );
    }
}
