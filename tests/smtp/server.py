"""A mail server for tests (aiosmtpd) that can reject recipients, respond slowly and close connections."""
import asyncio
import collections
import email
import email.policy
import logging
import ssl
import threading
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

# Rejected clients are part of the tests.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", module="aiosmtpd")


class Session(SMTP):
    """The session of a client; can close the connection in the middle of a message."""

    async def smtp_DATA(self, arg):
        if self.event_handler.take("hang_up_in_data"):
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Mails:
    """The received messages, and the failures to simulate."""

    def __init__(self):
        self.lock = threading.Lock()
        self.refuse = {}           # address → answer to RCPT
        self.refused = collections.Counter()  # number of rejections by address
        self.refuse_data = None    # answer to the message
        self.delay = 0.0           # seconds before a message is acknowledged
        self.left = collections.Counter()  # how often to hang up in and after DATA
        self.received = []         # (recipients, message, session), even if not acknowledged
        self.under_way = self.most = 0

    def take(self, what):
        with self.lock:
            if self.left[what] <= 0:
                return False
            self.left[what] -= 1
            return True

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.refuse.get(address)
        if answer:
            self.refused[address] += 1
            return answer
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        with self.lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(self.delay)
        finally:
            with self.lock:
                self.under_way -= 1
        if self.refuse_data:
            return self.refuse_data
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        with self.lock:
            self.received.append((list(envelope.rcpt_tos), message, session))
        if self.take("hang_up_after_data"):
            server.transport.abort()
        return "250 accepted"

    def to(self, address):
        with self.lock:
            return [message for recipients, message, _ in self.received if address in recipients]

    def ids(self):
        """How often each message was received, by recipient and Message-ID."""
        with self.lock:
            return collections.Counter((to, message["Message-ID"]) for tos, message, _ in self.received for to in tos)


class Server:
    """Runs during a `with` block; can be entered several times."""

    def __init__(self, port, authority=None, mode=None, login=None, utf8=True):
        self.port, self.authority, self.mode, self.login, self.utf8 = port, authority, mode, login, utf8
        self.mails = Mails()

    def authenticate(self, server, session, envelope, mechanism, data):
        right = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == self.login
        return AuthResult(success=right, handled=right)

    def __enter__(self):
        context = None
        if self.authority:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
        options = {"enable_SMTPUTF8": self.utf8, "hostname": "mail.test"}
        if self.mode == "starttls":
            options |= {"tls_context": context, "require_starttls": True}
        if self.login:
            options |= {"authenticator": self.authenticate, "auth_required": True, "auth_require_tls": bool(self.mode == "starttls")}

        class Own(Controller):
            def factory(self):
                return Session(self.handler, **options)

        self.controller = Own(self.mails, hostname="127.0.0.1", port=self.port,
                              ssl_context=context if self.mode == "tls" else None)
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()
