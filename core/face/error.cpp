#include <fz/error.hpp>
#include <utility>

namespace fz::face {

error::error(error_kind kind, const std::string& sentence, std::optional<database_failure> refused)
    : std::runtime_error(sentence), kind_(kind), refused_(std::move(refused)) {}

user_exists::user_exists(field taken, const std::string& sentence)
    : error(error_kind::users, sentence), taken_(taken) {}

}  // namespace fz::face
