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
    put("secret_key_fallbacks", list(settings.SECRET_KEY_FALLBACKS))
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
    put("csrf_trusted_origins", list(settings.CSRF_TRUSTED_ORIGINS))
    put("cors_allowed_origins", list(getattr(settings, "CORS_ALLOWED_ORIGINS", [])))
    put("cors_allow_credentials", getattr(settings, "CORS_ALLOW_CREDENTIALS", False))
    for name in ("data_upload_max_memory_size", "data_upload_max_number_fields", "data_upload_max_number_files"):
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
        put("session_cookie_age", settings.SESSION_COOKIE_AGE)
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
    backend = settings.STORAGES["default"]["BACKEND"]
    if last(backend) == "FileSystemStorage":
        put("storage.url", "fs:" + os.path.abspath(settings.MEDIA_ROOT or "."))
        if settings.FILE_UPLOAD_PERMISSIONS is not None:
            put("storage.file_upload_permissions", f"{settings.FILE_UPLOAD_PERMISSIONS:o}")
    else:
        note(f"STORAGES: {backend} is not converted; set storage.url, for S3 to \"s3://BUCKET/PREFIX?endpoint=…&region=…\"")
    put("storage.attachment_dir_perms", f"{helpdesk_settings.HELPDESK_ATTACHMENT_DIR_PERMS:o}")


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


def helpdesk():
    hs = helpdesk_settings
    for name in ("ENABLE_PER_QUEUE_STAFF_PERMISSION", "STAFF_ONLY_TICKET_OWNERS", "ENABLE_ATTACHMENTS",
                 "VALIDATE_ATTACHMENT_TYPES", "ENABLE_BACKLINKS", "PRIVATE_FOLLOWUP_MEANS_NO_EMAILS",
                 "NOTIFY_SUBMITTER_FOR_ALL_TICKET_CHANGES", "MAX_EMAIL_ATTACHMENT_SIZE", "EMAIL_FALLBACK_LOCALE",
                 "EMAIL_SUBJECT_TEMPLATE", "USE_HTTPS_IN_EMAIL_LINK", "KB_ENABLED", "AUTO_SUBSCRIBE_ON_TICKET_RESPONSE",
                 "API_ENABLED"):
        put(f"helpdesk.{name.lower()}", getattr(hs, f"HELPDESK_{name}"))
    put("helpdesk.valid_extensions", list(hs.HELPDESK_VALID_EXTENSIONS))
    update = hs.HELPDESK_ALLOW_NON_STAFF_TICKET_UPDATE
    if callable(update):
        note("HELPDESK_ALLOW_NON_STAFF_TICKET_UPDATE is a function; deskql accepts only true or false, so it is set to false")
        update = False
    put("helpdesk.allow_non_staff_ticket_update", update)
    put("helpdesk.ticket_status_choices", choices(hs.TICKET_STATUS_CHOICES))
    for name in ("OPEN", "REOPENED", "RESOLVED", "CLOSED", "DUPLICATE"):
        put(f"helpdesk.ticket_{name.lower()}_status", getattr(hs, f"{name}_STATUS"))
    put("helpdesk.ticket_open_statuses", list(hs.TICKET_OPEN_STATUSES))
    put("helpdesk.ticket_status_choices_flow", [[old, list(new)] for old, new in hs.TICKET_STATUS_CHOICES_FLOW.items()])
    put("helpdesk.ticket_priority_choices", choices(hs.TICKET_PRIORITY_CHOICES))
    labels = [label for _, label in (*hs.TICKET_STATUS_CHOICES, *hs.TICKET_PRIORITY_CHOICES)]
    put("helpdesk.translate_choices", any(isinstance(label, Promise) for label in labels))
    put("helpdesk.followup_time_spent_auto", hs.FOLLOWUP_TIME_SPENT_AUTO)
    hours = hs.FOLLOWUP_TIME_SPENT_OPENING_HOURS
    put("helpdesk.followup_time_spent_opening_hours", [[day, *map(float, span)] for day, span in hours.items()])
    put("helpdesk.followup_time_spent_exclude_holidays", list(hs.FOLLOWUP_TIME_SPENT_EXCLUDE_HOLIDAYS))
    put("helpdesk.followup_time_spent_exclude_statuses", list(hs.FOLLOWUP_TIME_SPENT_EXCLUDE_STATUSES))
    put("helpdesk.followup_time_spent_exclude_queues", list(hs.FOLLOWUP_TIME_SPENT_EXCLUDE_QUEUES))
    put("helpdesk.new_ticket_webhook_urls", list(hs.HELPDESK_GET_NEW_TICKET_WEBHOOK_URLS() or []))
    put("helpdesk.followup_webhook_urls", list(hs.HELPDESK_GET_FOLLOWUP_WEBHOOK_URLS() or []))
    put("helpdesk.webhook_timeout", float(hs.HELPDESK_WEBHOOK_TIMEOUT))
    defaults = hs.DEFAULT_USER_SETTINGS
    for name in ("login_view_ticketlist", "email_on_ticket_change", "email_on_ticket_assign", "tickets_per_page",
                 "use_email_as_submitter", "ticket_respond_layout"):
        put(f"helpdesk_default_settings.{name}", defaults[name])


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
