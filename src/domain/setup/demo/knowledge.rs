//! The demo's knowledge base: categories, items, votes and a file.

use chrono::{DateTime, Duration, Utc};
use entity::values::{Positive, Timestamp};
use entity::{kb_category, kb_item, kb_item_downvoted_by, kb_item_voted_by};

use super::files;
use super::rows::{Owner, Rows, Upload, next_id};

/// Name, slug, description, ID of the queue, whether public.
const CATEGORIES: [(&str, &str, &str, Option<i32>, bool); 3] = [
    (
        "Riding and care",
        "riding-and-care",
        "How to look after your bike.",
        Some(3),
        true,
    ),
    (
        "Orders and returns",
        "orders-and-returns",
        "Delivery, payment and returns.",
        Some(1),
        true,
    ),
    (
        "For the team",
        "for-the-team",
        "How we work. Not for customers.",
        None,
        false,
    ),
];

/// ID of the category, title, question, answer, IDs of the users who voted for it and against it.
type Item = (
    i32,
    &'static str,
    &'static str,
    &'static str,
    &'static [i32],
    &'static [i32],
);

const ITEMS: [Item; 8] = [
    (
        1,
        "The brakes squeal",
        "My disc brakes squeal. What can I do?",
        "Ride a little and brake hard ten times from 25 km/h: that cleans the pads. If it **still squeals**, the pads \
         are glazed and need to be replaced.",
        &[8, 9, 11],
        &[10],
    ),
    (
        1,
        "Tyre pressure",
        "How much air do the tyres need?",
        "| tyre | up to 80 kg | above |\n|---|---|---|\n| 40 mm | 3.0 bar | 3.5 bar |\n| 50 mm | 2.2 bar | 2.7 bar |",
        &[8, 12],
        &[],
    ),
    (
        1,
        "Battery in winter",
        "May I leave the battery on the bike in winter?",
        "Take it inside below 5 °C and store it at about 60 %. Charging below 0 °C harms it.",
        &[11],
        &[],
    ),
    (
        2,
        "Returns",
        "How do I return something?",
        "Within 30 days, from your account: **Orders → Return**. The label is free. We refund you when it arrives.",
        &[8, 9, 10, 12],
        &[11],
    ),
    (
        2,
        "Paying by invoice",
        "Can I pay by invoice?",
        "Companies can, for ten bikes or more. Ask us for an offer.",
        &[],
        &[],
    ),
    (
        2,
        "Where is my parcel?",
        "The tracking has not moved for days.",
        "If nothing moves for **five days**, open a ticket with your order number and we ask the carrier.",
        &[9],
        &[8, 10],
    ),
    (
        3,
        "Goodwill",
        "How much may I offer without asking?",
        "Up to 80 euros, or a spare part of any price in the first year.",
        &[2, 4],
        &[],
    ),
    (
        3,
        "On call",
        "Who is on call?",
        "See the schedule in the kitchen. The phone number is 0400.",
        &[],
        &[],
    ),
];

pub(super) fn add(rows: &mut Rows, now: DateTime<Utc>) -> Vec<Upload> {
    for (name, slug, description, queue_id, public) in CATEGORIES {
        rows.kb_categories.push(kb_category::Model {
            id: next_id(&rows.kb_categories),
            title: name.to_owned(),
            slug: slug.to_owned(),
            description: description.to_owned(),
            queue_id,
            public,
            name: name.to_owned(),
        });
    }
    for (category_id, title, question, answer, up, down) in ITEMS {
        let id = next_id(&rows.kb_items);
        rows.kb_items.push(kb_item::Model {
            id,
            title: title.to_owned(),
            question: question.to_owned(),
            answer: answer.to_owned(),
            votes: i32::try_from(up.len() + down.len()).unwrap_or(0),
            recommendations: i32::try_from(up.len()).unwrap_or(0),
            last_updated: Timestamp::from(now - Duration::days(20 + i64::from(id) * 11)),
            category_id,
            team_id: None,
            order: Some(Positive(id)),
            enabled: true,
        });
        for user_id in up {
            let vote = next_id(&rows.kb_item_voted_by);
            rows.kb_item_voted_by.push(kb_item_voted_by::Model {
                id: vote,
                kbitem_id: id,
                user_id: *user_id,
            });
        }
        for user_id in down {
            let vote = next_id(&rows.kb_item_downvoted_by);
            rows.kb_item_downvoted_by.push(kb_item_downvoted_by::Model {
                id: vote,
                kbitem_id: id,
                user_id: *user_id,
            });
        }
    }
    let guide = files::generate(
        "invoice",
        1,
        "Brakes: a guide in five steps",
        now - Duration::days(31),
    );
    guide
        .map(|file| Upload {
            owner: Owner::KbItem(1),
            path: format!("helpdesk/attachments/kb/{}/1/brakes.pdf", CATEGORIES[0].0),
            name: "brakes.pdf".to_owned(),
            mime_type: file.mime_type,
            content: file.content,
        })
        .into_iter()
        .collect()
}
