//! Objects and lists whose fields are resolved sequentially. async-graphql allocates a future for
//! every field of every row and polls them concurrently, which costs more than everything else on a
//! page of tickets. Rows read their children in batches on one connection, so concurrency gains
//! nothing. The response is the same. Do not use this for fields that wait for anything but the
//! database.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use super::budget::Budget;
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::resolve_container;
use async_graphql::{
    ContainerType, ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
};

/// An object whose fields are resolved sequentially.
#[derive(Clone, Debug)]
pub struct ObjectInTurn<T>(pub T);

/// A list whose objects and fields are resolved sequentially.
#[derive(Clone, Debug)]
pub struct ListInTurn<'a, T: Clone>(pub Cow<'a, [T]>);

impl<T: Clone> From<Vec<T>> for ListInTurn<'_, T> {
    fn from(rows: Vec<T>) -> Self {
        Self(Cow::Owned(rows))
    }
}

impl<'a, T: Clone> From<&'a [T]> for ListInTurn<'a, T> {
    fn from(rows: &'a [T]) -> Self {
        Self(Cow::Borrowed(rows))
    }
}

/// A boxed future, since tickets can contain tickets.
type Resolving<'a> = Pin<Box<dyn Future<Output = ServerResult<Value>> + Send + 'a>>;

impl<T: ContainerType> OutputType for ObjectInTurn<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::qualified_type_name()
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        self.0.introspection_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let resolving: Resolving<'_> = Box::pin(object(ctx, &self.0));
        resolving.await
    }
}

impl<T: ContainerType + Clone> OutputType for ListInTurn<'_, T> {
    fn type_name() -> Cow<'static, str> {
        Vec::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Vec::<T>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let resolving: Resolving<'_> = Box::pin(async move {
            let mut values = Vec::with_capacity(self.0.len());
            for (at, row) in self.0.iter().enumerate() {
                let ctx = ctx.with_index(at);
                values.push(
                    object(&ctx, row)
                        .await
                        .map_err(|error| ctx.set_error_path(error))?,
                );
            }
            Ok(Value::List(values))
        });
        resolving.await
    }
}

/// Resolves an object's selected fields and charges them to the budget.
async fn object<T: ContainerType>(ctx: &ContextSelectionSet<'_>, root: &T) -> ServerResult<Value> {
    let budget = ctx.data_opt::<Budget>();
    if let Some(budget) = budget {
        budget.check(ctx.item.pos)?;
    }
    let value = fields(ctx, root).await?;
    if let (Some(budget), Value::Object(object)) = (budget, &value) {
        budget.charge_object(object.len(), ctx.item.pos)?;
    }
    Ok(value)
}

async fn fields<T: ContainerType>(ctx: &ContextSelectionSet<'_>, root: &T) -> ServerResult<Value> {
    let mut fields = Vec::with_capacity(ctx.item.node.items.len());
    if !flatten(ctx, &ctx.item.node, &T::type_name(), &mut fields) {
        return resolve_container(ctx, root).await;
    }
    let mut values = IndexMap::<Name, Value>::with_capacity(fields.len());
    for field in fields {
        let ctx = ctx.with_field(field);
        let value = if field.node.name.node == "__typename" {
            Value::String(root.introspection_type_name().into_owned())
        } else {
            root.resolve_field(&ctx).await?.unwrap_or_default()
        };
        values.insert(field.node.response_key().node.clone(), value);
    }
    Ok(Value::Object(values))
}

/// Collects the fields of a selection. Returns false if it is not simple: if it has duplicate
/// response keys, inline fragments, fragments on other types, or fields with directives. (`@skip`
/// and `@include` have been applied to the document before.)
fn flatten<'a>(
    ctx: &ContextSelectionSet<'a>,
    set: &'a SelectionSet,
    type_name: &str,
    fields: &mut Vec<&'a Positioned<Field>>,
) -> bool {
    set.items.iter().all(|selection| match &selection.node {
        Selection::Field(field) => {
            let key = &field.node.response_key().node;
            let is_duplicate = fields
                .iter()
                .any(|other| other.node.response_key().node == *key);
            fields.push(field);
            !is_duplicate && field.node.directives.is_empty()
        }
        Selection::FragmentSpread(spread) => {
            let fragment = ctx.query_env.fragments.get(&spread.node.fragment_name.node);
            fragment.is_some_and(|fragment| {
                fragment.node.type_condition.node.on.node == type_name
                    && flatten(ctx, &fragment.node.selection_set.node, type_name, fields)
            })
        }
        Selection::InlineFragment(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Result, Schema, value};

    use super::*;

    #[derive(Clone)]
    struct Person(i32);

    #[Object]
    impl Person {
        async fn number(&self) -> i32 {
            self.0
        }
        async fn fails(&self) -> Result<i32> {
            Err("no".into())
        }
        async fn may_fail(&self) -> Option<Result<i32>> {
            Some(Err("no".into()))
        }
        async fn next(&self) -> Option<ObjectInTurn<Person>> {
            (self.0 < 3).then_some(ObjectInTurn(Person(self.0 + 1)))
        }
    }

    struct Query;

    #[Object]
    impl Query {
        async fn at_once(&self) -> Vec<Person> {
            vec![Person(1), Person(2)]
        }
        async fn in_turn(&self) -> ListInTurn<'_, Person> {
            vec![Person(1), Person(2)].into()
        }
    }

    /// The responses for a selection, resolved concurrently and sequentially.
    async fn both(selection: &str) -> [String; 2] {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let fragments = "fragment F on Person { number other: number next { number } }";
        let mut answers = Vec::new();
        for list in ["atOnce", "inTurn"] {
            let response = schema
                .execute(format!("{{ {list} {{ {selection} }} }} {fragments}"))
                .await;
            answers.push(
                serde_json::to_string(&response)
                    .unwrap()
                    .replace(list, "people"),
            );
        }
        // Both names have the same length, so that the locations of errors are equal.
        answers.try_into().unwrap()
    }

    #[tokio::test]
    async fn responses_are_equal() {
        for selection in [
            "number ...F",
            "...F number",
            "__typename x: number number",
            "next { number } next { n: number next { __typename } }",
            "... on Person { number } next { ...F }",
            "number ... { other: number }",
            "number @include(if: true) x: number @skip(if: true) ...F",
            "number mayFail ...F",
            "next { mayFail fails } ...F",
            "fails ...F",
        ] {
            let [at_once, in_turn] = both(selection).await;
            assert_eq!(at_once, in_turn, "{selection}");
        }
    }

    #[tokio::test]
    async fn keys_follow_the_order_of_the_selection() {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let data = schema
            .execute("{ inTurn { next { number } b: number a: number } }")
            .await
            .data;
        let expected = value!({"inTurn": [
            {"next": {"number": 2}, "b": 1, "a": 1}, {"next": {"number": 3}, "b": 2, "a": 2}]});
        assert_eq!(data.to_string(), expected.to_string());
    }
}
