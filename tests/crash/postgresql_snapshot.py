"""What is in a PostgreSQL database, in one query: one line of JSON behind MARK."""

import json
import re

from snapshot import VERSION_TABLE, Snapshot, is_own

MARK = "SNAPSHOT "

# Everything in schemas of users; an index that is not valid stands apart. A table's rows as their
# number, their digest and their beginning, in an order of their own.
QUERY = rf"""
WITH of_users AS (
  SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)'
), relation AS (
  SELECT c.oid, c.relkind, c.relname, n.nspname FROM pg_class c
  JOIN of_users n ON n.oid = c.relnamespace
), object (belongs_to, text) AS (
  SELECT relname, format('%s %s.%s', relkind, nspname, relname) FROM relation
  WHERE relkind NOT IN ('i', 'I')
  UNION ALL
  SELECT r.relname, format('column %s.%s %s %s %s', r.relname, a.attname,
    format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
  FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0
    AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
  WHERE r.relkind IN ('r', 'v', 'p', 'm')
  UNION ALL
  SELECT t.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i
  JOIN relation t ON t.oid = i.indrelid WHERE i.indisvalid
  UNION ALL
  SELECT r.relname, format('constraint %s %s %s', k.conname, pg_get_constraintdef(k.oid),
    k.convalidated)
  FROM pg_constraint k JOIN relation r ON r.oid = k.conrelid
  UNION ALL
  SELECT '', format('view %s', pg_get_viewdef(oid)) FROM relation WHERE relkind IN ('v', 'm')
  UNION ALL
  SELECT '', pg_get_functiondef(p.oid) FROM pg_proc p JOIN of_users n ON n.oid = p.pronamespace
  UNION ALL
  SELECT '', format('enum %s %s', t.typname,
    (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e
     WHERE e.enumtypid = t.oid))
  FROM pg_type t JOIN of_users n ON n.oid = t.typnamespace WHERE t.typtype = 'e'
)
SELECT '{MARK}' || json_build_object(
  'objects', (SELECT json_agg(json_build_array(belongs_to, text)) FROM object),
  'rows', (SELECT json_object_agg(relname, query_to_xml(format(
    'SELECT n, md5(rows) AS digest, left(rows, 2000) AS beginning FROM (SELECT count(*) AS n, '
    'string_agg(t::text, chr(10) ORDER BY t::text) AS rows FROM %I.%I t) r',
    nspname, relname), true, false, '')::text) FROM relation WHERE relkind = 'r'),
  'history', CASE WHEN to_regclass('fz_audit') IS NULL THEN NULL ELSE query_to_xml(
    'SELECT revision, direction FROM fz_audit', true, false, '')::text END,
  'invalid', (SELECT json_agg(c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE NOT i.indisvalid OR NOT i.indisready))::text
"""


def snapshot_from(line):
    found = json.loads(line.removeprefix(MARK))
    rows = {table: xml for table, xml in (found["rows"] or {}).items()}
    versions = re.search(r"<beginning>(.*?)</beginning>", rows.get(VERSION_TABLE, ""), re.DOTALL)
    return Snapshot(
        versions=tuple(re.findall(r"\((\w+)\)", versions[1])) if versions else (),
        objects=tuple(sorted(text for table, text in found["objects"] or [] if not is_own(table))),
        rows={table: xml for table, xml in rows.items() if not is_own(table)},
        own=tuple(sorted(filter(is_own, rows))),
        invalid=tuple(sorted(found["invalid"] or [])),
        history=tuple(re.findall(r"<revision>(\w+)</revision>\s*<direction>(\w+)",
                                 found["history"] or "")),
    )
