"""Converts the settings of the current Django project to a settings file for deskql.

    deskql config --django | python manage.py shell -v 0 > deskql.toml
    python manage.py shell -v 0 < contrib/django_settings.py > deskql.toml

Reads the project's settings, URLs and installed apps, and changes nothing. The output contains the secret key and
passwords; keep it as private as settings.py. Comments at its top, and standard error, list unsupported settings.
"""
import os
import sys
from urllib.parse import quote

from django.apps import apps
from django.conf import global_settings, settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import Promise

# The settings of this version of deskql, filled in by `deskql config --django`. If empty, all settings are printed.
KNOWN = """""".split()

# Settings of django-helpdesk, and the settings of deskql that they become.
CONVERTED = {
    "AKISMET_API_KEY": "spam.akismet_api_key",
    "HELPDESK_ACTIVATE_API_ENDPOINT": "helpdesk.api_enabled",
    "HELPDESK_ALLOW_NON_STAFF_TICKET_UPDATE": "helpdesk.allow_non_staff_ticket_update",
    "HELPDESK_ANON_ACCESS_RAISES_404": "helpdesk.open_ticket_links",
    "HELPDESK_API_ENABLED": "helpdesk.api_enabled",
    "HELPDESK_ATTACHMENT_DIR_PERMS": "storage.attachment_dir_perms",
    "HELPDESK_AUTO_SUBSCRIBE_ON_TICKET_RESPONSE": "helpdesk.auto_subscribe_on_ticket_response",
    "HELPDESK_DEFAULT_SETTINGS": "helpdesk_default_settings",
    "HELPDESK_EMAIL_FALLBACK_LOCALE": "helpdesk.email_fallback_locale",
    "HELPDESK_EMAIL_REOPEN_STATUSES": "helpdesk.email_reopen_statuses",
    "HELPDESK_EMAIL_SUBJECT_TEMPLATE": "helpdesk.email_subject_template",
    "HELPDESK_ENABLE_ATTACHMENTS": "helpdesk.enable_attachments",
    "HELPDESK_ENABLE_BACKLINKS": "helpdesk.enable_backlinks",
    "HELPDESK_ENABLE_FOLLOWUP_COPY": "helpdesk.enable_followup_copy",
    "HELPDESK_ENABLE_PASSWORD_RESET": "helpdesk.enable_password_reset",
    "HELPDESK_ENABLE_PER_QUEUE_STAFF_PERMISSION": "helpdesk.enable_per_queue_staff_permission",
    "HELPDESK_FOLLOWUP_TIME_SPENT_AUTO": "helpdesk.followup_time_spent_auto",
    "HELPDESK_FOLLOWUP_TIME_SPENT_EXCLUDE_HOLIDAYS": "helpdesk.followup_time_spent_exclude_holidays",
    "HELPDESK_FOLLOWUP_TIME_SPENT_EXCLUDE_QUEUES": "helpdesk.followup_time_spent_exclude_queues",
    "HELPDESK_FOLLOWUP_TIME_SPENT_EXCLUDE_STATUSES": "helpdesk.followup_time_spent_exclude_statuses",
    "HELPDESK_FOLLOWUP_TIME_SPENT_OPENING_HOURS": "helpdesk.followup_time_spent_opening_hours",
    "HELPDESK_FOLLOWUP_WEBHOOK_URLS": "helpdesk.followup_webhook_urls",
    "HELPDESK_GET_FOLLOWUP_WEBHOOK_URLS": "helpdesk.followup_webhook_urls",
    "HELPDESK_GET_NEW_TICKET_WEBHOOK_URLS": "helpdesk.new_ticket_webhook_urls",
    "HELPDESK_KB_ENABLED": "helpdesk.kb_enabled",
    "HELPDESK_MAX_EMAIL_ATTACHMENT_SIZE": "helpdesk.max_email_attachment_size",
    "HELPDESK_NEW_TICKET_WEBHOOK_URLS": "helpdesk.new_ticket_webhook_urls",
    "HELPDESK_NOTIFY_SUBMITTER_FOR_ALL_TICKET_CHANGES": "helpdesk.notify_submitter_for_all_ticket_changes",
    "HELPDESK_PRIVATE_FOLLOWUP_MEANS_NO_EMAILS": "helpdesk.private_followup_means_no_emails",
    "HELPDESK_PUBLIC_TICKET_DUE_DATE": "helpdesk.public_ticket_due_date",
    "HELPDESK_PUBLIC_TICKET_PRIORITY": "helpdesk.public_ticket_priority",
    "HELPDESK_PUBLIC_TICKET_QUEUE": "helpdesk.public_ticket_queue",
    "HELPDESK_REDIRECT_TO_LOGIN_BY_DEFAULT": "helpdesk.open_ticket_links",
    "HELPDESK_STAFF_ONLY_TICKET_CC": "helpdesk.staff_only_ticket_cc",
    "HELPDESK_STAFF_ONLY_TICKET_OWNERS": "helpdesk.staff_only_ticket_owners",
    "HELPDESK_SUBMIT_A_TICKET_PUBLIC": "helpdesk.submit_a_ticket_public",
    "HELPDESK_TICKET_CLOSED_STATUS": "helpdesk.ticket_closed_status",
    "HELPDESK_TICKET_DUPLICATE_STATUS": "helpdesk.ticket_duplicate_status",
    "HELPDESK_TICKET_OPEN_STATUS": "helpdesk.ticket_open_status",
    "HELPDESK_TICKET_OPEN_STATUSES": "helpdesk.ticket_open_statuses",
    "HELPDESK_TICKET_PRIORITY_CHOICES": "helpdesk.ticket_priority_choices",
    "HELPDESK_TICKET_REOPENED_STATUS": "helpdesk.ticket_reopened_status",
    "HELPDESK_TICKET_RESOLVED_STATUS": "helpdesk.ticket_resolved_status",
    "HELPDESK_TICKET_STATUS_CHOICES": "helpdesk.ticket_status_choices",
    "HELPDESK_TICKET_STATUS_CHOICES_FLOW": "helpdesk.ticket_status_choices_flow",
    "HELPDESK_USE_HTTPS_IN_EMAIL_LINK": "helpdesk.use_https_in_email_link",
    "HELPDESK_VALIDATE_ATTACHMENT_TYPES": "helpdesk.validate_attachment_types",
    "HELPDESK_VALID_EXTENSIONS": "helpdesk.valid_extensions",
    "HELPDESK_WEBHOOK_TIMEOUT": "helpdesk.webhook_timeout",
    "PYTHON_AKISMET_API_KEY": "spam.akismet_api_key",
    "VALID_EXTENSIONS": "helpdesk.valid_extensions",
    "TYPEPAD_ANTISPAM_API_KEY": "spam.akismet_api_key",
}

# Settings without an effect on deskql, by the reason.
WITHOUT_EFFECT = {
    "only Django's pages": """
        HELPDESK_CREATE_TICKET_HIDE_ASSIGNED_TO HELPDESK_ENABLE_DEPENDENCIES_ON_TICKET
        HELPDESK_ENABLE_TIME_SPENT_ON_TICKET HELPDESK_FOLLOWUP_MOD HELPDESK_FOLLOWUP_NEWEST_FIRST
        HELPDESK_HTML_PREVIEW_ALLOW_REMOTE_IMAGES HELPDESK_KANBAN_DEFAULT_DUE_WEEKS
        HELPDESK_KANBAN_DEFAULT_RENDER_CLOSED_TICKETS_WEEKS HELPDESK_KANBAN_ENABLED HELPDESK_NAVIGATION_ENABLED
        HELPDESK_PUBLIC_TICKET_FORM_CLASS
        HELPDESK_PUBLIC_VIEW_PROTECTOR HELPDESK_QUERY_CLASS
        HELPDESK_SHOW_CUSTOM_FIELDS_FOLLOW_UP_LIST
        HELPDESK_SHOW_DELETE_BUTTON_SUPERUSER_FOLLOW_UP HELPDESK_SHOW_EDIT_BUTTON_FOLLOW_UP
        HELPDESK_SHOW_MY_TICKETS_IN_NAV_FOR_STAFF HELPDESK_STAFF_VIEW_PROTECTOR
        HELPDESK_TICKETS_TIMELINE_ENABLED HELPDESK_TICKET_PRIORITY_CSS_CLASSES
        HELPDESK_TICKET_STATUS_CSS_CLASSES HELPDESK_TRANSLATE_TICKET_COMMENTS HELPDESK_TRANSLATE_TICKET_COMMENTS_LANG
        HELPDESK_UI_ENABLED HELPDESK_UPDATE_PUBLIC_DEFAULT HELPDESK_USE_CDN HELPDESK_VIEW_A_TICKET_PUBLIC""".split(),
    "only `get_email`": """
        HELPDESK_ALWAYS_SAVE_INCOMING_EMAIL_MESSAGE 
        HELPDESK_FULL_FIRST_MESSAGE_FROM_EMAIL HELPDESK_IMAP_DEBUG_LEVEL
        HELPDESK_LOG_WARN_WHEN_CC_EMAIL_LINKED_TO_MORE_THAN_1_USER
        HELPDESK_LOG_WARN_WHEN_CC_EMAIL_NOT_LINKED_TO_A_USER HELPDESK_OAUTH""".split(),
    "not supported: teams of articles": """
        HELPDESK_KBITEM_TEAM_GETTER HELPDESK_TEAMS_MIGRATION_DEPENDENCIES HELPDESK_TEAMS_MODEL
        HELPDESK_TEAMS_MODE_ENABLED""".split(),
}

NOTES = []      # notes about unsupported settings
ROOT = []       # lines before the first section
SECTIONS = {}   # lines by section


def toml(value):
    """Formats a value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + "}"
    out = ""
    for char in str(value):
        if char in '"\\':
            out += "\\" + char
        elif ord(char) < 32 or ord(char) == 127:
            out += f"\\u{ord(char):04x}"
        else:
            out += char
    return f'"{out}"'


def put(key, value):
    """Adds a setting by its key (`server.listen`)."""
    if value is None:
        return
    if KNOWN and key not in KNOWN:
        NOTES.append(f"{key} = {toml(value)}: this version of deskql does not have this setting")
        return
    section, _, name = key.rpartition(".")
    (SECTIONS.setdefault(section, []) if section else ROOT).append(f"{name or key} = {toml(value)}")


def note(text):
    NOTES.append(text)


def last(path):
    """The last part of a dotted name, or the name of a class."""
    return path.rpartition(".")[2] if isinstance(path, str) else getattr(path, "__name__", str(path))


def django():
    put("secret_key", settings.SECRET_KEY)
    put("secret_key_fallbacks", list(getattr(settings, "SECRET_KEY_FALLBACKS", [])))
    put("append_slash", settings.APPEND_SLASH)
    put("allowed_hosts", list(settings.ALLOWED_HOSTS))
    put("time_zone", settings.TIME_ZONE if settings.USE_TZ else "UTC")
    if not settings.USE_TZ:
        note("USE_TZ = False is not supported: deskql expects stored times to be in UTC")
    put("media_url", settings.MEDIA_URL or "/media/")
    put("site_id", getattr(settings, "SITE_ID", 1))
    put("default_from_email", settings.DEFAULT_FROM_EMAIL)
    put("session_cookie_name", settings.SESSION_COOKIE_NAME)
    put("csrf_cookie_name", settings.CSRF_COOKIE_NAME)
    for cookie in ("SESSION", "CSRF"):
        for name in ("DOMAIN", "PATH", "SECURE", "HTTPONLY", "SAMESITE"):
            value = getattr(settings, f"{cookie}_COOKIE_{name}")
            put(f"{cookie}_COOKIE_{name}".lower(), bool(value) if name in ("SECURE", "HTTPONLY") else value or "")
    put("csrf_cookie_age", settings.CSRF_COOKIE_AGE or 0)
    put("session_cookie_age", settings.SESSION_COOKIE_AGE)
    put("session_expire_at_browser_close", settings.SESSION_EXPIRE_AT_BROWSER_CLOSE)
    # Django before 3.1 counts days.
    put("password_reset_timeout", getattr(settings, "PASSWORD_RESET_TIMEOUT", None))
    # Django before 4.0 has hosts there.
    origins = [origin if "://" in origin else f"https://{origin}" for origin in settings.CSRF_TRUSTED_ORIGINS]
    put("csrf_trusted_origins", origins)
    put("cors_allowed_origins", list(getattr(settings, "CORS_ALLOWED_ORIGINS", [])))
    put("cors_allow_credentials", getattr(settings, "CORS_ALLOW_CREDENTIALS", False))
    for name in ("data_upload_max_memory_size", "data_upload_max_number_fields", "data_upload_max_number_files"):
        if hasattr(settings, name.upper()):
            put(name, getattr(settings, name.upper()) or 0)
    put("authentication_backends", list(settings.AUTHENTICATION_BACKENDS))
    if settings.AUTH_USER_MODEL != "auth.User":
        note(f"AUTH_USER_MODEL = {settings.AUTH_USER_MODEL!r} is not supported: deskql uses auth_user")
    if settings.CSRF_USE_SESSIONS:
        note("CSRF_USE_SESSIONS = True is not supported: deskql expects the token in a cookie")
    if getattr(settings, "CORS_ALLOWED_ORIGIN_REGEXES", []) or getattr(settings, "CORS_ALLOW_ALL_ORIGINS", False):
        note("CORS_ALLOWED_ORIGIN_REGEXES and CORS_ALLOW_ALL_ORIGINS are not supported: list each origin in cors_allowed_origins")
    sessions()
    passwords()
    languages()


def sessions():
    engine = last(settings.SESSION_ENGINE)
    if engine in ("db", "cached_db"):
        pass        # both store sessions in django_session
    elif engine == "signed_cookies":
        put("session_engine", "signed_cookies")
    else:
        note(f"SESSION_ENGINE = {settings.SESSION_ENGINE!r} is not supported: its sessions are not in the database")
    if last(settings.SESSION_SERIALIZER) != "JSONSerializer":
        note(f"SESSION_SERIALIZER = {settings.SESSION_SERIALIZER!r} is not supported: deskql reads JSON")


def passwords():
    known = ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator",
             "NumericPasswordValidator")
    validators = []
    for validator in settings.AUTH_PASSWORD_VALIDATORS:
        name, options = last(validator["NAME"]), validator.get("OPTIONS", {})
        if name not in known or not validator["NAME"].startswith("django.contrib.auth."):
            note(f"AUTH_PASSWORD_VALIDATORS: {validator['NAME']} is not supported: it is not a validator of Django")
            continue
        options = {key: str(value) if key == "password_list_path" else value for key, value in options.items()}
        validators.append({"name": name, **options} if options else name)
    put("auth_password_validators", validators)
    known = ("PBKDF2PasswordHasher", "PBKDF2SHA1PasswordHasher", "Argon2PasswordHasher", "BCryptSHA256PasswordHasher",
             "BCryptPasswordHasher", "ScryptPasswordHasher")
    hashers = []
    for path in settings.PASSWORD_HASHERS:
        if last(path) in known and path.startswith("django.contrib.auth.hashers."):
            hashers.append(last(path))
        else:
            note(f"PASSWORD_HASHERS: {path} is not supported; users whose passwords it hashed cannot sign in to deskql")
    put("auth.password_hashers", hashers or None)


def languages():
    put("language_code", settings.LANGUAGE_CODE)
    put("language_cookie_name", settings.LANGUAGE_COOKIE_NAME)
    if not settings.USE_I18N:
        put("locale_paths", [])
        return
    folders = [str(path) for path in settings.LOCALE_PATHS]
    folders += [os.path.join(app.path, "locale") for app in apps.get_app_configs()]
    folders.append(os.path.join(os.path.dirname(global_settings.__file__), "locale"))
    put("locale_paths", [folder for folder in folders if os.path.isdir(folder)])
    put("locale_middleware", any(last(name) == "LocaleMiddleware" for name in settings.MIDDLEWARE))
    if settings.LANGUAGES != global_settings.LANGUAGES:
        put("languages", [code for code, _ in settings.LANGUAGES])


def database():
    given = settings.DATABASES["default"]
    engine, name = last(given["ENGINE"]), str(given["NAME"])
    if engine == "sqlite3":
        put("database.url", "sqlite:" + os.path.abspath(name))
        return
    scheme = {"postgresql": "postgres", "postgresql_psycopg2": "postgres", "mysql": "mysql"}.get(engine)
    if not scheme:
        note(f"DATABASES: {given['ENGINE']} is not supported; use SQLite, PostgreSQL or MariaDB")
        return
    user, password, host = (quote(str(given.get(key) or ""), safe="") for key in ("USER", "PASSWORD", "HOST"))
    port = f":{given['PORT']}" if given.get("PORT") else ""
    login = user + (f":{password}" if password else "")
    if not host and scheme == "postgres":
        note("DATABASES: HOST is empty; assuming the Unix socket in /var/run/postgresql")
        host = quote("/var/run/postgresql", safe="")
    put("database.url", f"{scheme}://{login}{'@' if login else ''}{host or 'localhost'}{port}/{quote(name, safe='')}")
    if given.get("OPTIONS"):
        note("DATABASES: OPTIONS are not converted; for TLS, add ?sslmode=… to database.url")


def storage():
    # Django before 4.2 has no STORAGES.
    if hasattr(settings, "STORAGES"):
        backend = settings.STORAGES["default"]["BACKEND"]
    else:
        backend = settings.DEFAULT_FILE_STORAGE
    if last(backend) == "FileSystemStorage":
        put("storage.url", "fs:" + os.path.abspath(settings.MEDIA_ROOT or "."))
        if settings.FILE_UPLOAD_PERMISSIONS is not None:
            put("storage.file_upload_permissions", f"{settings.FILE_UPLOAD_PERMISSIONS:o}")
    else:
        note(f"STORAGES: {backend} is not converted; set storage.url, for S3 to \"s3://BUCKET/PREFIX?endpoint=…&region=…\"")
    mode = of_helpdesk("HELPDESK_ATTACHMENT_DIR_PERMS")
    put("storage.attachment_dir_perms", None if mode is None else f"{mode:o}")


def mail():
    backend = last(settings.EMAIL_BACKEND.rpartition(".")[0])
    if backend == "smtp":
        put("mail.transport", "smtp")
    elif backend == "filebased":
        put("mail.transport", "file")
        put("mail.email_file_path", str(settings.EMAIL_FILE_PATH))
    else:
        put("mail.transport", "none")
        if backend not in ("dummy", "locmem", "console"):
            note(f"EMAIL_BACKEND = {settings.EMAIL_BACKEND!r} is not supported: deskql sends email by SMTP; set mail.transport to \"none\"")
    for name in ("email_host", "email_port", "email_host_user", "email_host_password", "email_use_tls", "email_use_ssl"):
        put(f"mail.{name}", getattr(settings, name.upper()))
    put("mail.email_timeout", int(settings.EMAIL_TIMEOUT) if settings.EMAIL_TIMEOUT else None)
    put("mail.email_ssl_certfile", settings.EMAIL_SSL_CERTFILE)
    put("mail.email_ssl_keyfile", settings.EMAIL_SSL_KEYFILE)
    from django.template import TemplateDoesNotExist, loader
    try:
        base = loader.get_template("helpdesk/en/email_html_base.html").origin.name
        put("mail.templates_dir", os.path.dirname(os.path.dirname(os.path.dirname(base))))
    except TemplateDoesNotExist:
        note("the template helpdesk/en/email_html_base.html is missing; deskql uses its built-in templates")
    try:
        public = reverse("helpdesk:public_view")
        staff = reverse("helpdesk:view", args=[1234567890])
    except NoReverseMatch:
        note("the pages of django-helpdesk are disabled: set mail.ticket_url and mail.staff_url to pages of your frontend")
        return
    put("mail.ticket_url", f"{{site}}{public}?ticket={{ticket}}&email={{email}}&key={{key}}")
    put("mail.staff_url", "{site}" + staff.replace("1234567890", "{id}"))
    try:
        reset = reverse("helpdesk:password_reset_confirm", args=["UID", "TOKEN"])
    except NoReverseMatch:
        return
    put("mail.password_reset_url", "{site}" + reset.replace("UID", "{uid}").replace("TOKEN", "{token}"))


def mount():
    """The path before `/api/`."""
    try:
        prefix = reverse("helpdesk:tickets-list").partition("/api/")[0]
    except NoReverseMatch:
        return
    put("force_script_name", prefix or settings.FORCE_SCRIPT_NAME or None)


def rest_framework():
    from rest_framework.settings import api_settings
    known = {"SessionAuthentication": "session", "BasicAuthentication": "basic", "TokenAuthentication": "token"}
    methods = []
    for method in api_settings.DEFAULT_AUTHENTICATION_CLASSES:
        if method.__module__ == "rest_framework.authentication" and method.__name__ in known:
            methods.append(known[method.__name__])
        else:
            note(f"REST_FRAMEWORK: {method.__module__}.{method.__name__} is not supported; nobody can sign in to deskql with it")
    put("rest_framework.default_authentication_classes", methods)
    written = getattr(settings, "REST_FRAMEWORK", {})
    if api_settings.DATETIME_FORMAT != "iso-8601":
        put("rest_framework.datetime_format", api_settings.DATETIME_FORMAT or "")
    throttles = [last(name) for name in written.get("DEFAULT_THROTTLE_CLASSES", [])]
    for name in throttles:
        if name not in ("AnonRateThrottle", "UserRateThrottle"):
            note(f"REST_FRAMEWORK: the throttle {name} is not supported")
    rates = written.get("DEFAULT_THROTTLE_RATES", {})
    for scope, name in (("anon", "AnonRateThrottle"), ("user", "UserRateThrottle")):
        if name in throttles and rates.get(scope):
            put(f"rest_framework.throttle_{scope}", rates[scope])
    for name in sorted(set(written) - {"DEFAULT_AUTHENTICATION_CLASSES", "DATETIME_FORMAT", "DEFAULT_THROTTLE_CLASSES",
                                       "DEFAULT_THROTTLE_RATES"}):
        if written[name] != getattr(__import__("rest_framework.settings").settings, "DEFAULTS").get(name):
            note(f"REST_FRAMEWORK: {name} = {written[name]!r} has no effect in deskql")


def choices(value):
    """Returns numbers and labels. Translated labels are in English, their original language."""
    with translation.override(None):
        return [[number, str(label)] for number, label in value]


def of_helpdesk(name, convert=None):
    """A setting of django-helpdesk with its default; None if the release does not have it."""
    value = getattr(helpdesk_settings, name, None)
    return value if convert is None or value is None else convert(value)


def visitors():
    """Converts the settings of callers without an account."""
    closed = of_helpdesk("HELPDESK_REDIRECT_TO_LOGIN_BY_DEFAULT") or of_helpdesk("HELPDESK_ANON_ACCESS_RAISES_404")
    submit = of_helpdesk("HELPDESK_SUBMIT_A_TICKET_PUBLIC")
    put("helpdesk.submit_a_ticket_public", False if closed else submit)
    put("helpdesk.open_ticket_links", not closed)
    put("helpdesk.public_ticket_queue", getattr(settings, "HELPDESK_PUBLIC_TICKET_QUEUE", None))
    priority = getattr(settings, "HELPDESK_PUBLIC_TICKET_PRIORITY", None)
    put("helpdesk.public_ticket_priority", None if priority is None else int(priority))
    if hasattr(settings, "HELPDESK_PUBLIC_TICKET_DUE_DATE"):
        due = settings.HELPDESK_PUBLIC_TICKET_DUE_DATE
        if not due:
            put("helpdesk.public_ticket_due_date", "none")
        elif getattr(due, "tzinfo", None):
            put("helpdesk.public_ticket_due_date", due.isoformat())
        else:
            note(f"HELPDESK_PUBLIC_TICKET_DUE_DATE = {due!r} is not converted; set helpdesk.public_ticket_due_date to a time with its zone")


def helpdesk():
    for name in ("ENABLE_PER_QUEUE_STAFF_PERMISSION", "STAFF_ONLY_TICKET_OWNERS", "STAFF_ONLY_TICKET_CC",
                 "ENABLE_FOLLOWUP_COPY", "ENABLE_ATTACHMENTS",
                 "VALIDATE_ATTACHMENT_TYPES", "ENABLE_BACKLINKS", "PRIVATE_FOLLOWUP_MEANS_NO_EMAILS",
                 "NOTIFY_SUBMITTER_FOR_ALL_TICKET_CHANGES", "MAX_EMAIL_ATTACHMENT_SIZE", "EMAIL_FALLBACK_LOCALE",
                 "EMAIL_SUBJECT_TEMPLATE", "USE_HTTPS_IN_EMAIL_LINK", "KB_ENABLED", "AUTO_SUBSCRIBE_ON_TICKET_RESPONSE"):
        put(f"helpdesk.{name.lower()}", of_helpdesk(f"HELPDESK_{name}"))
    enabled = of_helpdesk("HELPDESK_API_ENABLED")
    put("helpdesk.api_enabled", of_helpdesk("HELPDESK_ACTIVATE_API_ENDPOINT") if enabled is None else enabled)
    extensions = of_helpdesk("HELPDESK_VALID_EXTENSIONS", list)
    put("helpdesk.valid_extensions", extensions or getattr(settings, "VALID_EXTENSIONS", None))
    update = of_helpdesk("HELPDESK_ALLOW_NON_STAFF_TICKET_UPDATE")
    if callable(update):
        note("HELPDESK_ALLOW_NON_STAFF_TICKET_UPDATE is a function; deskql accepts only true or false, so it is set to false")
        update = False
    put("helpdesk.allow_non_staff_ticket_update", update)
    put("helpdesk.email_reopen_statuses", of_helpdesk("EMAIL_REOPEN_STATUSES", list))
    put("helpdesk.enable_password_reset", of_helpdesk("HELPDESK_ENABLE_PASSWORD_RESET"))
    visitors()
    put("helpdesk.ticket_status_choices", of_helpdesk("TICKET_STATUS_CHOICES", choices))
    for name in ("OPEN", "REOPENED", "RESOLVED", "CLOSED", "DUPLICATE"):
        put(f"helpdesk.ticket_{name.lower()}_status", of_helpdesk(f"{name}_STATUS"))
    put("helpdesk.ticket_open_statuses", of_helpdesk("TICKET_OPEN_STATUSES", list))
    put("helpdesk.ticket_status_choices_flow",
        of_helpdesk("TICKET_STATUS_CHOICES_FLOW", lambda flow: [[old, list(new)] for old, new in flow.items()]))
    put("helpdesk.ticket_priority_choices", of_helpdesk("TICKET_PRIORITY_CHOICES", choices))
    labels = [label for name in ("TICKET_STATUS_CHOICES", "TICKET_PRIORITY_CHOICES") for _, label in of_helpdesk(name) or ()]
    put("helpdesk.translate_choices", any(isinstance(label, Promise) for label in labels) if labels else None)
    put("helpdesk.followup_time_spent_auto", of_helpdesk("FOLLOWUP_TIME_SPENT_AUTO"))
    put("helpdesk.followup_time_spent_opening_hours",
        of_helpdesk("FOLLOWUP_TIME_SPENT_OPENING_HOURS", lambda hours: [[day, *map(float, span)] for day, span in hours.items()]))
    for name in ("HOLIDAYS", "STATUSES", "QUEUES"):
        put(f"helpdesk.followup_time_spent_exclude_{name.lower()}", of_helpdesk(f"FOLLOWUP_TIME_SPENT_EXCLUDE_{name}", list))
    for name in ("NEW_TICKET", "FOLLOWUP"):
        urls = of_helpdesk(f"HELPDESK_GET_{name}_WEBHOOK_URLS", lambda get: list(get() or []))
        put(f"helpdesk.{name.lower()}_webhook_urls", urls)
    put("helpdesk.webhook_timeout", of_helpdesk("HELPDESK_WEBHOOK_TIMEOUT", float))
    # In the order of helpdesk/lib.py, `text_is_spam`.
    for name in ("TYPEPAD_ANTISPAM_API_KEY", "PYTHON_AKISMET_API_KEY", "AKISMET_API_KEY"):
        if hasattr(settings, name):
            put("spam.akismet_api_key", getattr(settings, name))
            if name.startswith("TYPEPAD"):
                put("spam.akismet_url", "https://api.antispam.typepad.com/1.1/")
            break
    known = {*CONVERTED, *(name for names in WITHOUT_EFFECT.values() for name in names)}
    for name in dir(settings):
        if name.startswith("HELPDESK_") and name not in known:
            note(f"{name} is not a setting of django-helpdesk that deskql knows; it has no effect in deskql")
    for name in ("login_view_ticketlist", "email_on_ticket_change", "email_on_ticket_assign", "tickets_per_page",
                 "use_email_as_submitter", "ticket_respond_layout"):
        put(f"helpdesk_default_settings.{name}", helpdesk_settings.DEFAULT_USER_SETTINGS.get(name))


try:
    from helpdesk import settings as helpdesk_settings
except ImportError:
    sys.exit("django-helpdesk is not installed in this project")

for part in (django, mount, database, storage, mail, rest_framework, helpdesk):
    part()
print("# Converted from the settings of a Django project. Keep this file private: it contains the secret key and passwords.")
if NOTES:
    print("# Unsupported settings:")
for text in NOTES:
    print(f"# - {text}")
    print(f"deskql: {text}", file=sys.stderr)
print("\n".join(ROOT))
for section, lines in SECTIONS.items():
    print(f"\n[{section}]")
    print("\n".join(lines))
