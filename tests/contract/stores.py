"""Prints what a running FotoGal keeps, as a JSON object of texts: "table key" and its row, "object
path" and its hash.

    stores.py DATA_FOLDER

Left out is what a refused request may change: failures and tries that are counted (throttle, budgets), what an upload
or a key was used for (idempotency: from then on it stands for that request), and when a session was
last used. So is what `sweep` notes of its walk over the bucket, kept beside the jobs.
"""
import hashlib
import json
import pathlib
import re
import sqlite3
import sys

DEFINITION = re.compile(r'CREATE TABLE IF NOT EXISTS (\w+) \((.*), PRIMARY KEY')
COMMA_BETWEEN_COLUMNS = re.compile(r', (?![^()]*\))')
MOVING_TABLES = {'fotogal_ntable_throttle', 'fotogal_ntable_budgets', 'fotogal_ntable_idempotency'}
MOVING_COLUMNS = {'expire_ts', 'last_used_ts'}


def tables_of(database):
    for table_id, text in database.execute('SELECT id, definition FROM tables'):
        name, columns = DEFINITION.match(json.loads(text)['ddl']).groups()
        yield table_id, name, [column.split()[0] for column in COMMA_BETWEEN_COLUMNS.split(columns)]


def rows_of(database):
    for table_id, table, columns in tables_of(database):
        if table in MOVING_TABLES:
            continue
        rows = database.execute('SELECT pk, value FROM rows WHERE table_id = ?', (table_id,))
        for key, value in rows:
            row = dict(zip(columns, json.loads(value)))
            if row.get('kind') == 'walk':
                continue
            still = {name: row[name] for name in row if name not in MOVING_COLUMNS}
            yield f'{table} {bytes(key).hex()}', json.dumps(still)


def objects_of(folder):
    for path in sorted(folder.rglob('*')):
        if path.is_file():
            yield f'object {path.relative_to(folder)}', hashlib.sha256(path.read_bytes()).hexdigest()


def main():
    data = pathlib.Path(sys.argv[1])
    database = sqlite3.connect(f'file:{data / "nosql.db"}?mode=ro', uri=True)
    kept = {**dict(rows_of(database)), **dict(objects_of(data / 'object-storage'))}
    json.dump(kept, sys.stdout)


main()
