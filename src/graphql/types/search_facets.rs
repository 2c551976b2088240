//! The numbers of a search's hits by their properties.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_graphql::{ComplexObject, Context, SimpleObject};

use crate::domain::desk::status::{self, Priority, Status};
use crate::domain::search::find::{Counts, Group, SearchType};
use crate::graphql::types::queue::Queues;
use crate::graphql::types::user::Users;
use crate::graphql::types::{Queue, User, context};

/// Maximum number of items of a facet.
const MAX_ITEMS: usize = 100;

/// Numbers of hits by property, the largest first, at most 100 of each.
#[derive(Clone, Debug, SimpleObject)]
pub struct SearchFacets {
    /// Numbers of tickets by queue.
    queues: Vec<SearchQueueCount>,
    /// Numbers of tickets by status.
    statuses: Vec<SearchStatusCount>,
    /// Numbers of tickets by priority.
    priorities: Vec<SearchPriorityCount>,
    /// Numbers of tickets by owner.
    assignees: Vec<SearchAssigneeCount>,
    /// Numbers of tickets and of items of the knowledge base.
    types: Vec<SearchTypeCount>,
}

/// Number of tickets of a queue.
#[derive(Clone, Debug, SimpleObject)]
pub struct SearchQueueCount {
    /// Queue.
    queue: Queue,
    /// Number of tickets.
    count: u64,
}

/// Number of tickets with a status.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct SearchStatusCount {
    /// Code of the status.
    status_code: i32,
    /// Number of tickets.
    count: u64,
}

#[ComplexObject]
impl SearchStatusCount {
    /// Status. `OTHER` if the installation added it.
    async fn status(&self, ctx: &Context<'_>) -> Status {
        Status::from_code(self.status_code, &context(ctx).config.helpdesk)
    }

    /// Name of the status for display.
    async fn label(&self, ctx: &Context<'_>) -> String {
        status::status_display(context(ctx), self.status_code)
    }
}

/// Number of tickets with a priority.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct SearchPriorityCount {
    /// Code of the priority. 1 is the most urgent.
    priority_code: i32,
    /// Number of tickets.
    count: u64,
}

#[ComplexObject]
impl SearchPriorityCount {
    /// Priority. `OTHER` if the installation added it.
    async fn priority(&self) -> Priority {
        Priority::from_code(self.priority_code)
    }

    /// Name of the priority for display.
    async fn label(&self, ctx: &Context<'_>) -> String {
        status::priority_display(context(ctx), self.priority_code)
    }
}

/// Number of tickets of an owner.
#[derive(Clone, Debug, SimpleObject)]
pub struct SearchAssigneeCount {
    /// Owner. Null for tickets without an owner.
    assigned_to: Option<User>,
    /// Number of tickets.
    count: u64,
}

/// Number of hits of a type.
#[derive(Clone, Debug, SimpleObject)]
pub struct SearchTypeCount {
    /// Type.
    #[graphql(name = "type")]
    of: SearchType,
    /// Number of hits.
    count: u64,
}

impl SearchFacets {
    /// The facets of these counts.
    pub fn new(counts: &Counts) -> Self {
        let queues = by(counts, |group| group.queue);
        let owners = by(counts, |group| group.owner);
        let queue_batch = Arc::new(Queues::unread(queues.iter().map(|(id, _)| *id)));
        let user_batch = Arc::new(Users::of_ids(owners.iter().filter_map(|(id, _)| *id)));
        let mut types = vec![
            SearchTypeCount {
                of: SearchType::Ticket,
                count: counts.tickets(),
            },
            SearchTypeCount {
                of: SearchType::KbItem,
                count: counts.articles,
            },
        ];
        types.retain(|row| row.count > 0);
        types.sort_by_key(|row| std::cmp::Reverse(row.count));
        Self {
            queues: queues
                .into_iter()
                .map(|(id, count)| SearchQueueCount {
                    queue: Queue::new(&queue_batch, id),
                    count,
                })
                .collect(),
            statuses: by(counts, |group| group.status)
                .into_iter()
                .map(|(status_code, count)| SearchStatusCount { status_code, count })
                .collect(),
            priorities: by(counts, |group| group.priority)
                .into_iter()
                .map(|(priority_code, count)| SearchPriorityCount {
                    priority_code,
                    count,
                })
                .collect(),
            assignees: owners
                .into_iter()
                .map(|(id, count)| SearchAssigneeCount {
                    assigned_to: id.map(|id| User::new(&user_batch, id)),
                    count,
                })
                .collect(),
            types,
        }
    }
}

/// The numbers of tickets by a property, the largest first.
fn by<K: Ord + Copy>(counts: &Counts, key: impl Fn(&Group) -> K) -> Vec<(K, u64)> {
    let mut sums: BTreeMap<K, u64> = BTreeMap::new();
    for group in &counts.groups {
        *sums.entry(key(group)).or_default() += group.tickets;
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    sums.truncate(MAX_ITEMS);
    sums
}
