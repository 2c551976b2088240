//! Apollo Federation v2: resolves objects that other subgraphs refer to (`_entities`). They are
//! read together, with one statement per type, and the usual access rules apply. async-graphql
//! provides the fields.

use std::borrow::Cow;
use std::collections::HashMap;

use async_graphql::registry::{MetaType, MetaTypeId, Registry};
use async_graphql::{
    Any, ContainerType, Context, ContextSelectionSet, ObjectType, OutputType, PathSegment,
    Positioned, ServerResult, Value,
};

use super::node::{self, Wanted};
use crate::domain;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::loaders::ByPosition;
use crate::graphql::types::context;
use crate::graphql::types::node::Node;

/// The key fields of entities.
const KEYS: [&str; 2] = ["id", "databaseId"];

type Found = HashMap<Wanted, Node>;

/// The objects of a request's `_entities` fields, by the position of the field. async-graphql
/// resolves each representation separately; the first call reads the objects of all.
#[derive(Debug, Default)]
pub struct Entities(ByPosition<Found>);

/// Resolves representations. Adds no field.
#[derive(Debug, Default)]
pub struct FederationQuery;

impl ObjectType for FederationQuery {}

impl ContainerType for FederationQuery {
    async fn resolve_field(&self, _: &Context<'_>) -> ServerResult<Option<Value>> {
        Ok(None)
    }

    async fn find_entity(
        &self,
        ctx: &Context<'_>,
        representation: &Value,
    ) -> ServerResult<Option<Value>> {
        let failed = |error: domain::Error| {
            ctx.set_error_path(async_graphql::Error::from(error).into_server_error(ctx.item.pos))
        };
        let entities = ctx
            .data::<Entities>()
            .map_err(|error| error.into_server_error(ctx.item.pos))?;
        let all = entities.0.of(ctx.item.pos);
        let found = all.get(|| read(ctx)).await.map_err(failed)?;
        match wanted(representation)
            .ok()
            .flatten()
            .and_then(|wanted| found.get(&wanted))
        {
            Some(node) => {
                let selected = ctx.with_selection_set(&ctx.item.node.selection_set);
                OutputType::resolve(node, &selected, ctx.item)
                    .await
                    .map(Some)
            }
            // The object does not exist, or the viewer may not see it; or the representation is
            // malformed, which `read` has reported.
            None => Ok(Some(Value::Null)),
        }
    }
}

impl OutputType for FederationQuery {
    fn type_name() -> Cow<'static, str> {
        "FederationQuery".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Object, |_| MetaType::Object {
            name: Self::type_name().into_owned(),
            description: None,
            fields: async_graphql::indexmap::IndexMap::new(),
            cache_control: async_graphql::CacheControl::default(),
            extends: false,
            shareable: false,
            resolvable: true,
            keys: None,
            visible: None,
            inaccessible: false,
            interface_object: false,
            tags: Vec::new(),
            is_subscription: false,
            rust_typename: Some(std::any::type_name::<Self>()),
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        })
    }

    async fn resolve(
        &self,
        _: &ContextSelectionSet<'_>,
        _: &Positioned<async_graphql::parser::types::Field>,
    ) -> ServerResult<Value> {
        Ok(Value::Null)
    }
}

/// Reads the objects of all representations of the field. Adds an error with its path for each
/// malformed representation; the others are still read.
async fn read(ctx: &Context<'_>) -> domain::Result<Found> {
    let (_, representations) = ctx
        .param_value::<Vec<Any>>("representations", None)
        .map_err(|_| domain::Error::field("representations", domain::Code::Invalid))?;
    let mut all = Vec::with_capacity(representations.len());
    for (at, representation) in representations.iter().enumerate() {
        match wanted(&representation.0) {
            Ok(wanted) => all.extend(wanted),
            Err(error) => {
                let error = async_graphql::Error::from(error).into_server_error(ctx.item.pos);
                let mut error = ctx.set_error_path(error);
                error.path.push(PathSegment::Index(at));
                ctx.add_error(error);
            }
        }
    }
    node::read(context(ctx), all.into_iter()).await
}

/// The object that a representation refers to. `None` if the ID is not one of its type.
fn wanted(representation: &Value) -> domain::Result<Option<Wanted>> {
    let invalid = || domain::Error::field("representations", domain::Code::Invalid);
    let Value::Object(fields) = representation else {
        return Err(invalid());
    };
    let kind = match fields.get("__typename") {
        Some(Value::String(name)) => NodeKind::from_name(name)
            .filter(|kind| kind.is_entity())
            .ok_or_else(invalid)?,
        _ => return Err(invalid()),
    };
    match (fields.get("id"), fields.get("databaseId")) {
        (Some(Value::String(id)), _) => Ok(id::decode(id).filter(|(of, _)| *of == kind)),
        (None, Some(Value::Number(number))) => Ok(number
            .as_i64()
            .and_then(|number| number.try_into().ok())
            .map(|number| (kind, number))),
        _ => Err(invalid()),
    }
}

/// Registers the keys of entities in the schema of a subgraph. Adds no type.
#[derive(Debug)]
pub struct Keys;

impl OutputType for Keys {
    fn type_name() -> Cow<'static, str> {
        Node::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        for kind in NodeKind::ALL.iter().filter(|kind| kind.is_entity()) {
            for key in KEYS {
                registry.add_keys(kind.name(), key);
            }
        }
        Self::type_name().into_owned()
    }

    async fn resolve(
        &self,
        _: &ContextSelectionSet<'_>,
        _: &Positioned<async_graphql::parser::types::Field>,
    ) -> ServerResult<Value> {
        Ok(Value::Null)
    }
}
