//! The criteria of saved searches, as django-helpdesk stores them: Base64 of JSON with filters in
//! the names of Django's ORM (helpdesk/query.py and helpdesk/views/staff.py, `ticket_list`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;
use serde_json::{Map, Value, json};

/// The field by which a saved search sorts tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum SavedSearchSort {
    /// Numeric ID.
    Id,
    /// Title.
    Title,
    /// Priority.
    Priority,
    /// Queue.
    Queue,
    /// Status.
    Status,
    /// Time of creation.
    Created,
    /// Due date.
    DueDate,
    /// Owner.
    AssignedTo,
    /// Email address of the submitter.
    SubmitterEmail,
    /// Time of the last follow-up.
    LastFollowUp,
    /// Item of the knowledge base.
    KbItem,
}

impl SavedSearchSort {
    const NAMES: [(Self, &'static str); 11] = [
        (Self::Id, "id"),
        (Self::Title, "title"),
        (Self::Priority, "priority"),
        (Self::Queue, "queue"),
        (Self::Status, "status"),
        (Self::Created, "created"),
        (Self::DueDate, "due_date"),
        (Self::AssignedTo, "assigned_to"),
        (Self::SubmitterEmail, "submitter_email"),
        (Self::LastFollowUp, "last_followup"),
        (Self::KbItem, "kbitem"),
    ];

    fn name(self) -> &'static str {
        let mut names = Self::NAMES.iter();
        names
            .find(|(sort, _)| *sort == self)
            .map_or("", |(_, name)| name)
    }

    fn from_name(name: &str) -> Option<Self> {
        let mut names = Self::NAMES.iter();
        names
            .find(|(_, known)| *known == name)
            .map(|(sort, _)| *sort)
    }
}

/// The criteria of a search. `None` sets no condition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchCriteria {
    /// IDs of queues.
    pub queues: Option<Vec<i32>>,
    /// IDs of owners.
    pub owners: Option<Vec<i32>>,
    /// Whether tickets without an owner match; with `owners`, they match too.
    pub unassigned: bool,
    /// Codes of statuses.
    pub statuses: Option<Vec<i32>>,
    /// Codes of priorities.
    pub priorities: Option<Vec<i32>>,
    /// IDs of items of the knowledge base.
    pub kb_items: Option<Vec<i32>>,
    /// Whether tickets without an item match; with `kb_items`, they match too.
    pub without_kb_item: bool,
    /// Tickets created on this day or later.
    pub created_from: Option<NaiveDate>,
    /// Tickets created before this day begins or at its beginning, as in django-helpdesk.
    pub created_to: Option<NaiveDate>,
    /// The searched text; empty: none.
    pub search: String,
    /// The field to sort by.
    pub sort: Option<SavedSearchSort>,
    /// Whether the greatest value comes first.
    pub descending: bool,
    /// Stored criteria that these fields cannot represent, such as `filtering.title__icontains`.
    pub unsupported: Vec<String>,
}

/// Whether Python treats a value as true.
fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// Whole numbers of a list. Django also accepts them as text.
fn numbers(value: &Value) -> Option<Vec<i32>> {
    let number = |value: &Value| match value {
        Value::Number(number) => number.as_i64()?.try_into().ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    value.as_array()?.iter().map(number).collect()
}

fn date(value: &Value) -> Option<NaiveDate> {
    value.as_str()?.parse().ok()
}

impl SearchCriteria {
    /// Decodes a stored search. `None` if it is not Base64 of a JSON object, which django-helpdesk
    /// cannot open either.
    #[must_use]
    pub fn decode(query: &str) -> Option<Self> {
        // Old rows contain Python's representation of bytes: b'…'.
        let text = query
            .strip_prefix("b'")
            .and_then(|rest| rest.strip_suffix('\''))
            .unwrap_or(query);
        let json: Value = serde_json::from_slice(&STANDARD.decode(text).ok()?).ok()?;
        let Value::Object(members) = json else {
            return None;
        };
        let mut criteria = Self::default();
        for (name, value) in &members {
            let understood = match (name.as_str(), value) {
                ("filtering" | "filtering_null", Value::Object(filters)) => {
                    for (key, value) in filters {
                        if !criteria.read(key, value) {
                            criteria.unsupported.push(format!("{name}.{key}"));
                        }
                    }
                    true
                }
                ("search_string", Value::String(text)) => {
                    criteria.search.clone_from(text);
                    true
                }
                ("sorting", Value::String(sort)) if !sort.is_empty() => {
                    criteria.sort = SavedSearchSort::from_name(sort);
                    criteria.sort.is_some()
                }
                ("sortreverse", value) => {
                    criteria.descending = is_true(value);
                    true
                }
                (_, value) => !is_true(value),
            };
            if !understood {
                criteria.unsupported.push(name.clone());
            }
        }
        Some(criteria)
    }

    /// Reads a filter. Returns whether it is understood.
    fn read(&mut self, key: &str, value: &Value) -> bool {
        let list = match key {
            "queue__id__in" => &mut self.queues,
            "assigned_to__id__in" => &mut self.owners,
            "status__in" => &mut self.statuses,
            "priority__in" => &mut self.priorities,
            "kbitem__in" => &mut self.kb_items,
            "assigned_to__id__isnull" => {
                self.unassigned = is_true(value);
                return self.unassigned;
            }
            "kbitem__isnull" => {
                self.without_kb_item = is_true(value);
                return self.without_kb_item;
            }
            "created__gte" => {
                self.created_from = date(value);
                return self.created_from.is_some();
            }
            "created__lte" => {
                self.created_to = date(value);
                return self.created_to.is_some();
            }
            _ => return false,
        };
        *list = numbers(value);
        list.is_some()
    }

    /// Encodes the criteria as django-helpdesk does (helpdesk/query.py, `query_to_base64`).
    #[must_use]
    pub fn encode(&self) -> String {
        let mut filtering = Map::new();
        for (key, list) in [
            ("queue__id__in", &self.queues),
            ("assigned_to__id__in", &self.owners),
            ("status__in", &self.statuses),
            ("priority__in", &self.priorities),
            ("kbitem__in", &self.kb_items),
        ] {
            if let Some(list) = list {
                filtering.insert(key.to_owned(), json!(list));
            }
        }
        for (key, date) in [
            ("created__gte", self.created_from),
            ("created__lte", self.created_to),
        ] {
            if let Some(date) = date {
                filtering.insert(key.to_owned(), json!(date.to_string()));
            }
        }
        let mut filtering_null = Map::new();
        for (key, is_set) in [
            ("assigned_to__id__isnull", self.unassigned),
            ("kbitem__isnull", self.without_kb_item),
        ] {
            if is_set {
                filtering_null.insert(key.to_owned(), Value::Bool(true));
            }
        }
        let json = json!({
            "filtering": filtering,
            "filtering_null": filtering_null,
            "sorting": self.sort.map_or("created", SavedSearchSort::name),
            "sortreverse": self.descending,
            "search_string": self.search,
        });
        STANDARD.encode(python::json_dumps(&json))
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::{SavedSearchSort, SearchCriteria};

    fn decoded(json: &str) -> SearchCriteria {
        SearchCriteria::decode(&STANDARD.encode(json)).unwrap()
    }

    #[test]
    fn criteria_survive_the_encoding() {
        let criteria = SearchCriteria {
            queues: Some(vec![1, 2]),
            owners: Some(vec![]),
            unassigned: true,
            statuses: Some(vec![1]),
            priorities: Some(vec![5]),
            kb_items: Some(vec![7]),
            without_kb_item: true,
            created_from: "2026-01-31".parse().ok(),
            created_to: "2026-02-28".parse().ok(),
            search: "gr\u{fc}n OR \"blau\"".to_owned(),
            sort: Some(SavedSearchSort::LastFollowUp),
            descending: true,
            unsupported: Vec::new(),
        };
        assert_eq!(SearchCriteria::decode(&criteria.encode()), Some(criteria));
    }

    #[test]
    fn rows_of_django_are_read() {
        // Old rows are Python's representation of bytes.
        let old = format!("b'{}'", STANDARD.encode(r#"{"search_string": "x"}"#));
        assert_eq!(SearchCriteria::decode(&old).unwrap().search, "x");
        let criteria = decoded(
            r#"{"filtering": {"status__in": ["1", 2]}, "filtering_null": {}, "sorting": null, "sortreverse": "on", "search_string": null}"#,
        );
        assert_eq!(criteria.statuses, Some(vec![1, 2]));
        assert!(criteria.descending && criteria.unsupported.is_empty());
        assert_eq!(decoded("{}"), SearchCriteria::default());
        for broken in ["", "%", "W10=", "bm8="] {
            assert_eq!(SearchCriteria::decode(broken), None, "{broken}");
        }
    }

    #[test]
    fn unknown_criteria_are_named() {
        let criteria = decoded(
            r#"{"filtering": {"title__icontains": "x", "status__in": ["open"], "created__gte": "2026-01-01 10:00"}, "filtering_null": {"queue__id__isnull": true, "kbitem__isnull": false}, "sorting": "votes", "other_filter": {"a": 1}, "keyword": ""}"#,
        );
        let mut unsupported = criteria.unsupported;
        unsupported.sort();
        assert_eq!(
            unsupported,
            [
                "filtering.created__gte",
                "filtering.status__in",
                "filtering.title__icontains",
                "filtering_null.kbitem__isnull",
                "filtering_null.queue__id__isnull",
                "other_filter",
                "sorting",
            ]
        );
    }
}
