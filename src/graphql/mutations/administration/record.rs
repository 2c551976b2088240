//! The parts that the mutations of all simple records share: deletion, payloads and resolvers.

use async_graphql::ID;

use crate::domain::{Code, FieldError};
use crate::graphql::id::NodeKind;

/// Maximum number of IDs in a list.
const MAX_IDS: usize = 500;

/// Parses a list of IDs to row numbers. `field` is the list's name in the domain. Invalid IDs add
/// errors.
pub(crate) fn parse_ids(
    kind: NodeKind,
    field: &str,
    ids: Option<Vec<ID>>,
    errors: &mut Vec<FieldError>,
) -> Option<Vec<i32>> {
    let ids = ids?;
    if ids.len() > MAX_IDS {
        let limit = i64::try_from(MAX_IDS).unwrap_or(i64::MAX);
        errors.push(FieldError::new(field, Code::MaxItems(limit)));
        return None;
    }
    let mut numbers = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        match kind.parse_id(id) {
            Ok(number) => numbers.push(number),
            Err(code) => errors.push(FieldError {
                path: vec![field.to_owned(), index.to_string()],
                code,
            }),
        }
    }
    Some(numbers)
}

/// Declares the mutations that create, change and delete a record. The input types of the first two
/// have a method `into_domain`: for creation, it returns the blank row, the draft and the key; for
/// changes, the draft.
macro_rules! record_mutations {
    (
        $(#[$meta:meta])* $Mutation:ident: $Entity:ty, $kind:expr, $field:ident: $Node:ty,
        $object:expr;
        $(#[$create_meta:meta])*
        $create:ident($CreateInput:ident = $create_description:tt)
            -> $CreatePayload:ident = $create_title:tt, $created:tt;
        $(#[$update_meta:meta])*
        $update:ident($UpdateInput:ident = $update_description:tt)
            -> $UpdatePayload:ident = $update_title:tt, $updated:tt;
        $(#[$delete_meta:meta])*
        $delete:ident($DeleteInput:ident = $delete_description:tt)
            -> $DeletePayload:ident = $delete_title:tt;
    ) => {
        $(#[$meta])*
        #[derive(Debug, Default)]
        pub struct $Mutation;

        #[doc = $delete_description]
        #[derive(async_graphql::InputObject)]
        pub struct $DeleteInput {
            /// ID of the object to delete: a global ID or a number.
            pub id: async_graphql::ID,
            /// Validates the request without deleting anything.
            #[graphql(default)]
            pub validate_only: bool,
        }

        #[doc = $create_title]
        #[derive(Debug, async_graphql::SimpleObject)]
        pub struct $CreatePayload {
            #[doc = $created]
            $field: Option<$Node>,
            /// Errors of the input. Empty on success.
            user_errors: Vec<crate::graphql::error::UserError>,
        }

        #[doc = $update_title]
        #[derive(Debug, async_graphql::SimpleObject)]
        pub struct $UpdatePayload {
            #[doc = $updated]
            $field: Option<$Node>,
            /// Errors of the input. Empty on success.
            user_errors: Vec<crate::graphql::error::UserError>,
        }

        #[doc = $delete_title]
        #[derive(Debug, async_graphql::SimpleObject)]
        pub struct $DeletePayload {
            /// Global ID of the deleted object. Null if there are errors or `validateOnly` is set.
            deleted_id: Option<async_graphql::ID>,
            /// Numeric ID of the deleted object.
            deleted_database_id: Option<i32>,
            /// Errors of the input. Empty on success.
            user_errors: Vec<crate::graphql::error::UserError>,
        }

        async fn create_record(
            ctx: &async_graphql::Context<'_>,
            mut input: $CreateInput,
        ) -> async_graphql::Result<$CreatePayload> {
            use crate::domain::desk::administration::create;
            use crate::graphql::{inputs::idempotency, mutations::split, types::context};
            let request = idempotency::request(ctx, input.idempotency_key.take(), &[]).await?;
            let validate_only = input.validate_only;
            let outcome = async {
                let (blank, draft) = input.into_domain(context(ctx)).await?;
                let request = request.as_ref();
                create::<$Entity, _>(context(ctx), blank, draft, request, validate_only).await
            };
            let (row, user_errors) = split(ctx, outcome.await, "id")?;
            let $field = row.and_then($object);
            Ok($CreatePayload { $field, user_errors })
        }

        async fn update_record(
            ctx: &async_graphql::Context<'_>,
            input: $UpdateInput,
        ) -> async_graphql::Result<$UpdatePayload> {
            use crate::domain::desk::administration::update;
            use crate::graphql::{mutations::split, types::context};
            let validate_only = input.validate_only;
            let outcome = async {
                let id = $kind.parse_target(context(ctx), "id", &input.id)?;
                let draft = input.into_domain();
                update::<$Entity, _>(context(ctx), id, draft, validate_only).await
            };
            let outcome: crate::domain::Result<_> = outcome.await;
            let (row, user_errors) = split(ctx, outcome.map(Some), "id")?;
            let $field = row.and_then($object);
            Ok($UpdatePayload { $field, user_errors })
        }

        async fn delete_record(
            ctx: &async_graphql::Context<'_>,
            input: $DeleteInput,
        ) -> async_graphql::Result<$DeletePayload> {
            use crate::domain::desk::administration::delete;
            use crate::graphql::{mutations::delete_by_id, types::context};
            let $DeleteInput { id, validate_only } = input;
            let delete = |number| delete::<$Entity>(context(ctx), number, validate_only);
            let (deleted_id, deleted_database_id, user_errors) =
                delete_by_id(ctx, $kind, &id, validate_only, delete).await?;
            Ok($DeletePayload {
                deleted_id,
                deleted_database_id,
                user_errors,
            })
        }

        #[async_graphql::Object]
        impl $Mutation {
            $(#[$create_meta])*
            async fn $create(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = $create_description)] input: $CreateInput,
            ) -> Option<async_graphql::Result<$CreatePayload>> {
                Some(create_record(ctx, input).await)
            }

            $(#[$update_meta])*
            async fn $update(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = $update_description)] input: $UpdateInput,
            ) -> Option<async_graphql::Result<$UpdatePayload>> {
                Some(update_record(ctx, input).await)
            }

            $(#[$delete_meta])*
            async fn $delete(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = $delete_description)] input: $DeleteInput,
            ) -> Option<async_graphql::Result<$DeletePayload>> {
                Some(delete_record(ctx, input).await)
            }
        }
    };
}

pub(super) use record_mutations;
