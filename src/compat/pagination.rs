//! Pagination: DRF's `PageNumberPagination` (`rest_framework/pagination.py`) with 25 rows per page,
//! `?page_size=` without a maximum, and links.

use crate::compat::python;
use crate::compat::query_params::QueryParams;

/// The default page size.
pub(crate) const PAGE_SIZE: i64 = 25;

/// The requested page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageNumber {
    /// A number, which may be out of range.
    At(i64),
    /// `?page=last`
    Last,
    /// Not a number.
    Invalid,
}

/// The pagination of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pagination {
    pub(crate) number: PageNumber,
    /// Rows per page, at least 1.
    pub(crate) size: i64,
}

impl Pagination {
    /// Reads `page` and `page_size`.
    pub(crate) fn from_query(query: &QueryParams) -> Self {
        let size = query
            .get("page_size")
            .and_then(python::int)
            .filter(|size| *size > 0)
            .unwrap_or(PAGE_SIZE);
        let number = match query.get("page").filter(|text| !text.is_empty()) {
            None => PageNumber::At(1),
            Some("last") => PageNumber::Last,
            Some(text) => python::int(text).map_or(PageNumber::Invalid, PageNumber::At),
        };
        Self { number, size }
    }

    /// The offset and number of rows of page `number`, clamped to GraphQL's `Int`.
    pub(crate) fn window(&self, number: i64) -> (i32, i32) {
        let clamp = |rows: i64| i32::try_from(rows).unwrap_or(i32::MAX);
        (
            clamp((number - 1).max(0).saturating_mul(self.size)),
            clamp(self.size),
        )
    }

    /// The number of the last page, at least 1.
    pub(crate) fn last_page(&self, count: i64) -> i64 {
        (count.max(0).saturating_add(self.size - 1) / self.size).max(1)
    }
}

/// The URLs of the next and the previous page.
pub(crate) fn page_links(
    url: &str,
    query: &QueryParams,
    number: i64,
    last: i64,
) -> (Option<String>, Option<String>) {
    let next = (number < last).then(|| {
        format!(
            "{url}{}",
            query.with_param("page", &(number + 1).to_string())
        )
    });
    let previous = match number {
        ..=1 => None,
        2 => Some(format!("{url}{}", query.without_param("page"))),
        _ => Some(format!(
            "{url}{}",
            query.with_param("page", &(number - 1).to_string())
        )),
    };
    (next, previous)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_page_sizes_and_numbers() {
        let page = |query: &str| Pagination::from_query(&QueryParams::parse(Some(query)));
        for (query, size) in [
            ("", 25),
            ("page_size=1", 1),
            ("page_size=0", 25),
            ("page_size=-1", 25),
            ("page_size=abc", 25),
            ("page_size=", 25),
            ("page_size=1.5", 25),
            ("page_size=%201", 1),
            ("page_size=01", 1),
            ("page_size=3&page_size=7", 7),
        ] {
            assert_eq!(page(query).size, size, "{query}");
        }
        assert_eq!(page("page=").number, PageNumber::At(1));
        assert_eq!(page("page=%202").number, PageNumber::At(2));
        assert_eq!(page("page=last").number, PageNumber::Last);
        assert_eq!(page("page=first").number, PageNumber::Invalid);
        assert_eq!(page("page=1.0").number, PageNumber::Invalid);
        assert_eq!(page("page_size=15").last_page(40), 3);
        assert_eq!(page("").last_page(0), 1);
    }

    #[test]
    fn sorts_and_encodes_links_like_python() {
        let of = |query: &str, number, last| {
            page_links(
                "http://h/api/tickets/",
                &QueryParams::parse(Some(query)),
                number,
                last,
            )
        };
        assert_eq!(
            of("page_size=1&queue=2&search=printer&ordering=-id&limit=3&offset=2", 1, 40),
            (
                Some(
                    "http://h/api/tickets/?limit=3&offset=2&ordering=-id&page=2&page_size=1&queue=2&search=printer"
                        .to_owned()
                ),
                None
            )
        );
        assert_eq!(
            of("page=2", 2, 2),
            (None, Some("http://h/api/tickets/".to_owned()))
        );
        assert_eq!(
            of("page_size=%201&page=2", 2, 3).0.unwrap(),
            "http://h/api/tickets/?page=3&page_size=+1"
        );
        assert_eq!(
            of("status=1,2&page=3", 3, 3).1.unwrap(),
            "http://h/api/tickets/?page=2&status=1%2C2"
        );
    }

    proptest! {
        #[test]
        fn never_panics(query in "\\PC{0,40}", count in any::<i64>(), number in any::<i64>()) {
            let query = QueryParams::parse(Some(&query));
            let pagination = Pagination::from_query(&query);
            let last = pagination.last_page(count);
            let _ = pagination.window(number);
            let _ = page_links("x", &query, number.min(i64::MAX - 1), last);
        }
    }
}
