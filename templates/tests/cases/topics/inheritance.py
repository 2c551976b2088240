"""block, extends and include."""
from . import case

TEMPLATES = {
    "base": "<{% block title %}base{% endblock %}|{% block body %}body {{ x }}{% endblock body %}>", "middle": "{% extends 'base' %}{% block body %}middle({{ block.super }}){% endblock %}", "nested": "{% block a %}1{% block b %}2{% endblock %}3{% endblock %}",
    "loop": "{% for i in l %}{% block item %}{{ i }}{% endblock %},{% endfor %}", "part": "[{{ x }}{{ y }}]", "part2": "{% include 'part' %}!", "broken": "{% if %}", "fails": "{{ x|divisibleby:'a' }}", "itself": "{% include 'itself' %}", "self": "{% extends 'self' %}",
    "tick": "{% extends 'tock' %}", "tock": "{% extends 'tick' %}", "setting": "{% cycle 'a' 'b' %}{% ifchanged %}{{ x }}{% endifchanged %}", "blocks": "{% block title %}own{% endblock %}", "dir/a": "A{% include './b' %}", "dir/b": "B{{ x }}", "dir/c": "{% include '../part' %}", "dir/d": "{% extends './a' %}", "dir/e": "{% include '../../x' %}",
    "ifblock": "{% if x %}{% block title %}yes{% endblock %}{% else %}no{% endif %}", "loads": "{% load i18n %}{% block title %}{% trans 'May' %}{% endblock %}", "space": "  {% block title %}t{% endblock %}\n", "sets": "{% cycle 'p' 'q' as x %}", "counter": "{{ forloop.counter }}", "frame": "<h1>{% block header %}H{% endblock %}</h1>\n\n{% block content %}{% endblock %}\n\n<p>{{ q.title }}{% if q.mail %}<br>{{ q.mail }}{% endif %}</p>",
    "footer": "Bye,\n\n{{ q.title }}{% if q.mail %}\n{{ q.mail }}{% endif %}\n", "isolated": "{{ x }}{{ forloop }}{{ True }}",
}
CONTEXT = {"x": "<x>", "l": [1, 2, 3], "name": "part", "empty": "", "none": None, "names": ["missing", "part"], "q": {"dict": [["title", "R&D"], ["mail", "a@b.example"]]}, "base": "base", "mailless": {"dict": [["title", "Q"], ["mail", None]]}}
SOURCES = [
    "{% extends 'base' %}", "{% extends 'base' %}{% block title %}t{% endblock %}", "{% extends 'base' %}{% block body %}{{ block.super }}+{{ x }}{% endblock %}outside", "{% extends 'middle' %}", "{% extends 'middle' %}{% block body %}top({{ block.super }}){% endblock %}{% block title %}T{% endblock %}",
    "text {% extends 'base' %}", "\n{% extends 'base' %}", "{# c #}{% extends 'base' %}", "{{ x }}{% extends 'base' %}", "{% comment %}{% endcomment %}{% extends 'base' %}", "{% load i18n %}{% extends 'base' %}", "{% extends base %}{% block title %}v{% endblock %}", "{% extends empty %}", "{% extends none %}", "{% extends nothing %}", "{% extends 'missing' %}",
    "{% extends %}", "{% extends 'a' 'b' %}", "{% extends 'base' %}{% extends 'base' %}", "{% if x %}{% extends 'base' %}{% endif %}", "{% extends 'self' %}", "{% extends 'tick' %}", "{% extends 'nested' %}{% block b %}x{{ block.super }}{% endblock %}", "{% extends 'nested' %}{% block a %}y{{ block.super }}{% endblock %}{% block b %}x{% endblock %}",
    "{% extends 'loop' %}{% block item %}<{{ i }}{{ block.super }}>{% endblock %}", "{% extends 'base' %}{% block title %}{% block inner %}i{% endblock %}{% endblock %}", "{% extends 'base' %}{% block new %}n{% endblock %}", "{% extends 'base' %}{% with x=1 %}{% block body %}{{ x }}{% endblock %}{% endwith %}", "{% extends 'base' %}{% if none %}{% block title %}hidden?{% endblock %}{% endif %}",
    "{% extends 'ifblock' %}{% block title %}mine{% endblock %}", "{% extends 'loads' %}{% block title %}{% trans 'May' %}{% endblock %}", "{% extends 'loads' %}", "{% extends 'space' %}{% block title %} x {% endblock %}", "{% extends 'base' %}{% block title %}{{ block.name }}{% endblock %}", "{% extends 'base' %}{% block title %}{{ block.super|upper }}{{ block.super|length }}{% endblock %}",
    "{% block a %}x{% endblock %}", "{% block a %}x{% endblock a %}", "{% block a %}x{% endblock b %}", "{% block a %}{% endblock %}{% block a %}{% endblock %}", "{% block a %}{% block a %}{% endblock %}{% endblock %}", "{% block a b %}{% endblock %}", "{% block a %}", "{% block a %}{{ block.super }}{% endblock %}", "{% block a %}{{ block.name }}{% endblock %}{{ block }}", "{% block a %}{% with x=1 %}{% endwith %}{% endblock %}{{ x }}",
    "{% block 'a b' %}{% endblock %}", "{% endblock %}", "{% block a-b %}x{% endblock a-b %}",
    "{% include 'part' %}", "{% include name %}", "{% include 'part' with y=1 %}", "{% include 'part' with x=1 y=2 %}{{ x }}", "{% include 'part' with y=1 only %}", "{% include 'part' only %}", "{% include 'part' only with y=1 %}", "{% include 'part2' %}", "{% include 'part2' with x=1 %}", "{% include names %}", "{% include 'missing' %}", "{% include empty %}", "{% include nothing %}", "{% include none %}", "{% include %}", "{% include 'part' with %}",
    "{% include 'part' y=1 %}", "{% include 'part' with y=1 with x=2 %}", "{% include 'part' only only %}", "{% include 'part' without y=1 %}", "{% include 'broken' %}", "{% include 'fails' %}", "{% include 'part'|upper %}", "{% include 'PART'|lower %}", "{% include 'part' with y=x|upper %}", "{% include 'part' with y=nothing %}", "{% include l.0 %}",
    "{% for i in l %}{% include 'part' with x=i %}{% endfor %}", "{% for i in l %}{% include 'setting' %}{% endfor %}", "{% for i in l %}{% include 'setting' with x=i %}{% endfor %}", "{% for i in l %}{% include 'counter' %}{% endfor %}", "{% for i in l %}{% include 'counter' only %}{% endfor %}", "{% include 'blocks' %}{% block title %}mine{% endblock %}", "{% extends 'base' %}{% block title %}{% include 'blocks' %}{% endblock %}", "{% include 'middle' %}",
    "{% include 'sets' %}{{ x }}", "{% autoescape off %}{% include 'part' %}{% endautoescape %}", "{% include 'isolated' only %}", "{% include 'dir/a' %}", "{% include 'dir/c' %}", "{% extends 'dir/d' %}", "{% include './part' %}", "{% include 'dir/e' %}", "{% include 'loads' %}{% trans 'May' %}", "{% filter upper %}{% include 'part' %}{% endfilter %}", "{% if x %}{% include 'part' %}{% endif %}", "{% include 'part' as p %}", "{% include \"part\" %}",
    "{% extends 'frame' %}{% block title %}{{ x }}{% endblock %}{% block content %}<p>{{ x }}</p>{% endblock %}", "Hello\n\n{% include 'footer' %}", "{% with q=mailless %}{% include 'footer' %}{% endwith %}",
]


def cases():
    made = []
    for source in SOURCES:
        needed, queue = {}, [source]
        while queue:
            text = queue.pop()
            for name, template in TEMPLATES.items():
                if name not in needed and (name in text or "name" in text or name.split("/")[-1] in text):
                    needed[name] = template
                    queue.append(template)
        everything = source + "".join(needed.values())
        context = {name: value for name, value in CONTEXT.items() if name in everything}
        made.append(case(source, context, templates=needed))
    return made
