"""How a source is cut up and read: text, variables, comments, literals, and what is broken."""
from . import each

CONTEXT = {"a": "A", "b": 2, "n": None, "d": {"dict": [["k", "v"], ["x", {"dict": [["y", 1]]}]]}, "l": [1, [2, 3]]}

SOURCES = [
    "", "plain text", "{ {a} }", "{{a}}", "{{ a }}", "{{   a   }}", "{{a}}{{b}}", "x{{ a }}y{# gone {{ a }} #}z", "{# #}",
    "{#%}", "{{ a }", "{ { a }}", "{{ a\n}}", "{% if a\n%}x", "{{ a }}}}", "{{{ a }}}", "{{ '}}' }}", '{{ "{{" }}', "{%",
    "%}", "{{", "}}", "{#", "{{ a }}{#", "tab\t{{ a }}\t", "Ünï {{ a }} ☃", "{{ a }}\n\n{{ b }}\r\n", "{#a#}{#b#}",
    "{% comment %}{{ broken | }} {% nothing %}{% endcomment %}x", '{% comment "why" %}x{% endcomment %}y',
    "{% comment %}x", "{% verbatim %}{{ a }}{% if %}{# x #}{% endverbatim %}{{ a }}",
    "{% verbatim it %}{% endverbatim %}{{ a }}{% endverbatim it %}!", "{% verbatim %}", "{% verbatim %}{{ a }}",
    "{{ 1 }}", "{{ -1 }}", "{{ +1 }}", "{{ 1.5 }}", "{{ -1.5 }}", "{{ 1e3 }}", "{{ 1.5e-3 }}", "{{ .5 }}", "{{ 1. }}", "{{ 007 }}",
    "{{ 1_000 }}", "{{ 'text' }}", '{{ "text" }}', r"{{ 'it\'s' }}", r'{{ "say \"x\"" }}', r"{{ 'back\\slash' }}",
    "{{ '<b>' }}", "{{ 'a b' }}", "{{ '' }}", "{{ ' }}", "{{ a' }}", "{{ 'a }}", "{{ _('text') }}", '{{ _("May") }}',
    "{{ _('100%') }}", "{{ _('<') }}", "{{ _(a) }}", "{{ True }}", "{{ False }}", "{{ None }}", "{{ true }}", "{{ 12345678901234567890 }}",
    "{{ d.k }}", "{{ d.x.y }}", "{{ d.nothing }}", "{{ d.k.0 }}", "{{ l.0 }}", "{{ l.1.1 }}", "{{ l.9 }}", "{{ l.x }}", "{{ a.0 }}", "{{ b.0 }}",
    "{{ n.x }}", "{{ nothing }}", "{{ nothing.at.all }}", "{{ a..b }}", "{{ .a }}", "{{ a. }}", "{{ d.x }}", "{{ d }}", "{{ l }}",
    "{{ }}", "{{}}", "{% %}", "{%%}", "{{ a b }}", "{{ a| }}", "{{ |upper }}", "{{ a|upper|lower }}", "{{ a | upper }}", "{{ a|upper }}",
    "{{ a |upper| lower }}", "{{ a|nofilter }}", "{{ a|upper:'x' }}", "{{ a|default }}", "{{ n|default:'x' }}", "{{ n|default: 'x' }}",
    "{{ n|default :'x' }}", "{{ nothing|default:a }}", "{{ nothing|default:nothing }}", "{{ a|default:nothing }}", "{{ nothing|default:5 }}", "{{ nothing|default:-5 }}",
    "{{ n|default_if_none:_('May') }}", "{{ nothing|default:'a|b' }}", "{{ nothing|default:\"it's\" }}", "{{ _a }}", "{{ a._b }}", "{{ a._b.c }}",
    "{{ a|default:_b }}", "{{ a.b-c }}", "{{ a-b }}", "{{ a+b }}", "{{ a(b) }}", "{{ a[0] }}", "{{ a, b }}", "{{ a|cut:'A }}", "{{ a|cut:A' }}",
    "{% nothing %}", "{% endif %}", "{% if a %}", "{% if a %}{% else %}", "{% if a %}{% endfor %}", "{% for x in l %}", "{% for x in l %}{% endif %}",
    "{% if %}x{% endif %}", "{% with a=b %}", "{% block %}{% endblock %}", "{% trans 'x' %}", "{% load nothing %}", "{% load i18n nothing %}",
    "{% load trans from i18n %}{% trans 'May' %}", "{% load nothing from i18n %}", "{% load i18n from i18n %}", "{% load %}", "{% load i18n l10n tz %}{% trans 'May' %}",
    "{% load localize from l10n %}{% localize off %}{{ 1.5|unlocalize }}{% endlocalize %}", "{% load from i18n %}",
    "{% templatetag openblock %}{% templatetag closeblock %}{% templatetag openvariable %}{% templatetag closevariable %}",
    "{% templatetag openbrace %}{% templatetag closebrace %}{% templatetag opencomment %}{% templatetag closecomment %}",
    "{% templatetag %}", "{% templatetag x %}", "{% templatetag openblock closeblock %}", "{% debug %}", "{% csrf_token %}x",
    "{% autoescape %}{% endautoescape %}", "{% autoescape maybe %}{% endautoescape %}", "{% filter %}{% endfilter %}",
    "{% filter upper %}a{{ a }}b{% endfilter %}", "{% filter safe %}{% endfilter %}", "{% filter escape %}{% endfilter %}",
    "{% filter upper|lower|cut:'a' %}aAbB{% endfilter %}", "{% filter force_escape %}<a href='x'>{{ a }}</a>{% endfilter %}", "{% filter length %}abc{% endfilter %}",
    "{% filter nofilter %}{% endfilter %}", "{% filter upper|safe %}{% endfilter %}", "{% spaceless %} <p> <b> x </b> </p> {% endspaceless %}",
    "{% spaceless %}a <b>\n\t</b>  <i> </i> x <u>{% endspaceless %}", "{% spaceless %}<b>{{ a }} </b>\n\n<b>{% endspaceless %}!", "{% spaceless %}",
    "{% now 'Y' %}", "{% now %}", "{% now 'Y' 'm' %}", "{% now \"jS F Y H:i\" %}", "{% now 'DATE_FORMAT' %}", "{% now 'Y' as y %}[{{ y }}]", "{% now '' %}",
    r"{% now 'H\h' %}", "{% now Y %}", "{% endverbatim %}", "{% endcomment %}", "{% else %}", "{% empty %}", "{% plural %}",
]


def cases():
    numbers = [{"source": f"{{{{ {n} }}}}", "options": {"language": "de"}} for n in ("1.5", "-0.25", "1e16", "1e-7", "1234567.5", "3")]
    invalid = [{"source": s, "context": CONTEXT, "options": {"string_if_invalid": "?%s?"}} for s in (
        "{{ nothing }}", "{{ a.nothing|upper }}", "{{ n }}", "{{ nothing|default:'x' }}", "{% if nothing %}x{% else %}y{% endif %}",
        "{% for x in nothing %}x{% empty %}y{% endfor %}", "{% with x=nothing %}{{ x }}{% endwith %}", "{% firstof nothing a %}", "{{ l.pop.x }}")]
    plain = [{"source": s, "context": CONTEXT, "options": {"string_if_invalid": "INVALID"}} for s in ("{{ nothing }}", "{{ nothing|upper }}", "{{ a.center }}")]
    return each(SOURCES, (CONTEXT,)) + numbers + invalid + plain
