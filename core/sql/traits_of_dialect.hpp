#pragma once

#include "core/sql/sql_words.hpp"
#include "core/sql/statement_traits.hpp"

#include <string_view>

/// The parts of describe(); included by them alone.
namespace fz {

/// Describes a statement whose first word is `verb`, in lower case, and comes next in `words`.
void describe_sqlite(std::string_view verb, sql_words& words, statement_traits& t);
void describe_postgresql(std::string_view verb, sql_words& words, std::string_view sql,
                         statement_traits& t);

/// BEGIN, COMMIT, SAVEPOINT and their like, which mean the same in both dialects. False if the verb
/// is another one; else the words after it are taken.
bool describe_transaction(std::string_view verb, sql_words& words, statement_traits& t);

/// Behind SET, RESET, DISCARD and the like of PostgreSQL. False if the verb is another one.
bool describe_session_command(std::string_view verb, sql_words& words, statement_traits& t);

/// Behind DO.
void describe_do(sql_words& words, statement_traits& t);

/// CREATE, after the verb.
void describe_create(sql_words& words, statement_traits& t);

void note_setting(statement_traits& t, setting_change change);
void note_refused(statement_traits& t, std::string words);

/// The stronger of both.
session_effect stronger(session_effect a, session_effect b);

}  // namespace fz
