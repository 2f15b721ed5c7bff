#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// SQL, or words about it, as they may be shown.
struct masked_text {
  std::string text;
  /// What *** replaced, as it was written.
  std::vector<std::string> secrets;
};

/// Puts '***' for literals that are passwords: after a word such as PASSWORD, SECRET or TOKEN
/// (`CREATE ROLE … PASSWORD '…'`, `OPTIONS (password '…')`, `SET password = crypt('…')`), in
/// connection strings and URLs inside of literals (`CONNECTION 'host=… password=…'`), every literal
/// after a list of columns with such a name, and password hashes wherever they are. Rather too
/// much than too little.
masked_text mask_secrets(std::string_view text);

/// `text` with *** for each password hash in it, and nothing else: for words in which a name such
/// as password may be quoted.
std::string mask_hashes(std::string text);

/// `text` with *** for each of the secrets: a server quotes what it stumbles at.
std::string without(std::string text, const std::vector<std::string>& secrets);

}  // namespace fz
