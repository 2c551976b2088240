//! The GraphQL documents that REST requests run, parsed once. Each operation becomes a separate
//! document with only the fragments it uses, because the document is cloned for every run.

use std::collections::HashMap;

use async_graphql::Positioned;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, FragmentDefinition, Selection, SelectionSet,
};

use crate::compat::fields::{Field, Kind};
use crate::compat::serializers::Serializers;

/// File names and texts.
pub(crate) const FILES: [(&str, &str); 5] = [
    ("tickets.graphql", include_str!("tickets.graphql")),
    ("user_tickets.graphql", include_str!("user_tickets.graphql")),
    ("followups.graphql", include_str!("followups.graphql")),
    ("attachments.graphql", include_str!("attachments.graphql")),
    ("users.graphql", include_str!("users.graphql")),
];

/// The documents by operation name.
#[derive(Debug)]
pub(crate) struct Documents(HashMap<String, ExecutableDocument>);

impl Documents {
    /// Parses the files and arranges the fields as the serializers have them.
    pub(crate) fn new(serializers: &Serializers) -> Self {
        let mut out = HashMap::new();
        for (file, text) in FILES {
            let document = match parse_query(text) {
                Ok(document) => document,
                Err(error) => {
                    // A test parses them all, so this is a build error.
                    tracing::error!(%error, "could not parse the document {file}");
                    continue;
                }
            };
            let ExecutableDocument {
                operations,
                mut fragments,
            } = document;
            for (name, fields) in [
                ("TicketFields", &serializers.ticket),
                ("UserTicketFields", &serializers.user_ticket),
                ("FollowUpFields", &serializers.follow_up),
            ] {
                if let Some(fragment) = fragments.get_mut(name) {
                    arrange(&mut fragment.node.selection_set.node, fields);
                }
            }
            let DocumentOperations::Multiple(operations) = operations else {
                continue;
            };
            for (name, operation) in operations {
                let mut used = HashMap::new();
                collect_fragments(&operation.node.selection_set.node, &fragments, &mut used);
                let operations = DocumentOperations::Single(operation);
                out.insert(
                    name.to_string(),
                    ExecutableDocument {
                        operations,
                        fragments: used,
                    },
                );
            }
        }
        Self(out)
    }

    pub(crate) fn get(&self, operation: &str) -> Option<&ExecutableDocument> {
        self.0.get(operation)
    }
}

/// Orders a selection like the fields of a serializer, because values are written in the order of
/// the document, and removes what the serializer lacks. Custom values stay last.
fn arrange(set: &mut SelectionSet, fields: &[Field]) {
    const LAST: &str = "customFieldValues";
    let position = |item: &Selection| {
        let Selection::Field(field) = item else {
            return Some(0);
        };
        let key = field.node.response_key().node.as_str();
        let position = fields.iter().position(|field| key == field.name);
        position.or_else(|| (key == LAST).then_some(fields.len()))
    };
    set.items.retain(|item| position(&item.node).is_some());
    set.items.sort_by_key(|item| position(&item.node));
    for item in &mut set.items {
        let Selection::Field(selected) = &mut item.node else {
            continue;
        };
        let key = selected.node.response_key().node.clone();
        let kind = fields
            .iter()
            .find(|field| key.as_str() == field.name)
            .map(|field| &field.kind);
        let Some(Kind::Many(children)) = kind else {
            continue;
        };
        let inner = &mut selected.node.selection_set.node;
        match inner.items.as_mut_slice() {
            [only] if is_field(&only.node, "nodes") => {
                if let Selection::Field(nodes) = &mut only.node {
                    arrange(&mut nodes.node.selection_set.node, children);
                }
            }
            _ => arrange(inner, children),
        }
    }
}

fn is_field(item: &Selection, name: &str) -> bool {
    matches!(item, Selection::Field(field) if field.node.name.node.as_str() == name)
}

type Fragments = HashMap<async_graphql::Name, Positioned<FragmentDefinition>>;

fn collect_fragments(set: &SelectionSet, all: &Fragments, used: &mut Fragments) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => collect_fragments(&field.node.selection_set.node, all, used),
            Selection::InlineFragment(inline) => {
                collect_fragments(&inline.node.selection_set.node, all, used)
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                if let Some(fragment) = all.get(name).filter(|_| !used.contains_key(name)) {
                    used.insert(name.clone(), fragment.clone());
                    collect_fragments(&fragment.node.selection_set.node, all, used);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_graphql::{Name, Request, Value, Variables};

    use super::*;
    use crate::config::Config;
    use crate::domain::{Clock, Context, Release, Viewer};
    use crate::storage::Storage;

    fn serializers() -> Serializers {
        Serializers::new(&Config::default(), Release::LATEST)
    }

    async fn context(config: Config) -> Context {
        let options = entity::PoolOptions::default();
        let db = entity::Db::connect("sqlite::memory:", &options)
            .await
            .unwrap();
        let (config, clock) = (Arc::new(config), Clock::system());
        Context {
            viewer: Viewer::Anonymous,
            storage: Storage::open(&config.storage).unwrap(),
            events: crate::domain::core::signals::EventSignal::default(),
            outbox: crate::domain::core::signals::Outbox::default(),
            db,
            config,
            clock,
            max_page_size: None,
            dialect: crate::domain::Dialect::Rest(Release::LATEST),
            hash_lanes: crate::domain::core::lanes::Lanes::new(
                crate::domain::core::lanes::Limits::for_hashing(),
            ),
            written_tickets: crate::domain::WrittenTickets::default(),
            client: crate::domain::Client::default(),
            tasks: crate::domain::core::tasks::Tasks::default(),
            language: crate::translation::Language::default(),
        }
    }

    /// Values for the variables of all documents; `input` depends on the operation.
    fn variables(operation: &str) -> Variables {
        let mut object = async_graphql::indexmap::IndexMap::new();
        for name in [
            "first", "offset", "id", "queue", "user", "ticket", "followUp",
        ] {
            object.insert(Name::new(name), Value::from(1));
        }
        for name in [
            "hasQueue",
            "hasUser",
            "hasTicket",
            "hasFollowUp",
            "hasCustomFields",
        ] {
            object.insert(Name::new(name), Value::from(true));
        }
        let input = match operation {
            "TicketCreate" => r#"{"queueId": 1, "title": "x", "description": "x"}"#,
            "TicketUpdate" => r#"{"id": 1}"#,
            "FollowUpAdd" => r#"{"ticketId": 1}"#,
            "UserCreate" => r#"{"username": "x", "password": "x"}"#,
            _ => r#"{"id": 1}"#,
        };
        object.insert(
            Name::new("input"),
            Value::from_json(serde_json::from_str(input).unwrap()).unwrap(),
        );
        Variables::from_value(Value::Object(object))
    }

    #[tokio::test]
    async fn documents_match_the_schema() {
        let mut config = Config::default();
        config.storage.url = "memory:".to_owned();
        let schema = crate::graphql::schema();
        let context = context(config).await;
        let documents = Documents::new(&serializers());
        for (file, text) in FILES {
            let document = parse_query(text).unwrap();
            for (name, _) in document.operations.iter() {
                let name = name.unwrap().to_string();
                // JSON cannot carry its file; the contract runs it.
                if name == "AttachmentAdd" {
                    continue;
                }
                let mut request = Request::new("")
                    .variables(variables(&name))
                    .data(context.clone());
                request.set_parsed_query(documents.get(&name).unwrap().clone());
                let response = schema.execute(request).await;
                for error in response.errors {
                    // There are no tables, so fields fail. An error without a path would be the
                    // document's.
                    assert!(!error.path.is_empty(), "{file}: {name}: {}", error.message);
                }
            }
        }
    }

    /// By the rules for clients' documents, without their limits.
    #[test]
    fn documents_are_valid() {
        use crate::graphql::documents::{Documents, Parameters};
        let mut config = Config::default();
        let limits = &mut config.graphql;
        (
            limits.max_tokens,
            limits.max_complexity,
            limits.max_anonymous_complexity,
        ) = (100_000, 1 << 40, 1 << 40);
        (limits.max_aliases, limits.max_depth) = (10_000, 50);
        let documents = Documents::new(&config, &crate::graphql::sdl()).unwrap();
        let errors = FILES.iter().flat_map(|(_, text)| {
            let document = parse_query(text).unwrap();
            let name = document
                .operations
                .iter()
                .next()
                .unwrap()
                .0
                .unwrap()
                .to_string();
            let query = Some((*text).to_owned());
            let parameters = Parameters {
                query,
                operation_name: Some(name),
                ..Parameters::default()
            };
            documents
                .accept_blocking(&parameters, &Viewer::Anonymous)
                .map_or_else(|error| error.errors, |_| Vec::new())
        });
        let errors: Vec<_> = errors.collect();
        // Only the variables are missing.
        let errors: Vec<_> = errors
            .iter()
            .filter(|error| error["extensions"]["code"] != "BAD_USER_INPUT")
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
    }

    #[test]
    fn splits_files_into_documents() {
        let documents = Documents::new(&serializers());
        let list = documents.get("TicketList").unwrap();
        assert!(
            list.fragments.contains_key("Attachments")
                && !list.fragments.contains_key("CustomFields")
        );
        for name in [
            "UserTicketRetrieve",
            "FollowUpCount",
            "AttachmentExists",
            "ViewerPermissions",
            "TicketCreate",
        ] {
            assert!(documents.get(name).is_some(), "{name}");
        }
    }

    /// The response keys of a selection in order, with fragments expanded.
    fn response_keys<'a>(
        set: &'a SelectionSet,
        fragments: &'a Fragments,
    ) -> Vec<(String, &'a SelectionSet)> {
        let mut out = Vec::new();
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    out.push((
                        field.node.response_key().node.to_string(),
                        &field.node.selection_set.node,
                    ));
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = &fragments[&spread.node.fragment_name.node];
                    out.extend(response_keys(&fragment.node.selection_set.node, fragments));
                }
                Selection::InlineFragment(_) => {
                    unreachable!("the documents have no inline fragments")
                }
            }
        }
        out
    }

    /// Values are rendered in order, so documents must select them in the order of the serializers.
    /// Relations back to the parent may be missing.
    fn assert_same_order(name: &str, fields: &[Field], set: &SelectionSet, fragments: &Fragments) {
        let mut selected = response_keys(set, fragments).into_iter().peekable();
        for field in fields.iter().filter(|field| !field.write_only) {
            match selected.next_if(|(key, _)| *key == field.name) {
                Some((_, inner)) => {
                    if let Kind::Many(children) = &field.kind {
                        let below = response_keys(inner, fragments);
                        let inner = if below[0].0 == "nodes" {
                            below[0].1
                        } else {
                            inner
                        };
                        assert_same_order(&field.name, children, inner, fragments);
                    }
                }
                None => assert!(
                    matches!(field.kind, Kind::Related),
                    "{name}: {} is not next",
                    field.name
                ),
            }
        }
        let rest: Vec<String> = selected.map(|(key, _)| key).collect();
        assert!(
            rest.is_empty() || rest == ["customFieldValues"],
            "{name}: {rest:?} left over"
        );
    }

    #[test]
    fn old_releases_have_other_fields() {
        let serializers = Serializers::new(&Config::default(), Release::new(1, 0));
        let documents = Documents::new(&serializers);
        let list = documents.get("FollowUpList").unwrap();
        let keys = response_keys(
            &list.fragments["FollowUpFields"].node.selection_set.node,
            &list.fragments,
        );
        let keys: Vec<_> = keys.into_iter().map(|(key, _)| key).collect();
        assert_eq!(
            keys,
            [
                "id",
                "ticket",
                "date",
                "title",
                "comment",
                "public",
                "user",
                "new_status",
                "message_id",
                "time_spent",
                "followupattachment_set"
            ]
        );
    }

    #[test]
    fn documents_select_fields_in_the_order_of_the_serializers() {
        let serializers = serializers();
        let documents = Documents::new(&serializers);
        for (operation, fragment, fields) in [
            ("TicketList", "TicketFields", &serializers.ticket),
            ("TicketCreate", "TicketFields", &serializers.ticket),
            (
                "UserTicketList",
                "UserTicketFields",
                &serializers.user_ticket,
            ),
            ("FollowUpList", "FollowUpFields", &serializers.follow_up),
            (
                "AttachmentList",
                "AttachmentFields",
                &serializers.attachment,
            ),
        ] {
            let document = documents.get(operation).unwrap();
            let set = &document.fragments[fragment].node.selection_set.node;
            assert_same_order(operation, fields, set, &document.fragments);
        }
    }
}
