//! The models of a dump. Their columns, types and references are those of the entities; this file
//! names the models, in an order in which each refers only to earlier ones and to itself.

use std::collections::HashMap;
use std::sync::LazyLock;

use entity::{
    checklist, checklist_task, checklist_template, content_type, custom_field, custom_field_value,
    email_template, escalation_exclusion, escalation_exclusion_queue, followup,
    followup_attachment, group, group_permission, ignore_email, ignore_email_queue, kb_category,
    kb_item, kb_item_attachment, kb_item_downvoted_by, kb_item_voted_by, permission, preset_reply,
    preset_reply_queue, queue, saved_search, site, ticket, ticket_cc, ticket_change,
    ticket_dependency, token, user, user_group, user_permission, user_settings,
};
use sea_orm::sea_query::{ColumnType, TableRef};
use sea_orm::{
    ColumnTrait as _, EntityTrait, IdenStatic as _, Identity, Iterable as _, RelationTrait as _,
    RelationType,
};

/// The label of the content types.
pub(super) const CONTENT_TYPE: &str = "contenttypes.contenttype";
/// The label of the permissions.
pub(super) const PERMISSION: &str = "auth.permission";
/// Models of which a new database has rows, which an import replaces.
pub(super) const REPLACED: [&str; 2] = ["sites.site", "helpdesk.emailtemplate"];

/// Values of fields that a dump omits, in JSON: Django's defaults.
const DEFAULTS: &[(&str, &str, &str)] = &[
    ("auth.user", "is_superuser", "false"),
    ("auth.user", "first_name", "\"\""),
    ("auth.user", "last_name", "\"\""),
    ("auth.user", "email", "\"\""),
    ("auth.user", "is_staff", "false"),
    ("auth.user", "is_active", "true"),
    ("helpdesk.queue", "allow_public_submission", "false"),
    ("helpdesk.queue", "allow_email_submission", "false"),
    (
        "helpdesk.queue",
        "enable_notifications_on_email_events",
        "false",
    ),
    ("helpdesk.queue", "email_box_ssl", "false"),
    ("helpdesk.ticket", "status", "1"),
    ("helpdesk.ticket", "on_hold", "false"),
    ("helpdesk.ticket", "priority", "3"),
    ("helpdesk.followup", "public", "false"),
    ("helpdesk.kbcategory", "public", "true"),
    ("helpdesk.kbitem", "votes", "0"),
    ("helpdesk.kbitem", "recommendations", "0"),
    ("helpdesk.kbitem", "enabled", "true"),
    ("helpdesk.savedsearch", "shared", "false"),
    ("helpdesk.ignoreemail", "keep_in_mailbox", "false"),
    ("helpdesk.ticketcc", "can_view", "false"),
    ("helpdesk.ticketcc", "can_update", "false"),
    ("helpdesk.usersettings", "login_view_ticketlist", "true"),
    ("helpdesk.usersettings", "email_on_ticket_change", "true"),
    ("helpdesk.usersettings", "email_on_ticket_assign", "true"),
    ("helpdesk.usersettings", "tickets_per_page", "25"),
    ("helpdesk.usersettings", "use_email_as_submitter", "true"),
    ("helpdesk.usersettings", "ticket_respond_layout", "\"tabs\""),
];

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Boolean,
    Moment,
    Date,
    Duration,
    Address,
    Json,
    /// The number of an object of the model at this index.
    Reference(usize),
}

/// A column other than the primary key.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Name of the column (`queue_id`).
    pub(super) name: &'static str,
    /// Name of the field in a dump (`queue`).
    pub(super) field: &'static str,
    pub(super) kind: Kind,
    /// Whether the column may be null.
    pub(super) nullable: bool,
    /// The value if a dump omits the field.
    pub(super) default: Option<&'static str>,
}

/// A many-to-many relation, whose rows are part of the object that has the field.
#[derive(Clone, Debug)]
pub(super) struct Many {
    /// Name of the field in a dump.
    pub(super) field: &'static str,
    /// The table of the relation.
    pub(super) table: &'static str,
    /// Its column with the number of the object that has the field.
    pub(super) owner: String,
    /// Its column with the number of the other object.
    pub(super) target_column: String,
    /// The index of the other object's model.
    pub(super) target: usize,
}

/// A model.
#[derive(Clone, Debug)]
pub(super) struct Model {
    /// Name in a dump (`helpdesk.ticket`).
    pub(super) label: &'static str,
    pub(super) table: &'static str,
    /// The primary key: a number, or the key of a token.
    pub(super) key: &'static str,
    pub(super) has_text_key: bool,
    pub(super) columns: Vec<Column>,
    pub(super) many: Vec<Many>,
    /// The field that Django uses as the natural key, for models with a natural key of one field.
    pub(super) natural_key: Option<&'static str>,
}

/// All models.
pub(super) static MODELS: LazyLock<Vec<Model>> = LazyLock::new(|| {
    let mut models = Models::default();
    models.add::<content_type::Entity>(CONTENT_TYPE);
    models.add::<permission::Entity>(PERMISSION);
    models
        .add::<group::Entity>("auth.group")
        .natural_key("name")
        .many::<group_permission::Entity>("permissions");
    models
        .add::<user::Entity>("auth.user")
        .natural_key("username")
        .many::<user_group::Entity>("groups")
        .many::<user_permission::Entity>("user_permissions");
    models
        .add::<site::Entity>("sites.site")
        .natural_key("domain");
    models.add::<token::Entity>("authtoken.token");
    models.add::<user_settings::Entity>("helpdesk.usersettings");
    models.add::<queue::Entity>("helpdesk.queue");
    models.add::<custom_field::Entity>("helpdesk.customfield");
    models.add::<email_template::Entity>("helpdesk.emailtemplate");
    models
        .add::<preset_reply::Entity>("helpdesk.presetreply")
        .many::<preset_reply_queue::Entity>("queues");
    models
        .add::<escalation_exclusion::Entity>("helpdesk.escalationexclusion")
        .many::<escalation_exclusion_queue::Entity>("queues");
    models
        .add::<ignore_email::Entity>("helpdesk.ignoreemail")
        .many::<ignore_email_queue::Entity>("queues");
    models.add::<saved_search::Entity>("helpdesk.savedsearch");
    models.add::<checklist_template::Entity>("helpdesk.checklisttemplate");
    models.add::<kb_category::Entity>("helpdesk.kbcategory");
    models
        .add::<kb_item::Entity>("helpdesk.kbitem")
        .many::<kb_item_voted_by::Entity>("voted_by")
        .many::<kb_item_downvoted_by::Entity>("downvoted_by");
    models.add::<kb_item_attachment::Entity>("helpdesk.kbiattachment");
    models.add::<ticket::Entity>("helpdesk.ticket");
    models.add::<followup::Entity>("helpdesk.followup");
    models.add::<ticket_change::Entity>("helpdesk.ticketchange");
    models.add::<followup_attachment::Entity>("helpdesk.followupattachment");
    models.add::<custom_field_value::Entity>("helpdesk.ticketcustomfieldvalue");
    models.add::<ticket_cc::Entity>("helpdesk.ticketcc");
    models.add::<ticket_dependency::Entity>("helpdesk.ticketdependency");
    models.add::<checklist::Entity>("helpdesk.checklist");
    models.add::<checklist_task::Entity>("helpdesk.checklisttask");
    models.models
});

/// The index of a model by its label.
pub(super) fn index_of(label: &str) -> Option<usize> {
    MODELS.iter().position(|model| model.label == label)
}

/// The models so far, and their indices by table.
#[derive(Default)]
struct Models {
    models: Vec<Model>,
    by_table: HashMap<String, usize>,
}

/// The model that was added last.
struct Added<'a> {
    models: &'a mut Models,
    index: usize,
}

impl Models {
    fn add<E: EntityTrait>(&mut self, label: &'static str) -> Added<'_> {
        let table = E::default().table_name();
        let index = self.models.len();
        // Before the columns, which may refer to the model itself.
        self.by_table.insert(table.to_owned(), index);
        let references = self.references::<E>();
        let key = E::PrimaryKey::iter()
            .next()
            .map(sea_orm::PrimaryKeyToColumn::into_column);
        let key = key.map_or("id", |column| column.as_str());
        let mut has_text_key = false;
        let mut columns = Vec::new();
        for column in E::Column::iter() {
            let (name, definition) = (column.as_str(), column.def());
            let kind = match references.iter().find(|(column, _)| column == name) {
                Some((_, target)) => Kind::Reference(*target),
                None => kind_of(definition.get_column_type()),
            };
            if name == key {
                has_text_key = kind == Kind::Text;
                continue;
            }
            let field = match kind {
                Kind::Reference(_) => name.strip_suffix("_id").unwrap_or(name),
                _ => name,
            };
            let default = DEFAULTS
                .iter()
                .find(|(model, name, _)| *model == label && *name == field)
                .map(|(.., default)| *default);
            columns.push(Column {
                name,
                field,
                kind,
                // A column with a default is null only in databases that lack it.
                nullable: definition.is_null() && default.is_none(),
                default,
            });
        }
        self.models.push(Model {
            label,
            table,
            key,
            has_text_key,
            columns,
            many: Vec::new(),
            natural_key: None,
        });
        Added {
            models: self,
            index,
        }
    }

    /// The columns of an entity that refer to a model, and the model's index.
    fn references<E: EntityTrait>(&self) -> Vec<(String, usize)> {
        let mut references = Vec::new();
        for relation in E::Relation::iter().map(|relation| relation.def()) {
            if relation.rel_type == RelationType::HasOne
                && !relation.is_owner
                && let (Identity::Unary(column), TableRef::Table(table, _)) =
                    (&relation.from_col, &relation.to_tbl)
                && let Some(target) = self.by_table.get(&*table.1.inner())
            {
                references.push((column.inner().into_owned(), *target));
            }
        }
        references
    }
}

impl Added<'_> {
    fn natural_key(self, field: &'static str) -> Self {
        self.models.models[self.index].natural_key = Some(field);
        self
    }

    /// Adds a relation. Its entity refers to the owner first, then to the other object.
    fn many<E: EntityTrait>(self, field: &'static str) -> Self {
        if let [(owner, _), (target_column, target)] = &self.models.references::<E>()[..] {
            let many = Many {
                field,
                table: E::default().table_name(),
                owner: owner.clone(),
                target_column: target_column.clone(),
                target: *target,
            };
            self.models.models[self.index].many.push(many);
        }
        self
    }
}

fn kind_of(column: &ColumnType) -> Kind {
    match column {
        ColumnType::Integer | ColumnType::Unsigned => Kind::Integer,
        ColumnType::Boolean => Kind::Boolean,
        ColumnType::TimestampWithTimeZone => Kind::Moment,
        ColumnType::Date => Kind::Date,
        ColumnType::Interval(..) => Kind::Duration,
        ColumnType::Inet => Kind::Address,
        ColumnType::Json | ColumnType::JsonBinary => Kind::Json,
        _ => Kind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> &'static str {
        include_str!("../../../../migration/src/django/schema.sqlite.sql")
    }

    /// The part of the schema that creates a table.
    fn table(name: &str) -> &'static str {
        let start = format!("CREATE TABLE \"{name}\" (");
        let from = schema().find(&start).unwrap_or_else(|| panic!("{name}")) + start.len();
        schema()[from..].lines().next().unwrap()
    }

    /// The columns of a table and the tables to which they refer.
    fn columns(name: &str) -> Vec<(String, Option<String>, bool)> {
        let definitions = table(name).trim_end_matches(';').split(", \"");
        definitions
            .map(|definition| {
                let definition = definition.trim_start_matches('"');
                let name = definition.split('"').next().unwrap();
                let target = definition
                    .split_once("REFERENCES \"")
                    .map(|(_, rest)| rest.split('"').next().unwrap().to_owned());
                (name.to_owned(), target, !definition.contains("NOT NULL"))
            })
            .collect()
    }

    #[test]
    fn has_all_columns_of_the_schema() {
        for model in MODELS.iter() {
            let mut own: Vec<_> = model
                .columns
                .iter()
                .map(|column| {
                    let target = match column.kind {
                        Kind::Reference(target) => Some(MODELS[target].table.to_owned()),
                        _ => None,
                    };
                    (column.name.to_owned(), target, column.nullable)
                })
                .collect();
            own.push((model.key.to_owned(), None, false));
            own.sort();
            let mut expected = columns(model.table);
            expected.sort();
            assert_eq!(own, expected, "{}", model.label);
        }
    }

    #[test]
    fn refers_only_to_earlier_models() {
        for (index, model) in MODELS.iter().enumerate() {
            for column in &model.columns {
                if let Kind::Reference(target) = column.kind {
                    assert!(target <= index, "{} {}", model.label, column.name);
                }
            }
            for many in &model.many {
                assert!(many.target < index, "{} {}", model.label, many.field);
                let owner = columns(many.table)
                    .into_iter()
                    .find(|(name, ..)| *name == many.owner);
                assert_eq!(owner.unwrap().1.as_deref(), Some(model.table));
            }
        }
    }

    #[test]
    fn has_all_tables_of_the_schema() {
        let mut own: Vec<_> = MODELS.iter().map(|model| model.table).collect();
        for model in MODELS.iter() {
            own.extend(model.many.iter().map(|many| many.table));
        }
        own.extend(["django_migrations", "django_admin_log", "django_session"]);
        own.sort_unstable();
        let mut expected: Vec<_> = schema()
            .split("CREATE TABLE \"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        expected.sort_unstable();
        assert_eq!(own, expected);
    }

    #[test]
    fn defaults_belong_to_fields() {
        for (label, field, default) in DEFAULTS {
            let model = &MODELS[index_of(label).unwrap()];
            let column = model.columns.iter().find(|column| column.field == *field);
            assert_eq!(column.unwrap().default, Some(*default), "{label} {field}");
            let _: serde_json::Value = serde_json::from_str(default).unwrap();
        }
    }
}
