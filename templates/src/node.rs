//! The nodes of a parsed template.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::filters::Filter;
use crate::value::Value;

pub(crate) type NodeList = Vec<Node>;

/// A node and the line on which it starts.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) line: usize,
    pub(crate) kind: NodeKind,
}

/// The nodes of text, variables and tags.
#[derive(Debug)]
pub(crate) enum NodeKind {
    Text(String),
    Variable(FilterExpression),
    /// A tag that renders nothing.
    Empty,
    CsrfToken,
    Autoescape(bool, NodeList),
    Localize(bool, NodeList),
    LocalTime(bool, NodeList),
    Timezone(FilterExpression, NodeList),
    Language(FilterExpression, NodeList),
    Spaceless(NodeList),
    Filter(FilterExpression, NodeList),
    With(Vec<(String, FilterExpression)>, NodeList),
    Cycle(Arc<Cycle>),
    ResetCycle(Arc<Cycle>),
    FirstOf(Vec<FilterExpression>, Option<String>),
    For(Box<For>),
    If(Vec<(Option<Condition>, NodeList)>),
    IfChanged(Box<IfChanged>),
    Regroup {
        list: FilterExpression,
        by: FilterExpression,
        target: String,
    },
    Now(String, Option<String>),
    WidthRatio(Box<[FilterExpression; 3]>, Option<String>),
    Url(Box<Url>),
    Static(FilterExpression, Option<String>),
    Prefix(Prefix, Option<String>),
    Block(Arc<Block>),
    Extends(FilterExpression),
    Include(Box<Include>),
    Translate(Box<Translate>),
    BlockTranslate(Box<BlockTranslate>),
    /// Stores a value in a variable.
    SetLocaleValue(LocaleValue, String),
}

/// The values that `{% get_… %}` tags of the libraries `i18n` and `tz` store.
#[derive(Debug)]
pub(crate) enum LocaleValue {
    CurrentLanguage,
    CurrentLanguageBidi,
    AvailableLanguages,
    LanguageInfo(FilterExpression),
    LanguageInfoList(FilterExpression),
    CurrentTimezone,
}

/// The prefix of `{% get_static_prefix %}` or `{% get_media_prefix %}`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Prefix {
    Static,
    Media,
}

/// `{% cycle %}`.
#[derive(Debug)]
pub(crate) struct Cycle {
    /// Unique in the process.
    pub(crate) id: u64,
    pub(crate) values: Vec<FilterExpression>,
    pub(crate) name: Option<String>,
    pub(crate) silent: bool,
}

/// `{% for %}`.
#[derive(Debug)]
pub(crate) struct For {
    pub(crate) loop_variables: Vec<String>,
    pub(crate) sequence: FilterExpression,
    pub(crate) reversed: bool,
    pub(crate) body: NodeList,
    pub(crate) empty: NodeList,
}

/// `{% ifchanged %}`.
#[derive(Debug)]
pub(crate) struct IfChanged {
    /// Unique in the process.
    pub(crate) id: u64,
    pub(crate) values: Vec<FilterExpression>,
    pub(crate) if_changed: NodeList,
    pub(crate) if_unchanged: NodeList,
}

/// `{% url %}`.
#[derive(Debug)]
pub(crate) struct Url {
    pub(crate) view: FilterExpression,
    pub(crate) args: Vec<FilterExpression>,
    pub(crate) kwargs: Vec<(String, FilterExpression)>,
    pub(crate) target: Option<String>,
}

/// `{% block %}`.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) name: String,
    pub(crate) nodes: NodeList,
}

/// The blocks of a template by name.
pub(crate) type Blocks = IndexMap<String, Arc<Block>>;

/// `{% include %}`.
#[derive(Debug)]
pub(crate) struct Include {
    pub(crate) name: FilterExpression,
    pub(crate) values: Vec<(String, FilterExpression)>,
    pub(crate) only: bool,
}

/// `{% translate %}`.
#[derive(Debug)]
pub(crate) struct Translate {
    pub(crate) message: FilterExpression,
    pub(crate) noop: bool,
    pub(crate) context: Option<FilterExpression>,
    pub(crate) target: Option<String>,
}

/// `{% blocktranslate %}`.
#[derive(Debug)]
pub(crate) struct BlockTranslate {
    pub(crate) tag: String,
    pub(crate) values: Vec<(String, FilterExpression)>,
    pub(crate) singular: Vec<MessagePart>,
    pub(crate) plural: Vec<MessagePart>,
    pub(crate) count: Option<(String, FilterExpression)>,
    pub(crate) context: Option<FilterExpression>,
    pub(crate) trimmed: bool,
    pub(crate) target: Option<String>,
}

/// A part of a message.
#[derive(Debug)]
pub(crate) enum MessagePart {
    Text(String),
    /// The name of a variable.
    Variable(String),
}

/// A condition of `{% if %}`.
#[derive(Debug)]
pub(crate) enum Condition {
    Value(FilterExpression),
    Not(Box<Condition>),
    Binary(Operator, Box<Condition>, Box<Condition>),
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    In,
    NotIn,
    Is,
    IsNot,
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// A constant or variable with filters (`FilterExpression`).
#[derive(Debug)]
pub(crate) struct FilterExpression {
    /// The text in the template.
    pub(crate) source: String,
    pub(crate) operand: Operand,
    /// The filters and their arguments.
    pub(crate) filters: Vec<(&'static Filter, Option<Operand>)>,
}

/// A constant or variable.
#[derive(Debug, Clone)]
pub(crate) enum Operand {
    /// A number or quoted string.
    Constant(Value),
    /// `_("…")`
    TranslatedConstant(String),
    /// The parts of a variable's dotted name.
    Variable(Vec<String>),
    /// `_(variable)`
    TranslatedVariable(Vec<String>),
}
