//! Apollo Federation v2, where the graph is a part of a larger one: objects that other parts speak
//! of (`_entities`), under the same access rule as everywhere, and read together, one statement a
//! type. async-graphql has the fields themselves.

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

/// By what an object is found again.
const KEYS: [&str; 2] = ["id", "databaseId"];

type Found = HashMap<Wanted, Node>;

/// What a request's `_entities` fields have found, by their places in the document. The library
/// asks for each representation by itself; the first reads those of all.
#[derive(Debug, Default)]
pub struct Entities(ByPosition<Found>);

/// Finds what representations mean. Has no field of its own.
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
            // Not there, not the viewer's to see, or malformed, which was told.
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

/// Reads what all representations of the field mean. What is malformed is told, each at its place,
/// and costs the others nothing.
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

/// What a representation means; nothing where its id is of no object of that type.
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

/// The keys of all that has a global id; no type of its own. For a schema that is a part of a
/// larger one.
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
