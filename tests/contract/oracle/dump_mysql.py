"""Writes the fixture's files for MariaDB and MySQL: dump_mysql.py DSN FOLDER.

The schema is the output of SHOW CREATE TABLE without the counters; datetimes keep their microseconds. mysqldump is not
used, because its output differs between releases and partly needs its own client."""
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import re
import MySQLdb
from MySQLdb.constants import FIELD_TYPE

dsn, folder = urlsplit(sys.argv[1]), Path(sys.argv[2])
db = MySQLdb.connect(host=dsn.hostname, port=dsn.port or 3306, user=unquote(dsn.username or "root"),
                     password=unquote(dsn.password or ""), database=dsn.path.lstrip("/"), charset="utf8mb4")
cursor = db.cursor()


def rows(sql):
    cursor.execute(sql)
    return cursor.fetchall()


# Keep these as text instead of converting them.
for kind in (FIELD_TYPE.DATETIME, FIELD_TYPE.DATE):
    db.converter[kind] = lambda text: text if isinstance(text, str) else text.decode()
tables = [name for (name,) in rows("SHOW TABLES")]
schema, content, counters = [], [], []
for table in tables:
    create = rows(f"SHOW CREATE TABLE `{table}`")[0][1]
    counter = re.search(r" AUTO_INCREMENT=(\d+)", create)
    schema.append(re.sub(r" AUTO_INCREMENT=\d+", "", create) + ";\n")
    if "AUTO_INCREMENT" in create:
        counters.append(f"ALTER TABLE `{table}` AUTO_INCREMENT = {counter[1] if counter else 1};\n")
    cursor.execute(f"SELECT * FROM `{table}` ORDER BY 1")
    names = ", ".join(f"`{column[0]}`" for column in cursor.description)
    found = cursor.fetchall()
    if found:
        lines = ["(" + ", ".join(db.literal(value).decode() for value in row) + ")" for row in found]
        content.append(f"INSERT INTO `{table}` ({names}) VALUES\n" + ",\n".join(lines) + ";\n")

off, on = "SET FOREIGN_KEY_CHECKS = 0;\n", "SET FOREIGN_KEY_CHECKS = 1;\n"
head = "-- The fixture's tables as django-helpdesk makes them in MariaDB.\n"
(folder / "schema.mysql.sql").write_text(head + off + "\n".join(schema) + on)
(folder / "helpdesk.mysql.sql").write_text(
    head + off + "\n".join(schema) + "".join(content) + "".join(counters) + on)
(folder / "helpdesk.mysql.reset.sql").write_text(
    "-- Puts the fixture rows back into a database that already has the schema of helpdesk.mysql.sql.\n" + off
    + "BEGIN;\n" + "".join(f"DELETE FROM `{t}`;\n" for t in tables) + "".join(content) + "COMMIT;\n"
    + "".join(counters) + on)
