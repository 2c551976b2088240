//! What a template is after parsing: a tree of nodes.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::filters::Filter;
use crate::value::Value;

/// A list of nodes.
pub(crate) type Nodes = Vec<Node>;

/// A node and the line it begins on.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) line: usize,
    pub(crate) kind: Kind,
}

/// The nodes there are; one for each tag that does something.
#[derive(Debug)]
pub(crate) enum Kind {
    Text(String),
    Variable(Expr),
    Nothing,
    Csrf,
    Autoescape(bool, Nodes),
    Localize(bool, Nodes),
    LocalTime(bool, Nodes),
    Timezone(Expr, Nodes),
    Language(Expr, Nodes),
    Spaceless(Nodes),
    Filter(Expr, Nodes),
    With(Vec<(String, Expr)>, Nodes),
    Cycle(Arc<Cycle>),
    ResetCycle(Arc<Cycle>),
    FirstOf(Vec<Expr>, Option<String>),
    For(Box<For>),
    If(Vec<(Option<Condition>, Nodes)>),
    IfChanged(Box<IfChanged>),
    Regroup {
        list: Expr,
        by: Expr,
        target: String,
    },
    Now(String, Option<String>),
    WidthRatio(Box<[Expr; 3]>, Option<String>),
    Url(Box<Url>),
    Static(Expr, Option<String>),
    Prefix(Prefix, Option<String>),
    Block(Arc<Block>),
    Extends(Expr),
    Include(Box<Include>),
    Translate(Box<Translate>),
    BlockTranslate(Box<BlockTranslate>),
    Put(Fact, String),
}

/// What a tag puts into a variable.
#[derive(Debug)]
pub(crate) enum Fact {
    Language,
    LanguageBidi,
    Languages,
    LanguageInfo(Expr),
    LanguageInfos(Expr),
    Timezone,
}

/// Prefixes of addresses.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Prefix {
    Static,
    Media,
}

/// `{% cycle %}`.
#[derive(Debug)]
pub(crate) struct Cycle {
    /// Unlike that of any other cycle.
    pub(crate) id: u64,
    pub(crate) values: Vec<Expr>,
    pub(crate) name: Option<String>,
    pub(crate) silent: bool,
}

/// `{% for %}`.
#[derive(Debug)]
pub(crate) struct For {
    pub(crate) names: Vec<String>,
    pub(crate) sequence: Expr,
    pub(crate) reversed: bool,
    pub(crate) body: Nodes,
    pub(crate) empty: Nodes,
}

/// `{% ifchanged %}`.
#[derive(Debug)]
pub(crate) struct IfChanged {
    /// Unlike that of any other.
    pub(crate) id: u64,
    pub(crate) values: Vec<Expr>,
    pub(crate) changed: Nodes,
    pub(crate) same: Nodes,
}

/// `{% url %}`.
#[derive(Debug)]
pub(crate) struct Url {
    pub(crate) view: Expr,
    pub(crate) args: Vec<Expr>,
    pub(crate) named: Vec<(String, Expr)>,
    pub(crate) target: Option<String>,
}

/// `{% block %}`.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) name: String,
    pub(crate) nodes: Nodes,
}

/// The blocks of a template by their names.
pub(crate) type Blocks = IndexMap<String, Arc<Block>>;

/// `{% include %}`.
#[derive(Debug)]
pub(crate) struct Include {
    pub(crate) name: Expr,
    pub(crate) values: Vec<(String, Expr)>,
    pub(crate) only: bool,
}

/// `{% translate %}`.
#[derive(Debug)]
pub(crate) struct Translate {
    pub(crate) message: Expr,
    pub(crate) noop: bool,
    pub(crate) context: Option<Expr>,
    pub(crate) target: Option<String>,
}

/// `{% blocktranslate %}`.
#[derive(Debug)]
pub(crate) struct BlockTranslate {
    pub(crate) tag: String,
    pub(crate) values: Vec<(String, Expr)>,
    pub(crate) one: Vec<Piece>,
    pub(crate) many: Vec<Piece>,
    pub(crate) count: Option<(String, Expr)>,
    pub(crate) context: Option<Expr>,
    pub(crate) trimmed: bool,
    pub(crate) target: Option<String>,
}

/// A piece of a message: text, or the name of a variable.
#[derive(Debug)]
pub(crate) enum Piece {
    Text(String),
    Variable(String),
}

/// A condition of `{% if %}`.
#[derive(Debug)]
pub(crate) enum Condition {
    Value(Expr),
    Not(Box<Condition>),
    Pair(Operator, Box<Condition>, Box<Condition>),
}

/// The operators between two values.
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

/// A value with filters after it.
#[derive(Debug)]
pub(crate) struct Expr {
    /// As the template has it.
    pub(crate) source: String,
    pub(crate) base: Base,
    pub(crate) filters: Vec<(&'static Filter, Option<Base>)>,
}

/// A value before filters.
#[derive(Debug, Clone)]
pub(crate) enum Base {
    /// A number or a text in quotes.
    Literal(Value),
    /// A text to translate.
    Message(String),
    /// A variable to look up.
    Path(Vec<String>),
    /// The translation of a variable's value.
    MessageOf(Vec<String>),
}
