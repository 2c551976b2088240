"""The templates that Django is asked about; one file a topic."""


def case(source, context=None, **rest):
    """A case; `options` and `templates` by their names."""
    made = {"source": source}
    if context:
        made["context"] = context
    made.update(rest)
    return made


def each(sources, contexts=({},), **rest):
    """A case for each source and each context."""
    return [case(source, context, **rest) for source in sources for context in contexts]
