//! Malicious templates cause no panic and stop at the limits.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::time::{Duration, Instant};

use proptest::prelude::*;
use templates::{
    Context, Error, ErrorKind, Limits, Loader, Object, Options, PyDateTime, Template, Value,
};

/// Templates that include or extend themselves.
struct RecursiveTemplates;

impl Loader for RecursiveTemplates {
    fn load(&self, name: &str) -> Option<String> {
        Some(match name {
            "itself" => "{% include 'itself' %}".into(),
            "twice" => "{% include 'twice' %}{% include 'twice' %}".into(),
            "ping" => "{% extends 'pong' %}".into(),
            "pong" => "{% extends 'ping' %}".into(),
            "super" => "{% block a %}{{ block.super }}{% include 'super' %}{% endblock %}".into(),
            "base" => "{% block a %}{% block b %}x{% endblock %}{% endblock %}".into(),
            _ => return None,
        })
    }
}

/// An object whose attributes never end.
struct Endless;

impl Object for Endless {
    fn get(&self, name: &str) -> Option<Value> {
        (name != "nothing").then(|| Value::object(Endless))
    }

    fn write(&self, out: &mut dyn std::fmt::Write) -> std::fmt::Result {
        (0..1_000_000).try_for_each(|_| out.write_str("endless "))
    }

    fn items(&self) -> Option<Vec<Value>> {
        Some(vec![Value::object(Endless); 3])
    }
}

fn context() -> Context {
    let mut deep = Value::from("x");
    for _ in 0..200 {
        deep = Value::list([deep]);
    }
    Context::new()
        .with(
            "a",
            "some <b>text</b> & more, see http://example.com/x?y=1 or me@example.com",
        )
        .with("s", Value::safe("<p>safe</p>"))
        .with("n", 5i64)
        .with("f", 1.5)
        .with("m", i128::MAX)
        .with(
            "d",
            Value::from("1.25".parse::<templates::Decimal>().unwrap()),
        )
        .with("none", Value::None)
        .with("l", Value::list((0..50i64).map(Value::from)))
        .with(
            "p",
            Value::list([
                Value::tuple(["k".into(), 1i64.into()]),
                Value::tuple(["l".into(), 0i64.into()]),
            ]),
        )
        .with("o", Value::object(Endless))
        .with("deep", deep)
        .with(
            "e",
            Value::dict([("k", Value::from(1i64)), ("x", Value::list([]))]),
        )
        .with(
            "t",
            Value::from(
                "2026-11-24T09:28:00Z"
                    .parse::<chrono::DateTime<chrono::Utc>>()
                    .unwrap(),
            ),
        )
        .with(
            "u",
            PyDateTime::naive("0001-01-01T00:00:00".parse().unwrap()),
        )
        .with(
            "w",
            PyDateTime::naive("9999-12-31T23:59:59".parse().unwrap()),
        )
}

fn options() -> Options<'static> {
    let mut options = Options::new("2026-11-24T09:28:00Z".parse().unwrap());
    options.loader = Some(&RecursiveTemplates);
    options
}

fn render(source: &str, options: &Options<'_>) -> Result<String, Error> {
    Template::parse(source, options)?.render(&context(), options)
}

#[test]
fn limits_stop_malicious_templates() {
    let mut options = options();
    // A fifth of the default, because tests are not optimized.
    options.limits.steps = 200_000;
    let nested = |open: &str, close: &str, count: usize| open.repeat(count) + &close.repeat(count);
    let attacks = [
        nested("{% if a %}", "{% endif %}", 100_000),
        nested("{% for x in l %}", "{% endfor %}", 20) + "{{ x }}",
        "{% for x in l %}".repeat(10) + "{{ x }}" + &"{% endfor %}".repeat(10),
        nested("{% with a=a|add:a %}", "{% endwith %}", 50),
        "{% with b=a|add:a %}{% with b=b|add:b|add:b|add:b|add:b|add:b|add:b|add:b %}{% with b=b|add:b|add:b|add:b|add:b|add:b|add:b|add:b|add:b|add:b|add:b|add:b|add:b|add:b|add:b %}{{ b }}{% endwith %}{% endwith %}{% endwith %}".into(),
        "{% with q=l|add:l|add:l|add:l %}".to_owned() + &"{% with q=q|add:q|add:q|add:q %}".repeat(15) + "{{ q }}" + &"{% endwith %}".repeat(16),
        "{% include 'itself' %}".into(),
        "{% include 'twice' %}".into(),
        "{% include 'super' %}".into(),
        format!("{{% if {} a %}}{{% endif %}}", "not ".repeat(3000)),
        format!("{{% if a {} %}}{{% endif %}}", "and a ".repeat(2000)),
        "{{ o }}".into(),
        "{% for x in o %}{% for y in x %}{% for z in y %}{{ z }}{% endfor %}{% endfor %}{% endfor %}".into(),
        "{{ deep }}".into(),
        "{{ deep|unordered_list }}".into(),
        "{{ deep|json_script }}".into(),
        "{{ a|ljust:999999999999 }}".into(),
        "{{ a|center:'99999999' }}".into(),
        "{{ n|stringformat:'999999999d' }}".into(),
        "{{ f|stringformat:'.999999f' }}".into(),
        "{{ f|floatformat:99999999 }}".into(),
        "{{ 'x'|rjust:8000000|make_list|join:'12345678901234567890' }}".into(),
        "{% for x in l %}{{ 'x'|rjust:8000000|upper|lower|title }}{% endfor %}".into(),
        "{% for x in l %}{% for y in l %}{% with z=a|ljust:1000000 %}{% if 'zz' in z %}{% endif %}{% endwith %}{% endfor %}{% endfor %}".into(),
        "{% for x in l %}{{ 'x'|rjust:4000000|cut:' ' }}{% endfor %}".into(),
        "{{ 99999999999999999999999999999999999999999 }}".into(),
        format!("{{% with z='x'|rjust:4000000 %}}{{{{ z{} }}}}{{% endwith %}}", ".upper.lower".repeat(1000)),
        "{% with z='x'|rjust:4000000 %}{{ z.split|length }}{% endwith %}".into(),
        "{% with z='x'|rjust:4000000 %}{% for x in z %}{% endfor %}{% endwith %}".into(),
        "{% with z='x'|rjust:3000000 y='y'|rjust:3000000 %}{% for x in l %}{% for x in l %}{% if z == y %}{% endif %}{% endfor %}{% endfor %}{% endwith %}".into(),
        "{% with q=l %}".to_owned() + &"{% regroup q by real as g %}{% with q=g.0|slice:':' %}{% with q=q|add:q %}".repeat(18) + "{% if q == q|slice:':' %}{% endif %}{{ q|pprint }}",
        "{% for x in l %}{% for y in l %}{% for z in l %}{% if m > f and m != f and f != d and d < f %}{% endif %}{% endfor %}{% endfor %}{% endfor %}".into(),
        "{% for x in l %}{% for y in l %}{{ f|stringformat:'.9999f'|length }}{{ f|floatformat:9999|length }}{% endfor %}{% endfor %}".into(),
        "{% for x in l %}{{ 'x'|rjust:900000|urlize|striptags|wordwrap:3|title|slugify|length }}{% endfor %}".into(),
        "{% for x in l %}{% for y in l %}{% for z in l %}{{ t }}{{ t|timesince }}{{ t|date:'r' }}{% endfor %}{% endfor %}{% endfor %}".into(),
    ];
    for source in &attacks {
        let start = Instant::now();
        let result = render(source, &options);
        let elapsed = start.elapsed();
        let excerpt = &source[..source.len().min(90)];
        if std::env::var("SHOW_TIMES").is_ok() {
            println!("{elapsed:?} {excerpt}");
        }
        assert!(elapsed < Duration::from_secs(30), "{elapsed:?}: {excerpt}");
        match result {
            Ok(text) => assert!(text.len() <= options.limits.output, "{excerpt}"),
            Err(error) => {
                assert!(
                    matches!(
                        error.kind,
                        ErrorKind::Limit | ErrorKind::Syntax | ErrorKind::NotFound
                    ),
                    "{error}: {excerpt}"
                )
            }
        }
    }
}

#[test]
fn malformed_html_takes_little_time() {
    let options = options();
    for fragment in [
        "<",
        "<a ",
        "<a",
        "<!--",
        "<![CDATA[",
        "</",
        "</a",
        "&#",
        "&a",
        "<a b='",
        "<a b=c",
        "<script>",
        "]]",
        "--",
        "<a>",
        "((((",
        "http://a.b/(",
        "a@",
        "&amp;",
        "&amp;;",
        ";",
        "&x;;;;",
    ] {
        let text = fragment.repeat(20_000);
        for filter in [
            "striptags",
            "truncatewords_html:5000000",
            "truncatechars_html:5000000",
            "urlize",
            "urlizetrunc:5",
            "escapejs",
            "slugify",
            "title",
            "wordwrap:5",
            "linebreaks",
            "pprint",
            "unordered_list",
            "truncatechars:7000000",
            "wordcount",
        ] {
            let context = Context::new().with("x", text.as_str());
            let start = Instant::now();
            let template = Template::parse(&format!("{{{{ x|{filter} }}}}"), &options).unwrap();
            let result = template.render(&context, &options);
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "{:?}: {filter} of {fragment}",
                start.elapsed()
            );
            if let Err(error) = result {
                assert!(
                    matches!(error.kind, ErrorKind::Limit | ErrorKind::Render),
                    "{filter} of {fragment}: {error}"
                );
            }
        }
    }
}

#[test]
fn errors_name_the_position() {
    let options = options();
    for (source, line, message) in [
        ("\n{{ a|nofilter }}", 2, "unknown filter \"nofilter\""),
        ("{% if a %}\n\n", 1, "unclosed tag {% if %}: expected"),
        ("a\n{% if a %}\n{% endfor %}", 3, "unknown tag \"endfor\""),
        ("\n\n{% trans 'x' %}", 3, "load it with {% load i18n %}"),
        ("\n{{ a|divisibleby:2 }}", 2, "is not an integer"),
        (
            "{% for x in l %}\n{% if x %}\n{{ x|divisibleby:none }}{% endif %}{% endfor %}",
            3,
            "None is not an integer",
        ),
        (
            "\n\n{% include 'nowhere' %}",
            3,
            "the template \"nowhere\" does not exist",
        ),
    ] {
        let error = render(source, &options).unwrap_err();
        assert_eq!(error.line, line, "{error}");
        assert!(error.message.contains(message), "{error}");
    }
    assert!(
        render("{% include 'itself' %}", &options)
            .unwrap_err()
            .to_string()
            .starts_with("template \"itself\", line 1: ")
    );
}

/// Fragments of templates, valid or not.
fn fragment() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        "[a-z]",
        "[a-z]\\.[a-z0-9]",
        "'[a-z<%:]{0,3}'",
        "-?[0-9]{1,12}",
        "deep",
        "none",
        "forloop.parentloop",
        "[0-9]\\.[0-9]e[0-9]"
    ];
    let filters = "add addslashes capfirst center cut date default default_if_none dictsort divisibleby escape escapejs escapeseq filesizeformat first floatformat force_escape get_digit iriencode join json_script last length linebreaks linebreaksbr linenumbers ljust lower make_list phone2numeric pluralize pprint random rjust safe safeseq slice slugify stringformat striptags time timesince timeuntil title truncatechars truncatechars_html truncatewords truncatewords_html unordered_list upper urlencode urlize urlizetrunc wordcount wordwrap yesno intcomma intword ordinal naturaltime naturalday apnumber localize utc timezone language_name";
    let filters: Vec<&str> = filters.split(' ').collect();
    let filtered = (
        value,
        prop::collection::vec(
            (
                prop::sample::select(filters),
                prop::option::of("-?[0-9]{1,9}|'[a-zYmdHis<:.0-9,-]{0,4}'|[a-z]"),
            ),
            0..4,
        ),
    )
        .prop_map(|(value, filters)| {
            filters
                .into_iter()
                .fold(value, |filtered, (name, argument)| match argument {
                    Some(argument) => format!("{filtered}|{name}:{argument}"),
                    None => format!("{filtered}|{name}"),
                })
        });
    let tags = [
        "{% if @ %}",
        "{% elif @ %}",
        "{% else %}",
        "{% endif %}",
        "{% for x in @ %}",
        "{% for x, y in @ reversed %}",
        "{% empty %}",
        "{% endfor %}",
        "{% with a=@ %}",
        "{% endwith %}",
        "{% cycle @ @ as c %}",
        "{% resetcycle %}",
        "{% ifchanged @ %}",
        "{% endifchanged %}",
        "{% regroup @ by k as g %}",
        "{% now @ %}",
        "{% widthratio @ @ @ %}",
        "{% firstof @ @ %}",
        "{% include @ %}",
        "{% include 'base' with a=@ %}",
        "{% extends @ %}",
        "{% block a %}",
        "{{ block.super }}",
        "{% endblock %}",
        "{% filter upper|truncatewords:@ %}",
        "{% endfilter %}",
        "{% spaceless %}",
        "{% endspaceless %}",
        "{% autoescape off %}",
        "{% endautoescape %}",
        "{% verbatim %}",
        "{% endverbatim %}",
        "{% comment %}",
        "{% endcomment %}",
        "{% trans @ %}",
        "{% blocktrans count n=@ %}",
        "{% plural %}",
        "{% endblocktrans %}",
        "{% language @ %}",
        "{% endlanguage %}",
        "{% timezone @ %}",
        "{% endtimezone %}",
        "{% localize off %}",
        "{% endlocalize %}",
        "{% load i18n tz l10n humanize %}",
        "{{ @ }}",
        "{{ @ }}",
        "{{ @ }}",
        "{% if @ and not @ in @ or @ == @ %}",
        "{% templatetag openblock %}",
        "{% url @ @ %}",
    ];
    let tag = (
        prop::sample::select(tags.to_vec()),
        prop::collection::vec(filtered, 5),
    )
        .prop_map(|(tag, values)| {
            values
                .iter()
                .fold(tag.to_owned(), |tag, value| tag.replacen('@', value, 1))
        });
    prop_oneof![6 => tag, 1 => "[ -~\n{}%#|\"'ü☃]{0,12}", 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn templates_never_panic(fragments in prop::collection::vec(fragment(), 0..12), language in "de|ru|xx|zh-hans|") {
        let mut options = options();
        options.language = language.into();
        options.limits = Limits { source: 100_000, depth: 30, output: 20_000, steps: 20_000 };
        let source = "{% load i18n tz l10n humanize %}".to_owned() + &fragments.concat();
        if let Ok(text) = render(&source, &options) {
            prop_assert!(text.len() <= 20_000);
        }
    }

    #[test]
    fn filters_never_panic(text in any::<String>(), number in any::<i64>(), float in any::<f64>(), argument in "-?[0-9]{1,6}|'[ -~]{0,6}'", fragment in fragment()) {
        let mut options = options();
        options.limits.output = 100_000;
        let context = Context::new().with("a", text).with("n", number).with("f", float).with("l", Value::list([Value::from(float), Value::from(number)]));
        for source in [fragment.clone(), format!("{{{{ a|stringformat:{argument}|truncatechars_html:{argument} }}}}{{{{ f|floatformat:{argument} }}}}{{{{ n|stringformat:{argument} }}}}")] {
            if let Ok(template) = Template::parse(&source, &options) {
                let _ = template.render(&context, &options);
            }
        }
    }
}
