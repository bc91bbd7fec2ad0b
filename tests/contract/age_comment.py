"""Makes a comment in a running FotoGal's store older.

    age_comment.py DATA_FOLDER ID MINUTES
"""
import json
import pathlib
import re
import sqlite3
import sys

DEFINITION = re.compile(r'CREATE TABLE IF NOT EXISTS fotogal_ntable_comments \((.*), PRIMARY KEY')


def main():
    data, comment, minutes = pathlib.Path(sys.argv[1]), int(sys.argv[2], 36), int(sys.argv[3])
    with sqlite3.connect(data / 'nosql.db', timeout=30) as database:
        for table, text in database.execute('SELECT id, definition FROM tables').fetchall():
            match = DEFINITION.match(json.loads(text)['ddl'])
            if not match:
                continue
            columns = [column.split()[0] for column in match[1].split(', ')]
            rows = database.execute('SELECT pk, value FROM rows WHERE table_id = ?', (table,)).fetchall()
            for key, value in rows:
                row = json.loads(value)
                if row[columns.index('id')] != comment:
                    continue
                row[columns.index('created_ts')] -= minutes * 60000
                database.execute('UPDATE rows SET value = ? WHERE table_id = ? AND pk = ?', (json.dumps(row), table, key))
                return
    sys.exit('no such comment')


main()
