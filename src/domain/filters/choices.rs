//! Compares status and priority by their meanings. An installation chooses the numbers of the
//! statuses, and may add statuses and priorities, which are all `OTHER`.

use sea_orm::{ColumnTrait, Condition};

use crate::domain::core::choices::{Priority, Status};
use crate::domain::query::BooleanFilter;

macro_rules! choice_filter {
    ($(#[$doc:meta])* $name:ident, $graphql:literal, $of:ty) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, async_graphql::InputObject)]
        #[graphql(name = $graphql)]
        pub struct $name {
            /// Equal to this value.
            pub eq: Option<$of>,
            /// Not equal to this value.
            pub ne: Option<$of>,
            /// One of these values.
            #[graphql(name = "in")]
            pub is_in: Option<Vec<$of>>,
            /// None of these values.
            pub not_in: Option<Vec<$of>>,
        }

        impl $name {
            /// The size of the filter, and the condition on the column with the number. `code` is
            /// the number of a value.
            pub(super) fn condition(
                &self,
                column: impl ColumnTrait,
                code: impl Fn($of) -> Option<i32>,
            ) -> (usize, Condition) {
                let named: Vec<i32> = <$of>::NAMED.iter().filter_map(|of| code(*of)).collect();
                let among = |given: &[$of]| {
                    let codes: Vec<i32> = given.iter().filter_map(|of| code(*of)).collect();
                    let mut any = Condition::any().add(column.is_in(codes));
                    if given.contains(&<$of>::Other) {
                        any = any.add(column.is_not_in(named.iter().copied()));
                    }
                    any
                };
                let (mut size, mut all) = (0, Condition::all());
                let terms = [
                    (self.eq.as_ref().map(std::slice::from_ref), true),
                    (self.ne.as_ref().map(std::slice::from_ref), false),
                    (self.is_in.as_deref(), true),
                    (self.not_in.as_deref(), false),
                ];
                for (given, is_among) in terms {
                    let Some(given) = given else { continue };
                    size += given.len().max(1);
                    let among = among(given);
                    all = all.add(if is_among { among } else { among.not() });
                }
                (size, all)
            }
        }
    };
}
choice_filter!(
    /// Compares statuses by their meaning. Comparators are combined with AND.
    StatusFilter,
    "TicketStatusFilter",
    Status
);
choice_filter!(
    /// Compares priorities by their meaning. Comparators are combined with AND.
    PriorityFilter,
    "TicketPriorityFilter",
    Priority
);

/// The size of a filter by whether a number is among `codes`, and its condition.
pub(super) fn is_among(
    filter: &BooleanFilter,
    column: impl ColumnTrait,
    codes: &[i32],
) -> (usize, Condition) {
    let (mut size, mut all) = (0, Condition::all());
    let terms = [
        filter.eq.map(|truth| (truth, true)),
        filter.ne.map(|truth| (truth, false)),
    ];
    for (truth, equal) in terms.into_iter().flatten() {
        size += 1;
        let codes = codes.iter().copied();
        all = all.add(if truth == equal {
            column.is_in(codes)
        } else {
            column.is_not_in(codes)
        });
    }
    if let Some(is_null) = filter.is_null {
        size += 1;
        all = all.add(if is_null {
            column.is_null()
        } else {
            column.is_not_null()
        });
    }
    (size, all)
}
